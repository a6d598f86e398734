"""An entry of the list of runs: what run.json says, and which points were measured; quick for ten thousand."""

from __future__ import annotations

import bisect
import contextlib
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.store import disk, passed_over
from mindie_tui.store.json_files import parse_object, read_object

MOST_HEAD = 1_000_000
"""Bytes of a run.json: it has less than a thousandth of them."""
MOST_EVENTS = 1_000_000_000
MOST_LINE = 16_000_000
"""Bytes of a line of events.jsonl."""
_MOST_OFFSET_S = 13 * 3600
"""A local time is at most twelve hours behind UTC; one more for a clock that was set back."""
_TYPES: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("profile", str), ("started", str), ("step", str), ("nodes", list), ("argv", list), ("versions", dict),
    ("ended", (str, type(None))), ("exit", (int, type(None))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What run.json says. Times are ISO 8601 with offset."""

    id: str
    profile: str
    started: str
    ended: str | None
    exit: int | None
    step: str
    nodes: tuple[str, ...]
    argv: tuple[str, ...]
    folder: Path
    simulated: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> tuple[Mapping[str, Any], ...]:
        """The `key` of each point that was measured, out of report.json; read again where that has changed."""
        path = os.path.join(self.folder, "report.json")
        try:
            seen = os.stat(path)
        except OSError:
            return ()
        return _points(path, seen.st_mtime_ns, seen.st_size)


def run_info(folder: Path) -> RunInfo:
    """The entry of a folder. Raises StoreError where it has no run.json that can be read, and notes that."""
    path = os.path.join(folder, "run.json")
    try:
        data = disk.read_bytes(path, MOST_HEAD, wait=False)
        return as_info(folder, parse_object(data))
    except OSError as error:
        refused = disk.store_error(error, path)
    except ValueError as error:
        refused = StoreError(str(error), where=path, do="it was changed by hand or cut off")
    passed_over.note(path, refused.what)
    raise refused


def as_info(folder: Path, head: Mapping[str, Any]) -> RunInfo:
    """The entry that a run.json holds. Raises ValueError where a value is of another type."""
    for key, types in _TYPES:
        if key in head and not isinstance(head[key], types):
            raise ValueError(Message("its {key} has another type", key=key))
    nodes, argv = head.get("nodes") or (), head.get("argv") or ()
    if not all(isinstance(word, str) for word in (*nodes, *argv)):
        raise ValueError("its nodes or its argv hold what is no text")
    return RunInfo(
        id=folder.name,
        profile=head.get("profile", ""),
        started=head.get("started", ""),
        ended=head.get("ended"),
        exit=head.get("exit"),
        step=head.get("step", ""),
        nodes=tuple(nodes),
        argv=tuple(argv),
        folder=folder,
        simulated=bool(head.get("simulated")),
        versions=head.get("versions") or {},
    )


def newest(root: Path, only: Callable[[Path], bool] | None = None) -> Iterator[RunInfo]:
    """The entries of a folder of runs, newest first, read on demand. A folder without a run is noted, not raised.

    `only` decides by the folder which runs are read, before anything is read. The name of a run begins with the local
    time of its start: a run.json is read once its run may be the next.
    """
    left = sorted((_latest(name), name) for name in names(root))
    ready: list[tuple[float, str, RunInfo]] = []
    while left or ready:
        while left and (not ready or left[-1][0] >= ready[-1][0]):
            folder = root / left.pop()[1]
            if only is not None and not only(folder):
                continue
            with contextlib.suppress(StoreError):
                info = run_info(folder)
                bisect.insort(ready, (when(info.started), info.id, info))
        if ready:
            yield ready.pop()[2]


def readable(root: Path, alike: Iterable[str]) -> list[RunInfo]:
    """The entries of some names, newest first; a folder without a run is noted."""
    found = []
    for name in alike:
        with contextlib.suppress(StoreError):
            found.append(run_info(root / name))
    return sorted(found, key=lambda info: (when(info.started), info.id), reverse=True)


def names(root: Path) -> list[str]:
    """What a folder of runs holds, readable or not; hidden files are not runs."""
    with disk.as_store_error(root), contextlib.suppress(FileNotFoundError):
        return [name for name in os.listdir(root) if not name.startswith(".")]
    return []


def _latest(name: str) -> float:
    """The latest moment at which a run of this name can have begun, whatever time zone it was named in."""
    try:
        return datetime.fromisoformat(f"{name[:8]}T{name[9:15]}+00:00").timestamp() + _MOST_OFFSET_S
    except ValueError:
        return math.inf


@lru_cache(maxsize=1000)
def _points(path: str, changed_ns: int, size: int) -> tuple[Mapping[str, Any], ...]:
    try:
        listed = read_object(path).get("points")
    except StoreError as error:
        passed_over.note(path, error.what)
        return ()
    points = listed if isinstance(listed, list) else ()
    return tuple(p["key"] for p in points if isinstance(p, dict) and isinstance(p.get("key"), dict))


def when(text: str) -> float:
    """Seconds of an ISO time; 0 for any other text."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def events_of(folder: Path) -> bytes:
    """All of a run's events.jsonl, to look for a word in it; nothing where it cannot be read."""
    try:
        return disk.read_bytes(os.path.join(folder, "events.jsonl"), MOST_EVENTS, wait=False)
    except OSError:
        return b""


def whole_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file that have their end; none of a pipe, nothing behind a line without bounds."""
    with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
        while line := file.readline(MOST_LINE):
            if not line.endswith(b"\n"):
                return
            yield line
