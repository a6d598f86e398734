"""A run folder as a comparison takes it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.mindie.rules.start.fields import CONFIG
from mindie_tui.model.report.diff.compared_run import ComparedRun, environment_of, phases_of
from mindie_tui.model.runs.state import RunState
from mindie_tui.store import passed_over
from mindie_tui.store.json_files import parse_object
from mindie_tui.store.runs.run import Run


def compared_run(run: Run, state: RunState | None = None) -> ComparedRun:
    """What a comparison takes of a run; a run without a report gives the file that it planned.

    `state` is that of the run, where it is known already: else its events are folded. A report that cannot be read is
    passed over and named.
    """
    report: Mapping[str, Any] = {}
    try:
        report = run.report() or {}
    except StoreError as error:
        passed_over.note(run.folder / "report.json", error.what)
    state, info = state or run.state(), run.info
    return ComparedRun(
        run.id,
        info.profile,
        report.get("configuration") or _planned(run),
        environment_of(state, info.versions),
        phases_of(state),
        report,
    )


def _planned(run: Run) -> dict[str, Any] | None:
    with contextlib.suppress(StoreError, ValueError):
        if (text := run.planned(CONFIG)) is not None:
            return {"nodes": len(run.info.nodes), "config": parse_object(text)}
    return None
