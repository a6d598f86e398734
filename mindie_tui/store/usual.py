"""Earlier starts of a profile on this machine, out of the runs that are kept: what a start usually takes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.run_state import RunState
from mindie_tui.model.usual import STARTS, start_of
from mindie_tui.store.runs import Run

LOOKED_AT = 60
"""So many of the newest runs are looked at, whatever they are."""


def earlier_starts(profile: str, now: Run) -> list[RunState]:
    """The newest starts of a profile that became ready, `now` left out. A run that cannot be read is none."""
    found: list[RunState] = []
    root = now.folder.parent
    with contextlib.suppress(OSError):
        folders = sorted((path for path in root.iterdir() if path != now.folder), key=lambda p: p.name, reverse=True)
        for folder in folders[:LOOKED_AT]:
            with contextlib.suppress(OSError, ValueError, StoreError):
                if json.loads((folder / "run.json").read_bytes()).get("profile") == profile:
                    state = start_of(_service_events(folder / "events.jsonl"))
                    found += [state] if state is not None else []
            if len(found) == STARTS:
                break
    return found


def _service_events(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a record that tell of the service; a bench writes many others."""
    with path.open("rb") as file:
        for line in file:
            if b'"event":"service.' in line and line.endswith(b"\n"):
                yield json.loads(line)
