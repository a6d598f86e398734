"""A run folder as a page takes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mindie_tui.model.bench.comparison import point_name
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.report.page.page import page
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.runs.series import Windows
from mindie_tui.model.runs.state import RunState
from mindie_tui.store import disk
from mindie_tui.store.json_files import parse_object
from mindie_tui.store.runs.compared import compared_run
from mindie_tui.store.runs.run import Run

REPEAT = "mindie-tui replay profile.yaml"
"""The profile lies beside the page in the folder of the run."""


def page_of(run: Run, state: RunState | None = None) -> str:
    """report.html of a run in the language in force; `state` is that of the run, where it is known already.

    Raises StoreError where the run has no report, or one that is broken.
    """
    state = state or run.state()
    compared = compared_run(run, state)
    if not compared.report:
        raise StoreError(
            Message("run {run} has no report: nothing was measured", run=run.id),
            where=str(run.folder),
            do=Message("mindie-tui show {run} shows how it ended", run=run.id),
        )
    try:
        made = page(
            PageSource(
                compared,
                state,
                parse_object(DEFAULT_CONFIG.encode()),
                _before(run, compared.report),
                REPEAT if (run.folder / "profile.yaml").is_file() else "",
            )
        )
    except BROKEN as error:
        where = str(run.folder / "report.json")
        raise StoreError(
            "this is not a report of mindie-tui", where=where, do="take the report of another run"
        ) from error
    clean: str = run.without_secrets(made)
    return clean


def _before(run: Run, report: Mapping[str, Any]) -> dict[str, Windows]:
    """The seconds of the baseline's points, where the baseline is a run on this machine; else none."""
    try:
        kept = run.baseline()
        if kept is None:
            return {}
        other, label = kept
        earlier = Run.find(str(other.get("run") or label), run.folder.parent, besides=run.id)
        state = earlier.state()
    except StoreError:
        return {}
    found: dict[str, Windows] = {}
    for at, point in enumerate(report.get("points") or ()):
        for old in state.points.values():
            if old.state == "finished" and old.key == point.get("key"):
                found[point_name(point, at)] = old.windows
    return found


def write(run: Run, state: RunState | None = None) -> Path:
    """Write report.html beside report.json; where it is. Raises StoreError as `page_of`, and for a full disk."""
    return write_to(run.folder / "report.html", page_of(run, state))


def write_to(path: Path, html: str) -> Path:
    """Write a page where it is wanted. Raises StoreError."""
    with disk.as_store_error(path):
        disk.write_atomic(path, html.encode("utf-8", "replace"))
    return path
