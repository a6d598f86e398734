"""Earlier starts of a profile on this machine, out of the runs that are kept: what a start usually takes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.launch.usual_times import STARTS, start_of
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.json_files import parse_object, read_object
from mindie_tui.store.runs.info import whole_lines
from mindie_tui.store.runs.run import Run

LOOKED_AT = 60
"""So many of the newest runs are looked at, whatever they are."""


def earlier_starts(profile: str, now: Run) -> list[RunState]:
    """The newest starts of a profile that became ready, without `now`. A run that cannot be read is left out."""
    found: list[RunState] = []
    root = now.folder.parent
    with contextlib.suppress(OSError):
        folders = sorted((path for path in root.iterdir() if path != now.folder), key=lambda p: p.name, reverse=True)
        for folder in folders[:LOOKED_AT]:
            with contextlib.suppress(OSError, StoreError):
                if read_object(folder / "run.json").get("profile") == profile:
                    state = start_of(_service_events(folder / "events.jsonl"))
                    found += [state] if state is not None else []
            if len(found) == STARTS:
                break
    return found


def _service_events(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a record that tell of the service; a bench writes many others."""
    for line in whole_lines(path):
        if b'"event":"service.' in line:
            with contextlib.suppress(ValueError):
                yield parse_object(line)
