"""The board on which every step writes what it waits for on which node; the faces show it when there is no other
output.

with ctx.waits.on("the ports of the stopped service to close", node, limit_s=75):
    ...
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from mindie_tui.model.launch.waits import Wait
from mindie_tui.remote.transport.passwords import Asker, Kind


class Waits:
    """What is waited for now. One board a session; any number of waits at once."""

    def __init__(self) -> None:
        self._now: dict[int, Wait] = {}
        self._next = 0
        self.person = 0
        """Questions that the operator sees just now: nothing is written over their prompt."""

    @contextmanager
    def on(self, what: str, node: str = "", *, limit_s: float | None = None) -> Iterator[None]:
        """`what` is waited for as long as the block runs."""
        number, self._next = self._next, self._next + 1
        self._now[number] = Wait(what, time.time(), node, limit_s)
        try:
            yield
        finally:
            del self._now[number]

    @property
    def now(self) -> tuple[Wait, ...]:
        """What is waited for, in the order in which it began."""
        return tuple(self._now.values())

    def asking(self, asker: Asker | None) -> Asker | None:
        """The asker, with its questions counted in `person`."""
        return None if asker is None else _Asking(self, asker)


class _Asking:
    def __init__(self, waits: Waits, asker: Asker) -> None:
        self._waits, self._asker = waits, asker

    async def secret(self, kind: Kind, node: str, prompt: str) -> str | None:
        self._waits.person += 1
        try:
            return await self._asker.secret(kind, node, prompt)
        finally:
            self._waits.person -= 1
