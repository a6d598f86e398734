"""events.jsonl as several processes append to it: each line whole, numbered without a gap."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from mindie_tui.store import disk

T = TypeVar("T")
_LIFE = ("service.started", "service.attached", "service.stopped", "service.died")
"""The events that begin and end the service of a node."""


class EventLog:
    """The end of one file of lines. Another process may append to the same file, as `mindie-tui stop RUN` does beside
    the wizard that is open on the run: the numbers continue after its lines, since each line is appended under the
    file's lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None
        self._lines = self._bytes = 0
        """Of what was seen of the file."""

    def append(self, make: Callable[[int], tuple[T, bytes]]) -> T:
        """Append the line that `make` gives for its number, from 1; what `make` gave beside it. Raises StoreError."""
        with disk.as_store_error(self.path):
            if self._fd is None:
                self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            try:
                size = self._catch_up(self._fd)
                made, line = make(self._lines + 1)
                try:
                    disk.write_all(self._fd, line)
                except OSError:
                    with contextlib.suppress(OSError):
                        os.ftruncate(self._fd, size)  # no half line
                    raise
                self._lines, self._bytes = self._lines + 1, size + len(line)
                return made
            finally:
                fcntl.flock(self._fd, fcntl.LOCK_UN)

    def _catch_up(self, fd: int) -> int:
        """Count what others wrote since; a line that a kill cut off is taken away. The size of the file."""
        size = os.fstat(fd).st_size
        if size < self._bytes:  # cut off by hand
            self._lines, self._bytes = 0, 0
        data = os.pread(fd, size - self._bytes, self._bytes) if size > self._bytes else b""
        whole = data.rfind(b"\n") + 1
        self._lines += data.count(b"\n")
        self._bytes += whole
        if whole < len(data):
            os.ftruncate(fd, self._bytes)
        return self._bytes

    def close(self) -> None:
        """Release the file; the next line opens it again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process is inside at the same time. Raises StoreError."""
    with disk.as_store_error(path):
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def is_stopped(events: Iterable[Mapping[str, Any]], node: str) -> bool:
    """Whether, by the last event of a node's service, it was stopped."""
    last = ""
    for event in events:
        nodes = event.get("nodes")
        if event.get("event") in _LIFE and node in (event.get("node"), *(nodes if isinstance(nodes, list) else ())):
            last = event["event"]
    return last == "service.stopped"
