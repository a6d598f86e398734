"""Whether the data sets of the bench are there, before the weights are loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.bench.aisbench.config import WHOLE
from mindie_tui.model.bench.datasets import kept_names
from mindie_tui.model.events.base import Verdict
from mindie_tui.model.preflight.evidence import Judged, Seen, unseen


def dataset(s: Seen) -> Judged:
    """The worst of what is said of each data set; one without a folder that is known here is a warning."""
    told = s.part("bench")
    data = (told or {}).get("data")
    if not isinstance(data, list):
        return unseen(s)
    if not data:
        return Judged("pass", "the bench reads no data set")
    judged = [_one(entry) for entry in data if isinstance(entry, Mapping)]
    for verdict in ("fail", "warn"):
        if bad := [one for one in judged if one.verdict == verdict]:
            return bad[0]
    return Judged("pass", ", ".join(one.found for one in judged))


def _one(entry: Mapping[str, Any]) -> Judged:
    name, path, where = entry.get("name"), entry.get("path"), str(entry.get("where"))
    if not name:
        return Judged(
            "warn",
            f"the folder of {entry.get('config')} is not known here: AISBench looks in its own package",
            "name its folder in bench.datasets",
        )
    place = f"put the data set there, or correct bench.datasets.{name}.path"
    sent = entry.get("from")
    if isinstance(sent, list) and not (entry.get("there") and entry.get("entries")):
        if sent[1]:
            return Judged("pass", f"{name} is sent from {sent[0]} before the bench")
        return Judged("fail", f"{name}: nothing is in {sent[0]} on this machine",
                      f"correct bench.datasets.{name}.from")  # fmt: skip
    if not entry.get("there"):
        return Judged("fail", f"{name}: {path} is not there", place)
    if entry.get("entries") == 0:
        return Judged("fail", f"{name}: {path} is empty", place)
    if missing := entry.get("missing"):
        return Judged("fail", f"{name}: {kept_names([str(one) for one in missing])} not in {path}", place)
    return _counted(name, where, entry.get("rows"), entry.get("asked"))


def _counted(name: str, where: str, rows: Any, asked: Any) -> Judged:
    if not isinstance(rows, int):
        return Judged("pass", str(name))
    if isinstance(asked, int) and rows < asked:
        verdict: Verdict = "fail" if rows < WHOLE * asked else "warn"
        return Judged(verdict, f"{name} holds {rows} prompts, {asked} are asked for",
                      f"set {where}.num_prompts to {rows} or less")  # fmt: skip
    return Judged("pass", f"{name}: {rows} prompts")
