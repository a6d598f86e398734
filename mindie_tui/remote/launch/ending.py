"""The end of a service: the master's daemon first, then the rest; only what a run may stop, by pid and start time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

from mindie_tui.model.errors import LaunchFailed, LinkError, MindieTuiError
from mindie_tui.model.events.codec import Event, ServiceStopped
from mindie_tui.model.message import Message, joined
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.ownership import Claim, may_stop, refusal_of_another_run, refusal_of_attached
from mindie_tui.remote.launch.running_services import (
    Standing,
    find_remains,
    find_services,
    left_behind,
    processes,
    without_container,
    workers_text,
)

TERM_S = 30.0
"""From TERM to KILL: the daemon waits up to 5 s, TERMs its children and waits up to 15 s for them."""
WORKER_S = 5.0
"""From TERM to KILL of a worker without its daemon: it waits for nothing."""


async def stop(ctx: Context, *, take_over: bool = False) -> AsyncGenerator[Event, None]:
    """End the service of this run, or of the one that it attached to: the master first, then the rest.

    stopService on the master, TERM, KILL; only processes that the run started, by pid and start time, and the workers
    that they have left. ServiceStopped for each node. `take_over` is the yes to end what this run only attached to
    and another operator started. Raises Refused where nothing of this run runs, but another service of ours does;
    LaunchFailed where a node could not be reached or something still runs.
    """
    found, left = await asyncio.gather(find_services(ctx), find_remains(ctx))
    there = [one for name in ctx.serving for one in (*found[name], *left[name])]
    claim = Claim.of(ctx.run)
    mine = claim.own_services(there)
    foreign = [one for one in mine if not may_stop(claim, one, ctx.operator)]
    if foreign and not take_over:
        raise refusal_of_attached(ctx.run.id, foreign[0])
    if not mine and there:
        raise refusal_of_another_run(ctx.run.id, there[0], ctx.operator)
    for name in ctx.serving:
        if not any(one.node == name for one in mine):
            why = await without_container(ctx, name)
            other = next((one for one in there if one.node == name), None)
            why = why or (
                Message("{described} is there and was left alone", described=other.described) if other else ""
            )
            yield ServiceStopped(name, Message("was not running: {why}", why=why) if why else "was not running")
    async for event in stop_all(ctx, mine):
        yield event


async def stop_all(ctx: Context, services: Sequence[Standing]) -> AsyncGenerator[Event, None]:
    """End these services, the master's first, and what is left of others. Raises LaunchFailed."""
    failed: list[str] = []
    if any(one.node == ctx.master for one in services):
        rest = [one for one in services if one.node != ctx.master and not one.workers]
        await asyncio.gather(*(_mark(ctx, one) for one in rest))
    for first in (True, False):
        part = [one for one in services if (one.node == ctx.master) is first]
        answers = await asyncio.gather(*(_end_one(ctx, one, first) for one in part), return_exceptions=True)
        for one, answer in zip(part, answers, strict=True):
            if isinstance(answer, MindieTuiError):
                what = Message("pid {pid}", pid=one.pid) if not one.workers else workers_text(len(one.workers))
                failed.append(
                    Message("{node}: {what}; {what2} may still run", node=one.node, what=answer.what, what2=what)
                )
            elif isinstance(answer, BaseException):
                raise answer
            elif answer.startswith("still runs"):
                failed.append(
                    Message(
                        "{node}: {answer}; see its NPUs with npu-smi",
                        node=one.node,
                        answer=answer.removeprefix("still runs: "),
                    )
                )
            else:
                with_it = answer == "was not running" and not first  # it ran a moment ago
                yield ServiceStopped(one.node, "ended with the master" if with_it else answer)
    if failed:
        do = "stop it again when the node answers"
        raise LaunchFailed("not every service was stopped", do=do, standing=tuple(failed))


async def _mark(ctx: Context, one: Standing) -> None:
    """Note on a node that its daemon, which will end with the master's, was stopped: who follows it sees no death."""
    given = stop_question(ctx, one) | {"mark": True}
    with contextlib.suppress(LinkError), ctx.waits.on("a note that it is stopped", one.node, limit_s=10):
        await processes(ctx, one.node, "stop", given).one(ctx.fleet.inside(one.node), timeout=10)


async def _end_one(ctx: Context, one: Standing, first: bool) -> str:
    """How one service was stopped, in words; "still runs: ..." where it was not. Raises LinkError, LaunchFailed."""
    if one.workers:
        return await end_workers(ctx, one)
    address, gentle_s = ctx.endpoint, ctx.deployment.launch.timeouts_s.stop
    url = f"{address.management}{address.stop}" if first and address.stop else ""
    given = stop_question(ctx, one, url=url, gentle_s=gentle_s)
    how = await end(ctx, one.node, {**given, "tls": address.management_tls})
    return (
        Message("still runs: pid {pid}, or a worker of it, still runs after KILL", pid=one.pid)
        if how == "still runs"
        else how
    )


async def end_workers(ctx: Context, one: Standing) -> str:
    """End the workers that a dead daemon has left. Raises LinkError, LaunchFailed."""
    given = {"folder": one.folder, "pid": one.pid, "start_time": one.start_time, "term_s": WORKER_S, "kill_s": WORKER_S}
    limit_s = 2 * WORKER_S + 30
    with ctx.waits.on(
        Message("the end of {count} without a daemon", count=workers_text(len(one.workers))), one.node, limit_s=limit_s
    ):
        answer = await left_behind(ctx, one.node, "end", given).one(ctx.fleet.inside(one.node), timeout=limit_s)
    if "error" in answer:
        raise LaunchFailed(answer["error"], where=one.node, do=answer["do"])
    if answer["how"] == "still runs":
        return Message(
            "still runs: {count} of run {run} still run after KILL",
            count=workers_text(len(answer["workers"])),
            run=one.run,
        )
    if answer["how"] == "was not running":
        return str(answer["how"])
    said: str = Message(
        "{how}, {count} that its dead daemon had left", how=answer["how"], count=workers_text(len(answer["ended"]))
    )
    if shm := len(answer.get("shm") or ()):
        left = Message("{count} files of MindIE stay in /dev/shm; the next start removes them if unused", count=shm)
        said = joined(said, left)
    return said


class DaemonProcess(Protocol):
    """A daemon that a run started on a node, found again by pid and start time."""

    @property
    def folder(self) -> str:
        """Its run's folder on the node."""

    @property
    def pid(self) -> int: ...

    @property
    def start_time(self) -> int: ...


def stop_question(
    ctx: Context, daemon: DaemonProcess, *, url: str = "", term_s: float = TERM_S, gentle_s: float = 0
) -> dict[str, Any]:
    """The order to the node: stopService at `url` for `gentle_s` seconds, TERM for `term_s`, then KILL."""
    return {
        "folder": daemon.folder,
        "pid": daemon.pid,
        "start_time": daemon.start_time,
        "url": url,
        "gentle_s": gentle_s,
        "term_s": term_s,
        "again_s": ctx.engine.start.term_again_s(ctx.artefacts),
        "by": ctx.operator,
    }


async def end(ctx: Context, node: str, given: Mapping[str, Any]) -> str:
    """How a daemon was ended. Raises LinkError, LaunchFailed."""
    asked, limit_s = processes(ctx, node, "stop", given), given["gentle_s"] + given["term_s"] + 60
    with ctx.waits.on(_what_ends(given), node, limit_s=limit_s):
        answer = await asked.one(ctx.fleet.inside(node), timeout=limit_s)
    if "error" in answer:
        raise LaunchFailed(answer["error"], where=node, do=answer["do"])
    how: str = answer["how"]
    return how


def _what_ends(given: Mapping[str, Any]) -> str:
    """What is waited for while a daemon is stopped."""
    if given["url"]:
        steps = Message(
            "stopService up to {gentle_s:.0f} s, then TERM, then KILL {term_s:.0f} s later",
            gentle_s=given["gentle_s"],
            term_s=given["term_s"],
        )
    else:
        steps = Message("TERM, then KILL {term_s:.0f} s later", term_s=given["term_s"])
    return Message("the daemon, pid {pid}, to end ({steps})", pid=given["pid"], steps=steps)
