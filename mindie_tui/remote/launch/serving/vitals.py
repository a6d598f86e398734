"""What is watched while a service serves, beside its log and its processes; with little load, and each change is
reported once.

The master gets a health request every ten seconds and a completion of 16 tokens every half minute, which is left out
while a bench of ours measures; every node's container engine is asked every ten seconds. The NPUs' health comes with
the samples of their memory (remote/launch/npu_samples.py), the room on the disk with the watch of the daemon. A first
bad reading is repeated two seconds later; a node that is not connected is unknown, and nothing is reported of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from mindie_tui.model.errors import LinkError
from mindie_tui.model.launch.vitals import COMPLETION, ENGINE, HEALTH, LOG, Pace
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.remote.launch import questions
from mindie_tui.remote.launch.log.logs import Logs
from mindie_tui.remote.transport.container import engine_trouble

COMPLETION_S = 30.0
"""A completion that does not end in this time counts as failed."""
Look = tuple[bool, str, str]
"""Whether it is well, what was seen, what to do."""


class VitalSigns:
    """The readings of one service that `logs` follows. `measuring`: a bench of ours runs; `stopping`: we stop it."""

    def __init__(
        self, logs: Logs, measuring: Callable[[], bool], stopping: Callable[[], bool], pace: Pace | None = None
    ) -> None:
        self._logs, self._ctx, self._pace = logs, logs.ctx, pace or Pace()
        self._measuring, self._stopping = measuring, stopping
        self._address = logs.ctx.endpoint

    @asynccontextmanager
    async def looked_at(self) -> AsyncIterator[None]:
        """As long as the block runs; what is seen comes out of `logs.events()`."""
        looks = (self._service, self._engines, self._silence)
        tasks = [asyncio.create_task(look(), name=f"watch {look.__name__}") for look in looks]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _service(self) -> None:
        master, asked = self._ctx.master, time.monotonic()
        while True:
            await asyncio.sleep(self._pace.health)
            if self._over:
                continue
            await self._look(master, HEALTH, self._health)
            due = time.monotonic() - asked >= self._pace.completion and not self._measuring()
            if due and not self._logs.vitals.bad(master, HEALTH):
                asked = time.monotonic()
                await self._look(master, COMPLETION, self._completion)

    async def _engines(self) -> None:
        if self._ctx.deployment.container.engine == "none":
            return
        while True:
            await asyncio.sleep(self._pace.engine)
            await asyncio.gather(*(self._look(node, ENGINE, self._engine(node)) for node in self._ctx.serving))

    async def _silence(self) -> None:
        """A log that has not grown for long, on a node that is connected and whose service is watched."""
        heard: dict[str, tuple[int, float]] = {}
        while True:
            for node, (size, lost) in self._logs.heard().items() if not self._over else ():
                before = heard.get(node)
                if before is None or before[0] != size or lost:
                    heard[node] = (size, time.monotonic())
                    if before is not None and not lost:
                        self._logs.look(node, LOG, True, "")
                elif (quiet := time.monotonic() - before[1]) >= self._pace.silent:
                    ill = self._logs.vitals.bad(self._ctx.master, HEALTH)
                    said = Message(
                        "no new log line for {quiet:.0f} s, and the service is not healthy"
                        if ill
                        else "no new log line for {quiet:.0f} s, although the service is healthy",
                        quiet=quiet,
                    )
                    self._logs.look(node, LOG, False, said, "see the disk that it is written to (df), its log level")
            await asyncio.sleep(min(self._pace.silent, self._pace.health))

    @property
    def _over(self) -> bool:
        """It ends or has ended: its health says nothing new."""
        return self._stopping() or self._logs.ended

    async def _look(self, node: str, what: str, asked: Callable[[], Awaitable[Look]]) -> None:
        """A bad reading is reported where a second one, a moment later, is bad too."""
        try:
            good, said, do = await asked()
            if not good and not self._logs.vitals.bad(node, what):
                await asyncio.sleep(self._pace.again)
                good, said, do = await asked()
        except LinkError:
            return  # what the node does not say is not known; that it is lost is told by its log
        if what == ENGINE or not self._over:
            self._logs.look(node, what, good, said if not good else "", do)

    async def _health(self) -> Look:
        asked = questions.health(self._ctx, self._address)
        answer = await asked.one(self._ctx.fleet.inside(self._ctx.master), timeout=questions.HEALTH_S + 5)
        said = f"{self._address.management} says {one_line(str(answer.get('said')))[:200]}"
        return bool(answer.get("healthy")), said, "read the logs of all nodes: a worker may be gone, or hang"

    async def _completion(self) -> Look:
        pid = self._logs.pid(self._ctx.master)
        asked = questions.completion(self._ctx, self._address, COMPLETION_S, pid)
        answer = await asked.one(self._ctx.fleet.inside(self._ctx.master), timeout=COMPLETION_S + 5)
        if "error" not in answer or self._measuring():  # beside a load that began meanwhile it says nothing
            return True, "", ""
        said = one_line(str(answer.get("said")))[:200]
        return False, *self._ctx.engine.start.failed_answer(
            str(answer["error"]), said, self._address.url, self._address.model
        )

    def _engine(self, node: str) -> Callable[[], Awaitable[Look]]:
        async def asked() -> Look:
            found = await engine_trouble(self._ctx.fleet.host(node), self._ctx.deployment.container)
            return (True, "", "") if found is None else (False, *found)

        return asked
