""" "Ready" is proved: healthy on the management address, then one real streamed completion under the right model name.

Both requests are sent from the master itself, because 127.0.0.2 only answers there. A missing answer is reported after
some seconds and waited for until launch.timeouts_s.healthy is over; a wrong answer fails at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from mindie_tui.model.errors import LinkError
from mindie_tui.model.events.codec import Event, ServiceAnswered, ServiceError, ServicePhase, ServiceReady
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.remote.launch import questions
from mindie_tui.remote.launch.waiting import Waiting
from mindie_tui.remote.transport.node_program import Program

UNCLEAR = ("refused", "stream", "silent", "line")
"""What is also seen while a daemon ends: its end is waited for a moment, since it says more."""


class Proof:
    """Asks the service of one start."""

    def __init__(self, of: Waiting) -> None:
        self._of, self._ctx, self._logs = of, of.ctx, of.logs
        self._address = of.ctx.endpoint
        self._tls: str | None = None

    async def until_healthy(self, limit: float) -> AsyncGenerator[Event, None]:
        """ServicePhase healthy; raises LaunchFailed after `limit` seconds."""
        master, place = self._ctx.master, self._address.management
        began, said, told = time.monotonic(), "nothing", False
        while True:
            asking = asyncio.create_task(self._ask(questions.health(self._ctx, self._address), questions.HEALTH_S))
            async with aclosing(self._of.beside(asking)) as events:
                async for event in events:
                    yield event
            answer = asking.result()
            if answer.get("healthy"):
                async with aclosing(self._of.pass_on(ServicePhase(master, "healthy", self._logs.elapsed_s))) as events:
                    async for event in events:
                        yield event
                return
            said = one_line(str(answer.get("said")))[:200]
            took = time.monotonic() - began
            what = Message("{place} says {said}", place=place, said=said)
            do = "read the log of every node: a worker may be gone, or hang"
            if took > limit:
                raise self._of.failure(
                    Message("started, but not healthy within {limit:g} s: {what}", limit=limit, what=what), master, do
                )
            if took > self._ctx.timings.patience.answer and not told:
                told = True
                line = Message("started, but not healthy after {took:.0f} s: {what}", took=took, what=what)
                yield ServiceError(master, "not-healthy", False, line, remedy=do)
            told_next = await self._logs.next(min(1.0, max(0.0, limit - took)))
            async with aclosing(self._of.pass_on(told_next)) as events:
                async for event in events:
                    yield event

    async def until_answered(self, limit: float) -> AsyncGenerator[Event, None]:
        """ServiceMemory where the lines tell, ServiceAnswered, ServiceReady; raises LaunchFailed."""
        address, master = self._address, self._ctx.master
        since, patience = self._logs.elapsed_s, self._ctx.timings.patience.answer
        asked = questions.completion(self._ctx, address, limit, self._of.running[master].pid)
        line, do = self._ctx.engine.start.failed_answer(
            "silent", Message("nothing within {patience:g} s", patience=patience), address.url, address.model
        )
        named = ServiceError(master, "answer-silent", False, line, remedy=do)
        asking = asyncio.create_task(self._ask(asked, limit))
        async with aclosing(self._of.beside(asking, named, patience)) as events:
            async for event in events:
                yield event
        answer = asking.result()
        if "error" in answer:
            async with aclosing(self._wrong(answer)) as events:
                async for event in events:
                    yield event
        if not self._of.attached and (memory := self._of.memory()) is not None:
            yield memory
        first = round(max(since, self._logs.elapsed_s - (answer["ms"] - answer["ttft_ms"]) / 1e3), 1)
        ttft, tls = round(float(answer["ttft_ms"]), 1), answer.get("tls")
        of_start = None if self._of.attached else first
        yield ServiceAnswered(master, address.url, address.model, self._logs.elapsed_s, ttft, of_start, tls)
        yield ServiceReady(self._ctx.serving, self._logs.elapsed_s, self._of.attached)

    async def _wrong(self, answer: Mapping[str, Any]) -> AsyncGenerator[Event, None]:
        kind, said = answer["error"], one_line(str(answer.get("said")))[:200]
        if kind in UNCLEAR:
            async with aclosing(self._of.until_ended(1.0)) as events:
                async for event in events:
                    yield event
        what, do = self._ctx.engine.start.failed_answer(kind, said, self._address.url, self._address.model)
        first = self._logs.first_error
        yield ServiceError(self._ctx.master, f"answer-{kind}", first is None, what, remedy=do)
        if first is not None:
            do = Message(
                "first error on {node}: {cause}; {do}",
                node=first.node,
                cause=one_line(first.cause or first.line)[:200],
                do=do,
            )
        raise self._of.failure(what, self._ctx.master, do)

    async def _ask(self, asked: Program, limit: float) -> dict[str, Any]:
        """HTTP on the master; a dropped connection is an answer too, which says so."""
        try:
            return await asked.one(self._ctx.fleet.inside(self._ctx.master), timeout=limit + 5)
        except LinkError as error:
            return {"healthy": False, "error": "line", "said": error.what}
