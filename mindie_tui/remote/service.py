"""The service on all nodes: started, followed until it has answered, found again, stopped.

"Ready" is proved in this order: `Daemon start success!` on every node, healthy on the management address, and one real
streamed completion with text under the right model name. (facts/mindie.md, "Start, health, stop")
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Any

from mindie_tui.model.errors import LaunchFailed, LinkError, MindieTuiError, Refused
from mindie_tui.model.events import (
    Event,
    ServiceAnswered,
    ServiceAttached,
    ServiceDied,
    ServiceError,
    ServicePhase,
    ServiceReady,
    ServiceStarted,
    ServiceStopped,
)
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.follow import STOOD, stand
from mindie_tui.remote.lock import Lock
from mindie_tui.remote.logs import Followed, Logs
from mindie_tui.remote.program import Program, program
from mindie_tui.remote.push import push, run_folder
from mindie_tui.remote.standing import (
    Address,
    Standing,
    end,
    hashes,
    processes,
    same_files,
    service_run,
    standing,
    stop,
    stop_all,
    stopping,
)

__all__ = ["Logs", "Standing", "attach", "launch", "standing", "stop"]

ANSWER_S = 13.0
"""Seconds for one short completion of a service that says it is healthy; with the way there below 15."""
CLOSING_S = 75.0
"""A port of a service that was just stopped is held by TIME_WAIT for a minute."""
ENDING_S = 5.0
"""From TERM to KILL of what is left of a start that has failed."""


# -- launch

async def launch(ctx: Context, logs: Logs, *, restart: bool = False, take_over: bool = False) -> AsyncIterator[Event]:
    """Write, start the master and then the rest, follow until one real completion has come back.

    A service of ours with the same files on all nodes is attached to, and nothing is changed; another one of ours is
    refused, or stopped first with `restart`. `take_over` is the yes to a stale lock. `logs` goes on after the end.
    Raises Refused where nothing was changed, LaunchFailed with each node's standing after that, StoreError.
    Closing the iterator leaves what runs running.
    """
    found = await standing(ctx)
    same = same_files(ctx, found)
    if same is not None and not restart:
        async with aclosing(_attach(ctx, logs, same)) as events:
            async for event in events:
                yield event
        return
    others = [one for services in found.values() for one in services]
    if others and not restart:
        one = others[0]
        raise Refused(f"a service of run {one.run} runs here since {one.since or 'earlier'} with other files",
                      where=one.node, do=f"stop it (mindie-tui stop {one.run}), or launch with --restart")
    logs.begin()
    lock = Lock(ctx, take_over=take_over)
    async with aclosing(lock.take()) as events:
        async for event in events:
            yield event
    try:
        async with aclosing(_Launch(ctx, logs, others).events()) as events:
            async for event in events:
                yield event
    finally:
        await lock.release()


def start_program(ctx: Context, node: str, ports: Mapping[str, int], *, closing_s: float = 1.0) -> Program:
    """What starts one node's script: its record, and the ports that must be free within `closing_s` seconds."""
    fact = ctx.facts[node]
    config, table, script = hashes(ctx, node)
    record = {
        "run": ctx.run.id,
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        "operator": ctx.operator,
        "nodes": list(ctx.serving),
        "container_id": fact.container_id,
        "ports": dict(ports),
        "config_sha256": config,
        "rank_table_sha256": table or None,
        "script_sha256": script,
    }
    bound = [["0.0.0.0", port] for port in ports.values() if isinstance(port, int)]
    given = {
        "folder": run_folder(ctx),
        "ports": bound if node == ctx.master else [],  # the others serve no HTTP
        "ports_wait_s": closing_s,
        "record": record,
    }
    return processes(ctx, node, "start", given)


class _Launch:
    """One launch under its lock: what has started, how far each node is."""

    def __init__(self, ctx: Context, logs: Logs, others: Sequence[Standing] = (), *, attached: bool = False) -> None:
        self.ctx, self.logs, self.others, self.attached = ctx, logs, others, attached
        self.address = Address.of(ctx)
        self.running: dict[str, Followed] = {}
        self.phase: dict[str, str] = {}
        self.ended: dict[str, str] = {}
        """Node: how its daemon ended."""

    async def events(self) -> AsyncIterator[Event]:
        if self.others:
            async for event in stop_all(self.ctx, self.others):
                yield event
        async for event in push(self.ctx):
            yield event
        master, *rest = self.ctx.serving
        for names in ([master], rest):
            answers = await asyncio.gather(*(self._start(name) for name in names), return_exceptions=True)
            failed: list[tuple[str, MindieTuiError]] = []
            for name, answer in zip(names, answers, strict=True):
                if isinstance(answer, ServiceStarted):
                    yield answer
                elif isinstance(answer, MindieTuiError):
                    failed.append((name, answer))
                    if isinstance(answer, LinkError):
                        self.ended[name] = f"the line dropped as it was started; mindie-tui stop {self.ctx.run.id}"
                else:
                    raise answer
            if failed:
                async for event in self._end_the_rest():
                    yield event
                name, error = failed[0]
                raise self._failed(error.what, name, error.do)
        async for event in self._until_ready(need=set(self.ctx.serving)):
            yield event

    async def _start(self, node: str) -> ServiceStarted:
        """Start one node's script, and follow its log from there. Raises LaunchFailed or LinkError."""
        ctx = self.ctx
        if patterns := ctx.deployment.launch.follow:
            stood = stand(patterns, f"{run_folder(ctx)}/{STOOD}", ctx.facts[node].python)
            await stood.one(ctx.fleet.inside(node))
        asked = start_program(ctx, node, self.address.ports, closing_s=CLOSING_S if self.others else 1.0)
        answer = await asked.one(ctx.fleet.inside(node), timeout=CLOSING_S + 60)
        if "error" in answer:
            raise LaunchFailed(answer["error"], where=node, do=answer["do"])
        followed = Followed(node, run_folder(ctx), answer["pid"], answer["start_time"], answer["log_size"])
        self.running[node] = followed
        self.logs.follow(followed)
        return ServiceStarted(node, followed.pid, followed.start_time)

    async def _until_ready(self, need: set[str]) -> AsyncIterator[Event]:
        """Follow until every node of `need` says that it has started, then prove it."""
        limit = self.ctx.deployment.launch.timeouts_s.ready
        until = time.monotonic() + limit
        started: set[str] = set()
        while need - started:
            event = await self.logs.next(until - time.monotonic())
            if event is None:
                async for last in self._first_error():
                    yield last
                where = sorted(need - started, key=self.ctx.serving.index)[0]
                phase = self.phase.get(where, "the start")
                cause = self.logs.first_error
                do = f"{cause.cause}; {cause.remedy}" if cause else "read its log, or raise launch.timeouts_s.ready"
                raise self._failed(f"not ready within {limit:g} s, still in {phase}", where, do)
            async for seen in self._seen(event):
                yield seen
            if isinstance(event, ServicePhase) and event.phase == "started":
                started.add(event.node)
        async for event in self._prove():
            yield event

    async def _seen(self, event: Event) -> AsyncIterator[Event]:
        """Pass an event on; the end of a daemon ends the launch."""
        if isinstance(event, ServicePhase):
            self.phase[event.node] = event.phase
        if not isinstance(event, ServiceDied | ServiceStopped):
            yield event
        else:
            stopped = isinstance(event, ServiceStopped)
            self.ended[event.node] = event.how if isinstance(event, ServiceStopped) else event.reason
            if not stopped:
                async for last in self._first_error():
                    yield last
            yield event
            if stopped:  # whoever did it ends the other nodes too
                raise self._failed(f"{event.how} before it was ready", event.node, "ask them, or launch it again")
            async for last in self._end_the_rest():
                yield last
            raise self._died(event.node)

    async def _first_error(self) -> AsyncIterator[Event]:
        """Where no known error was seen, the first line that nobody knows stands for it."""
        unknown = self.logs.unrecognised
        if self.logs.first_error is None and unknown is not None:
            yield replace(unknown, first=True)

    def _died(self, node: str) -> LaunchFailed:
        error = self.logs.first_error or self.logs.unrecognised
        if error is None:
            return self._failed(self.ended[node], node, "read the end of its log")
        cause = error.cause or error.line
        on = "" if error.node == node else f" on {error.node}"
        return self._failed(f"{self.ended[node]}; first error{on}: {one_line(cause)[:300]}", node,
                            error.remedy or "read the lines around it in the log")

    async def _prove(self) -> AsyncIterator[Event]:
        """Healthy on the management address, then one real streamed completion: ServiceAnswered, ServiceReady."""
        async for event in self._until_healthy(self.ctx.deployment.launch.timeouts_s.healthy):
            yield event
        async for event in self._until_answered():
            yield event

    async def _until_healthy(self, limit: float) -> AsyncIterator[Event]:
        until, said = time.monotonic() + limit, "nothing"
        while True:
            answer = await self._ask("health", {"url": f"{self.address.management}/health/timed-3", "timeout_s": 10})
            if answer.get("healthy"):
                yield ServicePhase(self.ctx.master, "healthy", self.logs.elapsed_s)
                return
            said = one_line(str(answer.get("said")))[:200]
            event = await self.logs.next(min(1.0, max(0.0, until - time.monotonic())))
            if event is not None:
                async for seen in self._seen(event):
                    yield seen
            if time.monotonic() > until:
                what = f"started, but not healthy within {limit:g} s: {self.address.management} says {said}"
                raise self._failed(what, self.ctx.master, "read the log of every node: a worker may be gone, or hang")

    async def _until_answered(self) -> AsyncIterator[Event]:
        master, url, model = self.ctx.master, self.address.url, self.address.model
        answer = await self._ask("chat", {"url": url, "model": model, "limit_s": ANSWER_S})
        if "error" in answer:
            said = one_line(str(answer.get("said")))[:200]
            what, do = _unanswered(answer["error"], said, url, model)
            yield ServiceError(master, f"answer-{answer['error']}", self.logs.first_error is None, what, remedy=do)
            raise self._failed(what, master, do)
        yield ServiceAnswered(master, url, model, self.logs.elapsed_s, round(float(answer["ttft_ms"]), 1))
        yield ServiceReady(self.ctx.serving, self.logs.elapsed_s)

    async def _ask(self, what: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """HTTP on the master; a line that drops there is an answer too, which tells so."""
        fact = self.ctx.facts.get(self.ctx.master)
        asked = program("ask", what, json.dumps(given), python=fact.python if fact else None)
        try:
            return await asked.one(self.ctx.fleet.inside(self.ctx.master), timeout=ANSWER_S + 5)
        except LinkError as error:
            return {"healthy": False, "error": "line", "said": error.what}

    async def _end_the_rest(self) -> AsyncIterator[Event]:
        """A start that failed on one node cannot serve on the others: they are ended, their NPUs are free again."""
        rest = [f for name, f in self.running.items() if name not in self.ended and not self.attached]
        answers = await asyncio.gather(*(self._end(f) for f in rest), return_exceptions=True)
        for followed, answer in zip(rest, answers, strict=True):
            node = followed.node
            if isinstance(answer, MindieTuiError):
                self.ended[node] = f"not reached: pid {followed.pid} may still run; mindie-tui stop {self.ctx.run.id}"
            elif isinstance(answer, BaseException):
                raise answer
            else:
                self.ended[node] = f"stopped ({answer})"
                yield ServiceStopped(node, answer)

    async def _end(self, followed: Followed) -> str:
        given = stopping(self.ctx, followed.folder, followed.pid, followed.start_time, term_s=ENDING_S)
        return await end(self.ctx, followed.node, given)

    def _failed(self, what: str, where: str, do: str) -> LaunchFailed:
        standing = tuple(f"{name}: {self._stands(name)}" for name in self.ctx.serving)
        return LaunchFailed(what, where=where, do=do, standing=standing)

    def _stands(self, node: str) -> str:
        files = "nothing was written" if self.attached else "config.json is the new one"
        if node in self.ended:
            return f"{files}; {self.ended[node]}"
        if node in self.running:
            phase = f", phase {self.phase[node]}" if node in self.phase else ""
            return f"{files}; pid {self.running[node].pid} runs{phase}"
        return f"{files}; nothing was started"


def _unanswered(kind: str, said: str, url: str, model: str) -> tuple[str, str]:
    """What was wrong with the one completion, and what to do."""
    asked = f"it is healthy, but POST {url}/v1/chat/completions"
    words = {
        "status": (f"{asked} answered {said}", "see that the port is MindIE's, and openAiSupport in ServerConfig"),
        "empty": (f"{asked} answered without one token: {said}",
                  "read the logs of all nodes; compare the small files of the weights between them"),
        "no_text": (f"{asked} answered what is no text: {said}", "check the weights, their quantisation and the dtype"),
        "model": (f"{asked} answered under the model name {said}, not {model}", "is another service on that port?"),
        "stream": (f"{asked} sent a broken stream: {said}", "read the log of the master"),
        "silent": (f"{asked} hangs: {said}", "read the logs of all nodes; a rank may wait for another one"),
        "refused": (f"{asked} got no connection: {said}", "see MIES_CONTAINER_IP, ipAddress and port"),
        "line": (f"{asked} could not be asked: {said}", "bring the node back, then launch again: it attaches"),
    }
    return words[kind]


# -- attach

async def attach(ctx: Context, logs: Logs) -> AsyncIterator[Event]:
    """Follow the service of this run again, wherever it was started from, until it has answered.

    Raises Refused where none of this run runs on all nodes.
    """
    found, run = await standing(ctx), service_run(ctx)
    mine = {n: next((one for one in services if one.run == run), None) for n, services in found.items()}
    gone = [name for name, one in mine.items() if one is None]
    if gone:
        raise Refused(f"no service of run {run} runs here", where=gone[0], do="launch it again")
    async with aclosing(_attach(ctx, logs, {n: one for n, one in mine.items() if one is not None})) as events:
        async for event in events:
            yield event


async def _attach(ctx: Context, logs: Logs, same: Mapping[str, Standing]) -> AsyncIterator[Event]:
    """ServiceAttached, then what a start would still tell, ServiceAnswered, ServiceReady. Changes nothing."""
    logs.begin()
    one = same[ctx.master]
    going = _Launch(ctx, logs, attached=True)
    yield ServiceAttached(ctx.serving, one.run, one.since)
    for name, service in same.items():
        followed = Followed(name, service.folder, service.pid, service.start_time, service.log_size)
        going.running[name] = followed
        logs.follow(followed)
    # a log that was kept up to now says nothing of its phases again: the health answer decides
    async with aclosing(going._until_healthy(ctx.deployment.launch.timeouts_s.ready)) as events:
        async for event in events:
            yield event
    async with aclosing(going._until_answered()) as events:
        async for event in events:
            yield event
