"""Which run `last` means to the commands that act on nodes: the newest that did something there, not one refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.store.runs.info import events_of
from mindie_tui.store.runs.run import Run

Meaning = Literal["newest", "started", "followed", "wrote"]
"""started: a service, as far as is known; followed: started or attached to one; wrote: changed a config.json."""
_PUSHED = (b'"event":"file.written"', b'"event":"file.kept"')
_STOP_IT = b"mindie-tui stop "


def find(text: str, last: Meaning = "newest", root: Path | None = None) -> Run:
    """`Run.find`, where `last` is the newest run that satisfies `last`. Raises StoreError."""
    if text != "last" or last == "newest":
        return Run.find(text, root)
    did, said = _MEANINGS[last]
    for info in Run.newest(root, did):
        return Run.of(info)
    raise StoreError(Message("no run on this machine has {said}", said=said), do="list the runs with `mindie-tui runs`")


def has_started(folder: Path) -> bool:
    """Whether the run of this folder has started a service, or was cut off where it may have.

    The files are written right before the start: a run that has no word of how the start went may have a daemon.
    """
    lines = events_of(folder)
    if b'"event":"service.started"' in lines:
        return True
    if not any(word in lines for word in _PUSHED):
        return False
    failed = [line for line in lines.splitlines() if b'"event":"service.failed"' in line]
    return not failed or _STOP_IT in failed[-1]  # a node was not reached as it was started


def _has_followed(folder: Path) -> bool:
    return b'"event":"service.attached"' in events_of(folder) or has_started(folder)


def _has_written(folder: Path) -> bool:
    return (folder / "before").is_dir()


_MEANINGS: dict[Meaning, tuple[Callable[[Path], bool], str]] = {
    "started": (has_started, "started a service"),
    "followed": (_has_followed, "started a service"),
    "wrote": (_has_written, "written a config.json"),
}
