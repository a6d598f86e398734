"""What the demo's services have in common, whichever engine they play: planted faults, what npu-smi shows, tasks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any


def planted_faults(node: Path) -> dict[str, Any]:
    """The faults that are planted on a node now; none while they are being written."""
    try:
        kept: dict[str, Any] = json.loads((node / "state" / "faults.json").read_text())
        return kept
    except (OSError, ValueError):
        return {}


def write_state(path: Path, values: Mapping[str, Any]) -> None:
    """Replace the file by which npu-smi of the node knows a process; a reader never meets half of it."""
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps(values))
    fresh.replace(path)


class BackgroundTasks:
    """Work that runs beside a service; its exceptions are printed by the loop, into the log of the service."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it; it is held until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            raise error
