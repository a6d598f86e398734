"""A start whose log stops growing although the service is healthy: its disk is full, and its last lines never come."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress

from mindie_tui.model.errors import LinkError
from mindie_tui.model.events.codec import ServiceError
from mindie_tui.model.launch.stalls import Stalls
from mindie_tui.model.launch.vitals import DISK
from mindie_tui.model.message import Message
from mindie_tui.remote.launch import questions
from mindie_tui.remote.launch.log.logs import Logs

LOG_STUCK = "log-stuck"
EVERY_S = 5.0
"""Between two questions for the health, as long as a log is doubted."""


class StuckLogs:
    """Asks the master for the service's health where a log is quiet for `quiet_s`, beside the wait for its words."""

    def __init__(self, logs: Logs, stalls: Stalls, quiet_s: float) -> None:
        self._logs, self._ctx, self._stalls, self._quiet_s = logs, logs.ctx, stalls, quiet_s
        self._asking: asyncio.Task[bool] | None = None
        self._next = 0.0

    def look(self, names: Collection[str], at: float) -> list[ServiceError]:
        """The nodes of `names` whose log is quiet while the service is healthy; `at` as Stalls has it."""
        quiet = {name: s for name in names if (s := self._stalls.quiet_s(name, at)) >= self._quiet_s}
        asking, healthy = self._asking, False
        if asking is not None and asking.done():
            self._asking, healthy = None, not asking.cancelled() and asking.result()
        elif quiet and asking is None and at >= self._next:
            self._next = at + EVERY_S
            self._asking = asyncio.create_task(self._healthy(), name="health beside a quiet log")
        return [self._stuck(name, seconds) for name, seconds in quiet.items()] if healthy else []

    def _stuck(self, name: str, seconds: float) -> ServiceError:
        full = self._logs.vitals.bad(name, DISK)
        return ServiceError(
            name,
            LOG_STUCK,
            False,
            Message(
                "its log is silent for {seconds:.0f} s, yet the service is healthy: not waited for any longer",
                seconds=seconds,
            ),
            cause=Message("the disk of the log is full") if full else Message("the disk of the log may be full"),
            remedy="see `df -h ~` where the service runs, and make room: what it says from now on is lost",
        )

    async def _healthy(self) -> bool:
        try:
            asked = questions.health(self._ctx, self._ctx.endpoint)
            answer = await asked.one(self._ctx.fleet.inside(self._ctx.master), timeout=questions.HEALTH_S + 5)
        except LinkError:
            return False
        return bool(answer.get("healthy"))

    async def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking
