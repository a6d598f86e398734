"""The service on all nodes: started, followed until it has answered, found again, stopped.

"Ready" is proved in this order: `Daemon start success!` on every node, healthy on the management address, and one real
streamed completion with text under the right model name. (docs/developers/mindie.md, "Start, health, stop")
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime

from mindie_tui.model.errors import LaunchFailed, LinkError, Lost, MindieTuiError, Refused, Unreachable
from mindie_tui.model.events.codec import Event, ServiceAttached, ServiceStarted
from mindie_tui.model.launch.usual_times import expected
from mindie_tui.model.message import Message, joined, phrase
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.collecting import collect
from mindie_tui.remote.launch.ending import stop, stop_all
from mindie_tui.remote.launch.files import push
from mindie_tui.remote.launch.lock import Lock
from mindie_tui.remote.launch.log.followed_files import STOOD, note_what_stands
from mindie_tui.remote.launch.log.logs import Followed, Logs
from mindie_tui.remote.launch.ownership import Claim, is_of_another_operator, refusal_to_restart
from mindie_tui.remote.launch.planned_files import hashes, plan_files, run_folder
from mindie_tui.remote.launch.running_services import (
    Standing,
    find_remains,
    find_services,
    holding_text,
    nodes_without_service,
    processes,
    same_files,
    without_container,
)
from mindie_tui.remote.launch.serving.readiness import Proof
from mindie_tui.remote.launch.waiting import Waiting
from mindie_tui.remote.nodes.reached import reconnect_serving
from mindie_tui.remote.transport.node_program import Program
from mindie_tui.store.runs.start_times import earlier_starts

__all__ = ["Logs", "attach", "find_services", "launch", "stop"]

CLOSING_S = 75.0
"""A port of a service that was just stopped is held by TIME_WAIT for a minute."""


# -- launch


async def launch(
    ctx: Context, logs: Logs, *, restart: bool = False, take_over: bool = False
) -> AsyncGenerator[Event, None]:
    """Write, start the master and then the rest, follow until one real completion has come back.

    A service of ours with the same files on all nodes is attached to, and nothing is changed; another one of ours is
    refused, or stopped first with `restart`. `take_over` confirms to take over a stale lock, and to stop a service of
    another operator. `logs` continues after the end. Raises Refused where nothing was changed, LaunchFailed with each
    node's state after that, StoreError. Closing the iterator leaves running services running.
    """
    try:
        found, left = await find_services(ctx), await find_remains(ctx)
    except (Lost, Unreachable):  # it dropped while nothing was done: nothing is changed yet, so it is asked once more
        async for event in reconnect_serving(ctx):
            yield event
        found, left = await find_services(ctx), await find_remains(ctx)
    same = same_files(ctx, found)
    if same is not None and not restart:
        async with aclosing(_attach(ctx, logs, same)) as events:
            async for event in events:
                yield event
        return
    others = [one for many in (*found.values(), *left.values()) for one in many]
    if others and not restart:
        raise _in_the_way(ctx, found, others[0])
    if not take_over and (foreign := [one for one in others if is_of_another_operator(one, ctx.operator)]):
        raise refusal_to_restart(foreign[0])
    ctx.run.hide(handed_values(ctx, ctx.master).values())
    logs.begin()
    lock = Lock(ctx, take_over=take_over)
    async with aclosing(lock.take()) as events:
        async for event in events:
            yield event
    try:
        await _refuse_a_service_since(ctx, found)
        name, default = ctx.deployment.name, ctx.engine.start.usual()
        usual = expected(earlier_starts(name, ctx.run), name, default)
        yield usual
        async with aclosing(_explained(_Launch(ctx, logs, others, usual.phases))) as events:
            async for event in events:
                yield event
    finally:
        await lock.release()


async def _explained(begun: _Launch) -> AsyncGenerator[Event, None]:
    """The events of a start; after a failed one also what the logs of all nodes show."""
    try:
        async with aclosing(begun.events()) as events:
            async for event in events:
                yield event
    except LaunchFailed:
        waiting = begun.waiting
        async with aclosing(collect(begun.ctx, waiting.running, waiting.logs.elapsed_s)) as events:
            async for event in events:
                yield event
        raise


async def _refuse_a_service_since(ctx: Context, found: Mapping[str, Sequence[Standing]]) -> None:
    """Raises Refused where a service runs that was not `found` before the lock was taken."""
    known = {(one.node, one.pid) for services in found.values() for one in services}
    now = await find_services(ctx)
    fresh = [one for many in now.values() for one in many if (one.node, one.pid) not in known]
    if fresh:
        raise Refused(
            Message("a service of run {run} was started meanwhile", run=fresh[0].run),
            where=fresh[0].node,
            do=Message(
                "launch again: it attaches, or says what differs; mindie-tui stop {run} ends it", run=fresh[0].run
            ),
        )


def _in_the_way(ctx: Context, found: Mapping[str, Sequence[Standing]], one: Standing) -> Refused:
    """Why a launch is refused: what runs there has other files, runs on a part of the nodes, or is left of a death."""
    do = Message("stop it (mindie-tui stop {run}), or launch with --restart", run=one.run)
    if one.workers:
        what: str = Message(
            "the daemon of run {run} is dead and {holding_text} here",
            run=one.run,
            holding_text=holding_text(len(one.workers)),
        )
    elif (lacking := nodes_without_service(ctx, found)) is not None:
        there = [name for name in ctx.serving if name not in lacking]
        what = Message(
            "run {run} runs on {names} only, not on {names2}",
            run=one.run,
            names=", ".join(there),
            names2=", ".join(lacking),
        )
        what = Message("{what}: its start was cut off, or still runs", what=what)
        do = Message("stop it, then launch again (mindie-tui stop {run}), or launch with --restart", run=one.run)
    else:
        what = Message(
            "a service of run {run} runs here since {since} with other files", run=one.run, since=one.since or "earlier"
        )
    if is_of_another_operator(one, ctx.operator):
        what = joined(what, Message("{who} started it", who=one.operator))
        do = Message("ask {operator}, or stop it anyway: --restart --take-over", operator=one.operator)
    return Refused(what, where=one.node, do=do)


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
        "files": [[file.path, file.sha256] for file in plan_files(ctx, node).values()],
        "record": record,
    }
    handed = json.dumps(handed_values(ctx, node)).encode()
    return processes(ctx, node, "start", given | {"environment_bytes": len(handed)}, handed)


def handed_values(ctx: Context, node: str) -> dict[str, str]:
    """The variables that no file holds, with their values: the profile's own, and those of this machine.

    Raises Refused where `environment_from` names one that is not set here.
    """
    environment = ctx.artefacts.environments[ctx.serving.index(node)]
    values = {name: environment[name] for name in sorted(ctx.artefacts.unkept) if name in environment}
    for name in ctx.deployment.environment_from:
        if (value := os.environ.get(name)) is None:
            what = Message("the variable {name} is not set on this machine", name=name)
            raise Refused(what, where="environment_from", do=Message("export {name}, then launch again", name=name))
        values[name] = value
    return values


class _Launch:
    """One launch under its lock."""

    def __init__(self, ctx: Context, logs: Logs, others: Sequence[Standing], usual: Mapping[str, float]) -> None:
        self.ctx, self.others = ctx, others
        self.waiting = Waiting(ctx, logs, usual)

    async def events(self) -> AsyncGenerator[Event, None]:
        if self.others:
            async for event in stop_all(self.ctx, self.others):
                yield event
        async for event in push(self.ctx):
            yield event
        waiting = self.waiting
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
                        waiting.ended[name] = Message(
                            "the line dropped as it was started; mindie-tui stop {id}", id=self.ctx.run.id
                        )
                else:
                    raise answer
            if failed:
                async for event in waiting.end_the_rest():
                    yield event
                name, error = failed[0]
                raise waiting.failure(error.what, name, error.do)
        proof, limit = Proof(waiting), self.ctx.deployment.launch.timeouts_s.healthy
        for part in (waiting.until_started(set(self.ctx.serving)), proof.until_healthy(limit),
                     proof.until_answered(limit)):  # fmt: skip
            async with aclosing(part) as events:
                async for event in events:
                    yield event

    async def _start(self, node: str) -> ServiceStarted:
        """Start one node's script, and follow its log from there. Raises LaunchFailed or LinkError."""
        ctx = self.ctx
        if patterns := ctx.deployment.launch.follow:
            stood = note_what_stands(patterns, f"{run_folder(ctx)}/{STOOD}", ctx.facts[node].python)
            await stood.one(ctx.fleet.inside(node))
        closing = bool(self.others) and node == ctx.master
        asked = start_program(ctx, node, ctx.endpoint.ports, closing_s=CLOSING_S if self.others else 1.0)
        what = "the ports of the service that was stopped to close" if closing else "its daemon to start"
        with ctx.waits.on(what, node, limit_s=CLOSING_S if closing else 20):
            answer = await asked.one(ctx.fleet.inside(node), timeout=CLOSING_S + 60)
        if "error" in answer:
            raise LaunchFailed(answer["error"], where=node, do=answer["do"])
        if not self.waiting.running:
            self.waiting.logs.begin(answer.get("age_s") or 0.0)
        self.waiting.follow(Followed(
            node, run_folder(ctx), answer["pid"], answer["start_time"], answer["log_size"], answer.get("utc_offset_s")
        ))  # fmt: skip
        return ServiceStarted(node, answer["pid"], answer["start_time"])


# -- attach


async def attach(ctx: Context, logs: Logs) -> AsyncGenerator[Event, None]:
    """Follow the service of this run again, wherever it was started from, until it has answered.

    Raises Refused where it does not run on all nodes.
    """
    found, claim = await find_services(ctx), Claim.of(ctx.run)
    mine = {n: next(iter(claim.own_services(services)), None) for n, services in found.items()}
    gone = [name for name, one in mine.items() if one is None]
    if gone:
        raise await _not_all_there(ctx, claim.run, gone, [name for name in mine if name not in gone])
    async with aclosing(_attach(ctx, logs, {n: one for n, one in mine.items() if one is not None})) as events:
        async for event in events:
            yield event


async def _not_all_there(ctx: Context, run: str, gone: Sequence[str], there: Sequence[str]) -> Refused:
    """Why a run cannot be attached to, and what helps. Raises LinkError."""
    why = await without_container(ctx, gone[0])
    if there:
        what = Message(
            "run {run} runs on {names} only, not on {names2}", run=run, names=", ".join(there), names2=", ".join(gone)
        )
        what = Message("{what}: {why}", what=what, why=phrase(why)) if why else what
        return Refused(what, where=gone[0], do=Message("stop it (mindie-tui stop {run}), then launch again", run=run))
    left = [one for one in (await find_remains(ctx))[gone[0]] if one.run == run]
    if left:
        what = Message(
            "the daemon of run {run} is dead and {holding_text} here",
            run=run,
            holding_text=holding_text(len(left[0].workers)),
        )
        return Refused(what, where=gone[0], do=Message("end them (mindie-tui stop {run}), then launch again", run=run))
    what = Message("no service of run {run} runs here", run=run)
    what = Message("{what}: {why}", what=what, why=phrase(why)) if why else what
    return Refused(what, where=gone[0], do="start the container, then launch it again" if why else "launch it again")


async def _attach(ctx: Context, logs: Logs, same: Mapping[str, Standing]) -> AsyncGenerator[Event, None]:
    """ServiceAttached, then what a start would still tell, ServiceAnswered, ServiceReady. Changes nothing."""
    logs.begin()
    one = same[ctx.master]
    waiting = Waiting(ctx, logs, {}, attached=True)
    yield ServiceAttached(ctx.serving, one.run, one.since, one.operator)
    for name, service in same.items():
        waiting.follow(Followed(
            name, service.folder, service.pid, service.start_time, service.log_size, service.utc_offset_s
        ))  # fmt: skip
    # a log that was kept up to now says nothing of its phases again: the health answer decides
    proof, limits = Proof(waiting), ctx.deployment.launch.timeouts_s
    for part in (proof.until_healthy(limits.ready), proof.until_answered(limits.healthy)):
        async with aclosing(part) as events:
            async for event in events:
                yield event
