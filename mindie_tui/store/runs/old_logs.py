"""The logs of old runs, which are most of what a run takes on the disk: removed on request, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

from mindie_tui.model.errors import StoreError
from mindie_tui.store import disk
from mindie_tui.store.runs.info import when
from mindie_tui.store.runs.run import Run


def remove(ended_before: float, root: Path | None = None) -> tuple[int, int]:
    """Remove the logs of each run that ended before a time (seconds of the epoch): how many runs, how many bytes.

    A run without an end, and one that another process follows, keep theirs. Raises StoreError where the disk refuses.
    """
    runs = freed = 0
    for info in Run.newest(root):
        if info.ended is not None and when(info.ended) < ended_before and (size := _removed(Run.of(info))):
            runs, freed = runs + 1, freed + size
    return runs, freed


def _removed(run: Run) -> int:
    found = [path for path in (run.folder / "logs").glob("*/*") if path.is_file()]
    try:
        run.hold()
    except StoreError:
        return 0
    try:
        with disk.as_store_error(run.folder / "logs"):
            freed = sum(path.stat().st_size for path in found)
            for path in found:
                path.unlink()
        return freed
    finally:
        run.close()
