"""How many logins run at once: eight at first, more while none is refused, half as many after a refusal."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FIRST = 8
"""Over all addresses, because sixty of them may be one sshd or one bastion (its MaxStartups is 10:30:100)."""
MOST = 64


class Gate:
    """Handshakes in flight. A host that says nothing gives its place up (`leave`) and is waited for outside."""

    def __init__(self, limit: int = FIRST) -> None:
        self.limit = float(limit)
        self.inside = 0
        self._careful = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[HandshakePlace]:
        """Wait for a place, and give it up at the end if it was not given up before."""
        await self._enter()
        place = HandshakePlace(self)
        try:
            yield place
        finally:
            place.leave()

    async def _enter(self) -> None:
        if self.inside < int(self.limit) and not self._waiting:
            self.inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()  # the place was given in the moment of the cancellation
            raise

    def _leave(self) -> None:
        self.inside -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self.inside < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():
                self.inside += 1
                turn.set_result(None)

    def accepted(self) -> None:
        """A login succeeded: one more may run at once; after a refusal one more for every round of them."""
        self.limit = min(MOST, self.limit + (1 / self.limit if self._careful else 1))
        self._admit()

    def refused(self) -> None:
        """A server dropped a connection before the login: half as many."""
        self._careful = True
        self.limit = max(1.0, self.limit / 2)


class HandshakePlace:
    """One handshake's place."""

    def __init__(self, gate: Gate) -> None:
        self._gate: Gate | None = gate

    def leave(self) -> None:
        gate, self._gate = self._gate, None
        if gate is not None:
            gate._leave()
