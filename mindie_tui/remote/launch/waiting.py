"""A start while it is waited for: what each node has printed, what ends the wait, and the state of each node then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.model.events.codec import Event, ServiceDied, ServiceError, ServiceMemory, ServicePhase, ServiceStopped
from mindie_tui.model.launch.process_watch import RANK_DEAD, first_to_die
from mindie_tui.model.launch.stalls import Stalls
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.environment.places import PLACE_VARIABLES
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.ending import end, stop_question
from mindie_tui.remote.launch.log.logs import Followed, Logs
from mindie_tui.remote.launch.planned_files import hashes
from mindie_tui.remote.launch.running_services import processes
from mindie_tui.remote.launch.stuck import StuckLogs

ENDING_S = 5.0
"""From TERM to KILL of what is left of a start that has failed."""
TOGETHER_S = 1.0
"""Deaths of several nodes that come so close are one."""
CONFIG_ELSEWHERE = "config-elsewhere"


class Waiting:
    """What runs and how far it is. Its iterators pass events on, and raise LaunchFailed where the wait is over."""

    def __init__(self, ctx: Context, logs: Logs, usual: Mapping[str, float], *, attached: bool = False) -> None:
        self.ctx, self.logs, self.attached = ctx, logs, attached
        self.running: dict[str, Followed] = {}
        self.phase: dict[str, str] = {}
        self.ended: dict[str, str] = {}
        """Node: how its daemon ended."""
        self.stalls = Stalls(ctx.serving, usual, ctx.timings.patience)
        self.suspicion: ServiceError | None = None
        """What is known of a start that does not move; the cause where nothing better is known."""

    def follow(self, followed: Followed) -> None:
        """One more daemon runs."""
        self.running[followed.node] = followed
        self.stalls.started(followed.node, self.logs.elapsed_s)
        self.logs.follow(followed)

    # -- what comes

    async def until_started(self, need: set[str]) -> AsyncGenerator[Event, None]:
        """Until every node of `need` says that it has started."""
        limit = self.ctx.deployment.launch.timeouts_s.ready
        until = time.monotonic() + limit
        started: set[str] = set()
        stuck = StuckLogs(self.logs, self.stalls, self.ctx.timings.patience.stuck)
        try:
            while need - started:
                left = until - time.monotonic()
                event = await self.logs.next(max(0.0, min(1.0, left)))
                async for said in self.pass_on(event):
                    if isinstance(said, ServicePhase) and said.phase == "started":
                        started.add(said.node)
                    yield said
                for word in stuck.look(need - started, self.logs.elapsed_s):
                    started.add(word.node)  # that it answers is proved next
                    yield word
                if event is None and left <= 0:
                    async for last in self._not_started(need - started, limit):
                        yield last
        finally:
            await stuck.close()

    async def _not_started(self, left: set[str], limit: float) -> AsyncGenerator[Event, None]:
        async for last in self.first_error():
            yield last
        where = sorted(left, key=self.ctx.serving.index)[0]
        error = self.logs.first_error or self.suspicion
        do = f"{_cause(error)}; {error.remedy}" if error else "read its log, or raise launch.timeouts_s.ready"
        stands = self.stalls.where(where, self.logs.elapsed_s)
        raise self.failure(
            Message("not ready within {limit:g} s, still in {stands}", limit=limit, stands=stands), where, do
        )

    async def beside(
        self, task: asyncio.Task[Any], named: ServiceError | None = None, after: float = 0.0
    ) -> AsyncGenerator[Event, None]:
        """What comes while the task works; an end of the start ends it. `named` is reported where it takes long."""
        until = time.monotonic() + after
        try:
            while not task.done():
                if named is not None and time.monotonic() > until:
                    yield named
                    named = None
                coming = asyncio.create_task(self.logs.next(1.0))
                try:
                    await asyncio.wait({task, coming}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    coming.cancel()  # an event that it has not taken stays in the queue
                    await asyncio.wait({coming})
                async for said in self.pass_on(None if coming.cancelled() else coming.result()):
                    yield said
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def until_ended(self, seconds: float) -> AsyncGenerator[Event, None]:
        """How long the last lines of an ending daemon are waited for, including its end, which raises."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            event = await self.logs.next(left)
            if isinstance(event, ServiceDied | ServiceStopped):
                async for said in self.pass_on(event):
                    yield said
            elif event is not None:
                yield event

    async def pass_on(self, event: Event | None) -> AsyncGenerator[Event, None]:
        """Pass an event on, and what is due to be said; the end of a daemon or of a worker ends the start."""
        for word in self._due():
            yield word
        match event:
            case None:
                return
            case ServicePhase():
                self.phase[event.node] = event.phase
                self.logs.serving |= event.phase == "healthy"
                yield self.stalls.phase(event)
                if event.phase == "config" and (wrong := await self._reads_another(event.node)) is not None:
                    yield wrong
                    async for said in self._fatal(wrong):
                        yield said
            case ServiceDied():
                async for said in self._died(event):
                    yield said
            case ServiceStopped():
                self.ended[event.node] = event.how
                yield event
                # whoever did it ends the other nodes too
                raise self.failure(
                    Message("{how} before it was ready", how=event.how), event.node, "ask them, or launch it again"
                )
            case ServiceError(fatal=True) if not self.attached or event.code == RANK_DEAD:
                # a service that is attached to has its past in its log: what it survived is no end
                yield event
                async for said in self._fatal(event):
                    yield said
            case _:
                yield event

    def _due(self) -> list[Event]:
        at = self.logs.elapsed_s
        for node, (size, lost) in self.logs.heard().items():
            self.stalls.heard(node, size, at, lost=lost)
        due = self.stalls.due(at)
        self.suspicion = next((e for e in due if isinstance(e, ServiceError)), None) or self.suspicion
        return due

    async def _died(self, event: ServiceDied) -> AsyncGenerator[Event, None]:
        """A death on one node brings the others down: of those that come at once the earliest is the one to tell of."""
        deaths = [event]
        self.ended[event.node] = event.reason
        until = time.monotonic() + (TOGETHER_S if len(self.running) > 1 else 0.0)
        while (left := until - time.monotonic()) > 0 and len(deaths) < len(self.running):
            said = await self.logs.next(left)
            if isinstance(said, ServiceDied):
                self.ended[said.node] = said.reason
                deaths.append(said)
            elif said is not None:
                yield said
        async for last in self.first_error():
            yield last
        for death in deaths:
            yield death
        async for last in self.end_the_rest():
            yield last
        offsets = {name: fact.clock_offset_s for name, fact in self.ctx.facts.items()}
        raise self._death_failure(first_to_die(deaths, offsets).node)

    async def _fatal(self, event: ServiceError) -> AsyncGenerator[Event, None]:
        """A worker's failure: its daemon most often ends itself a moment later, and then that is told."""
        async with aclosing(self.until_ended(self.ctx.timings.patience.last_words)) as last_words:
            async for said in last_words:
                yield said
        async for said in self.first_error():
            yield said
        first = self.logs.first_error
        also = (
            Message("; first error on {node}: {first}", node=first.node, first=_cause(first))
            if first and first.node != event.node
            else ""
        )
        what = f"{one_line(event.line)[:300]}{also}"
        if event.code == RANK_DEAD:
            async for said in self.end_the_rest():
                yield said
            raise self.failure(what, event.node, event.remedy)
        do = Message(
            "{remedy}; its daemon still runs, mindie-tui stop {id} ends it", remedy=event.remedy, id=self.ctx.run.id
        )
        raise self.failure(what, event.node, do)

    async def _reads_another(self, node: str) -> ServiceError | None:
        """Where the daemon says that it reads another config.json than the one that was written: not the same bytes."""
        looked, fact = self.logs.recogniser(node), self.ctx.facts.get(node)
        path = looked.config_path if looked else None
        if self.attached or path is None or fact is None or path == fact.config_path:
            return None
        wanted = hashes(self.ctx, node)[0]
        try:
            asked = processes(self.ctx, node, "look", {"files": [[path, wanted]]})
            answer = await asked.one(self.ctx.fleet.inside(node), timeout=10)
        except MindieTuiError:
            return None  # the line says so itself
        if not answer.get("wrong"):
            return None  # another name of the same file
        return ServiceError(
            node,
            CONFIG_ELSEWHERE,
            self.logs.first_error is None,
            Message(
                "the daemon reads {path}, not {config_path} that was written",
                path=one_line(path)[:300],
                config_path=fact.config_path,
            ),
            cause=Message(
                "{names} or {PLACE_VARIABLES} points elsewhere as it starts",
                names=", ".join(PLACE_VARIABLES[:-1]),
                PLACE_VARIABLES=PLACE_VARIABLES[-1],
            ),
            remedy="look at the set_env.sh files that start.sh sources, or write the variable under environment",
            fatal=True,
        )

    # -- the end

    async def first_error(self) -> AsyncGenerator[Event, None]:
        """What the lines say of the memory; where no known error was seen, the first unknown one stands for it."""
        if (memory := self.memory()) is not None and not memory.starts:
            yield memory
        other = self.logs.unrecognised or self.suspicion
        if self.logs.first_error is None and other is not None:
            yield replace(other, first=True)

    def memory(self) -> ServiceMemory | None:
        """What the start's own lines say; MindIE's are printed by rank 0 alone."""
        for at, node in enumerate(self.ctx.serving):
            looked = self.logs.recogniser(node)
            if looked is None or not looked.memory:
                continue
            fact = self.ctx.facts.get(node)
            sizes = [n.hbm_total_mb for n in (fact.npus if fact else None) or () if n.hbm_total_mb]
            gib = min(sizes) / 1024 if sizes else None
            found = self.ctx.engine.start.memory(looked.memory, self.ctx.artefacts, at, gib)
            if found is not None:
                return ServiceMemory(
                    node, found.setting, found.value, found.least, found.starts, found.blocks, found.needed,
                    found.block_gib, found.requests, found.better or None, found.better_value,
                )  # fmt: skip
        return None

    def _death_failure(self, node: str) -> LaunchFailed:
        error = self.logs.first_error or self.logs.unrecognised
        if error is None:
            return self.failure(self.ended[node], node, "read the end of its log")
        on = "" if error.node == node else f" on {error.node}"
        do = error.remedy or "read the lines around it in the log"
        memory = self.memory()
        if memory is not None and not memory.starts and memory.least <= 1:
            do = Message(
                "set {setting} to {least:g}, the least that starts by its own lines; {do}",
                setting=memory.setting,
                least=memory.least,
                do=do,
            )
        return self.failure(
            Message("{ended}; first error{on}: {error}", ended=self.ended[node], on=on, error=_cause(error)), node, do
        )

    async def end_the_rest(self) -> AsyncGenerator[Event, None]:
        """A start that failed on one node cannot serve on the others: they are ended, their NPUs are free again."""
        rest = [f for name, f in self.running.items() if name not in self.ended and not self.attached]
        answers = await asyncio.gather(*(self._end(f) for f in rest), return_exceptions=True)
        for followed, answer in zip(rest, answers, strict=True):
            node = followed.node
            if isinstance(answer, MindieTuiError):
                self.ended[node] = Message(
                    "not reached: pid {pid} may still run; mindie-tui stop {id}", pid=followed.pid, id=self.ctx.run.id
                )
            elif isinstance(answer, BaseException):
                raise answer
            else:
                self.ended[node] = f"stopped ({answer})"
                yield ServiceStopped(node, answer)

    async def _end(self, followed: Followed) -> str:
        given = stop_question(self.ctx, followed, term_s=ENDING_S)
        return await end(self.ctx, followed.node, given)

    def failure(self, what: str, where: str, do: str) -> LaunchFailed:
        standing = tuple(f"{name}: {self._node_standing(name)}" for name in self.ctx.serving)
        return LaunchFailed(what, where=where, do=do, standing=standing)

    def _node_standing(self, node: str) -> str:
        changed = (
            "config.json is the new one" if self.ctx.engine.parameters.rewrites else "no configuration was changed"
        )
        files = "nothing was written" if self.attached else changed
        if node in self.ended:
            return f"{files}; {self.ended[node]}"
        if node in self.running:
            phase = f", phase {self.phase[node]}" if node in self.phase else ""
            return f"{files}; pid {self.running[node].pid} runs{phase}"
        return Message("{files}; nothing was started", files=files)


def _cause(error: ServiceError) -> str:
    return one_line(error.cause or error.line)[:300]
