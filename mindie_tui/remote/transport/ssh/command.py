"""One command on an SSH channel: its output as it comes, its input no faster than it is taken, its end."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from typing import Any

PIECE, HIGH, LOW = 65536, 1 << 20, 1 << 18
"""Bytes handed on at once; bytes at which reading pauses, and continues."""


class RunningCommand:
    """What asyncssh calls while a command runs (its SSHClientSession, by shape: only what logs in knows asyncssh)."""

    def __init__(self) -> None:
        self.out: deque[bytes] = deque()
        self.err = bytearray()
        self.held = 0
        """Bytes of standard output that nobody took yet."""
        self.limit: int | None = None
        """Reading pauses at this many."""
        self.changed = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self.ended = False
        self.broken: Exception | None = None
        self.status: int | None = None
        self._channel: Any = None
        self._paused = False
        self._discarding = False

    def connection_made(self, chan: Any) -> None:
        self._channel = chan

    def session_started(self) -> None:
        pass

    def eof_received(self) -> bool:
        return False  # our side closes too

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if self._discarding:
            return
        if datatype is not None:
            self.err += data
            if self.limit is not None:
                del self.err[:-8192]
            return
        self.out.append(data)
        self.held += len(data)
        if self.limit is not None and self.held >= self.limit and not self._paused:
            self._paused = True
            self._channel.pause_reading()
        self.changed.set()

    def taken(self, most: int | None = None) -> bytes:
        """What has come, up to about `most` bytes."""
        pieces, size = [], 0
        while self.out and (most is None or size < most):
            pieces.append(self.out.popleft())
            size += len(pieces[-1])
        self.held -= size
        if self._paused and self.held <= LOW:
            self._paused = False
            self._channel.resume_reading()
        return b"".join(pieces)

    def discard(self) -> None:
        """Nobody wants what still comes; what was held back is let through, so that the end comes too."""
        self._discarding = True
        self.out.clear()
        self.held = 0
        if self._paused:
            self._paused = False
            self._channel.resume_reading()

    def exit_status_received(self, status: int) -> None:
        self.status = status
        self.changed.set()

    def exit_signal_received(self, signal_name: str, core_dumped: bool, msg: str, lang: str) -> None:
        number = getattr(signal, f"SIG{signal_name}", None)
        self.status = 128 + int(number) if number else 255
        self.changed.set()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.broken, self.ended = exc, True
        self.changed.set()
        self.writable.set()


async def feed(channel: Any, session: RunningCommand, data: bytes) -> None:
    """Write to its standard input, no faster than it is taken."""
    view = memoryview(data)
    for at in range(0, len(data), PIECE):
        await session.writable.wait()
        if session.ended:
            return
        try:
            channel.write(bytes(view[at : at + PIECE]))
        except OSError:
            return  # it ended without reading to the end; its status says the rest
