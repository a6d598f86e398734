"""Whether the service of a run is running on its nodes now: nothing is changed or recorded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from mindie_tui.model.errors import CommandFailed, LinkError
from mindie_tui.model.events.codec import NodeRefused
from mindie_tui.model.message import Message, joined
from mindie_tui.model.node import Facts
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch import questions
from mindie_tui.remote.launch.config_owner import owner_text
from mindie_tui.remote.launch.ownership import Claim
from mindie_tui.remote.launch.running_services import Standing, holding_text, remains_of, services_of, without_container
from mindie_tui.remote.nodes.probe import ask_inside
from mindie_tui.remote.nodes.questions import Inside

COMPLETION_S = 15.0


@dataclass(frozen=True, slots=True)
class NodeStands:
    """One node's answer."""

    node: str
    state: str
    """runs, left (its daemon is dead, workers are left), gone, other (another run's service is there), unreachable."""
    run: str = ""
    """The run whose service is there."""
    pid: int | None = None
    since: str = ""
    said: str = ""
    """Of the master: what its health answer says; what is left there; else why it was not reached."""
    completion: str = ""
    """On the master: the result of one completion of 16 tokens, or why none was requested."""
    well: bool = True
    """Of the master: healthy, and the completion came back."""
    config: str = ""
    """Whose config.json is there; "" where it is unknown, or the run wrote none."""


async def status(ctx: Context) -> AsyncGenerator[NodeStands, None]:
    """Every serving node's standing, master first. A node that cannot be asked stops no other."""
    refused: dict[str, str] = {}
    async for event in ctx.fleet.connect(ctx.serving):
        if isinstance(event, NodeRefused):
            refused[event.node] = event.reason
    claim = Claim.of(ctx.run)
    for one in await asyncio.gather(*(_ask_node(ctx, node, claim, refused.get(node, "")) for node in ctx.serving)):
        yield one


async def _ask_node(ctx: Context, node: str, claim: Claim, refused: str) -> NodeStands:
    if refused:
        return NodeStands(node, "unreachable", said=refused)
    try:
        found, left, told = await asyncio.gather(
            services_of(ctx, node),
            remains_of(ctx, node),
            ask_inside(ctx.fleet, ctx.deployment, node, Inside(("facts",))),
        )
        facts = told.inside.get("facts")
        config = owner_text(ctx.run, node, facts.get("config_sha256") if isinstance(facts, dict) else None)
        if mine := claim.own_services((*found, *left)):
            return await _of_this_run(ctx, mine[0], facts, config)
        if not (found or left):
            why = "" if isinstance(facts, dict) else await without_container(ctx, node)
            return NodeStands(node, "gone", said=why, config=config)
        one = (*found, *left)[0]
        said = (
            Message("it is not of this run: {described}", described=one.described)
            if one.run == ctx.run.id
            else _left_words(one)
        )
        return NodeStands(node, "other", one.run, one.pid, one.since, said, config=config)
    except CommandFailed as error:
        with contextlib.suppress(LinkError):
            if why := await without_container(ctx, node):
                return NodeStands(node, "gone", said=why)
        return NodeStands(node, "unreachable", said=error.what)
    except LinkError as error:
        return NodeStands(node, "unreachable", said=error.what)


async def _of_this_run(ctx: Context, one: Standing, facts: object, config: str) -> NodeStands:
    if one.workers:
        return NodeStands(one.node, "left", one.run, None, one.since, _left_words(one), config=config)
    here = NodeStands(one.node, "runs", one.run, one.pid, one.since, config=config)
    return await _answers(_with_path(ctx, facts), here) if one.node == ctx.master else here


def _left_words(one: Standing) -> str:
    """What is left of a service whose daemon is dead; "" of one that runs."""
    if not one.workers:
        return ""
    pids = ", ".join(map(str, one.workers[:4])) + (", .." if len(one.workers) > 4 else "")
    shm = Message("{count} files of MindIE in /dev/shm", count=len(one.shm)) if one.shm else ""
    what = Message(
        "its daemon, pid {pid}, is dead and {holding_text}", pid=one.pid, holding_text=holding_text(len(one.workers))
    )
    found = joined(Message("{what} (pid {pids})", what=what, pids=pids), shm, between=", ")
    return joined(found, Message("mindie-tui stop {run} stops them", run=one.run))


def _with_path(ctx: Context, found: object) -> Context:
    """The path of the master's config.json, by which its certificates are found."""
    path = found.get("config_path") if isinstance(found, dict) else None
    fact = replace(ctx.facts.get(ctx.master) or Facts(ctx.master), config_path=path)
    return replace(ctx, facts={**ctx.facts, ctx.master: fact}) if path else ctx


async def _answers(ctx: Context, one: NodeStands) -> NodeStands:
    """What the service says: its health, and where that is good one completion."""
    address, link = ctx.endpoint, ctx.fleet.inside(ctx.master)
    with ctx.waits.on("its health", one.node, limit_s=questions.HEALTH_S + 5):
        answer = await questions.health(ctx, address).one(link, timeout=questions.HEALTH_S + 5)
    if not answer.get("healthy"):
        said = Message("not healthy: {answer}", answer=one_line(str(answer.get("said")))[:200])
        return replace(one, said=said, completion="no completion was asked for", well=False)
    try:
        with ctx.waits.on("one completion", one.node, limit_s=COMPLETION_S + 5):
            told = await questions.completion(ctx, address, COMPLETION_S, one.pid).one(link, timeout=COMPLETION_S + 5)
    except LinkError as error:
        return replace(one, said="healthy", completion=Message("no completion: {what}", what=error.what), well=False)
    if "error" in told:
        what, do = ctx.engine.start.failed_answer(
            str(told["error"]), one_line(str(told.get("said")))[:200], address.url, address.model
        )
        return replace(one, said="healthy", completion=f"{what}; {do}", well=False)
    return replace(
        one,
        said="healthy",
        completion=Message("a completion came, first token after {ttft_ms:.0f} ms", ttft_ms=told["ttft_ms"]),
    )
