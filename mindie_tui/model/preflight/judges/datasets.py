"""Whether the data sets of the bench are there, before the weights are loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.bench.aisbench.config import WHOLE
from mindie_tui.model.bench.datasets import kept_names
from mindie_tui.model.events.base import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.preflight.evidence import Judged, Seen, unseen


def dataset(s: Seen) -> Judged:
    """The worst of the verdicts on each data set; one without a known folder is a warning."""
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
    return Judged("pass", joined(*(one.found for one in judged), between=", "))


def _one(entry: Mapping[str, Any]) -> Judged:
    name, path, where = entry.get("name"), entry.get("path"), str(entry.get("where"))
    if not name:
        return Judged(
            "warn",
            Message(
                "the folder of {config} is not known here: AISBench looks in its own package",
                config=entry.get("config"),
            ),
            "name its folder in bench.datasets",
        )
    place = Message("put the data set there, or correct bench.datasets.{name}.path", name=name)
    sent = entry.get("from")
    if isinstance(sent, list) and not (entry.get("there") and entry.get("entries")):
        if sent[1]:
            return Judged("pass", Message("{name} is sent from {sent} before the bench", name=name, sent=sent[0]))
        return Judged(
            "fail",
            Message("{name}: {sent} on this machine is empty or missing", name=name, sent=sent[0]),
            Message("correct bench.datasets.{name}.from", name=name),
        )
    if not entry.get("there"):
        return Judged("fail", Message("{name}: {path} does not exist", name=name, path=path), place)
    if entry.get("entries") == 0:
        return Judged("fail", Message("{name}: {path} is empty", name=name, path=path), place)
    if missing := entry.get("missing"):
        return Judged(
            "fail",
            Message(
                "{name}: {kept_names} not in {path}",
                name=name,
                kept_names=kept_names([str(one) for one in missing]),
                path=path,
            ),
            place,
        )
    return _counted(name, where, entry.get("rows"), entry.get("asked"))


def _counted(name: str, where: str, rows: Any, asked: Any) -> Judged:
    if not isinstance(rows, int):
        return Judged("pass", str(name))
    if isinstance(asked, int) and rows < asked:
        verdict: Verdict = "fail" if rows < WHOLE * asked else "warn"
        return Judged(
            verdict,
            Message("{name} has {rows} prompts, but {asked} are requested", name=name, rows=rows, asked=asked),
            Message("set {where}.num_prompts to {rows} or less", where=where, rows=rows),
        )
    return Judged("pass", Message("{name}: {rows} prompts", name=name, rows=rows))
