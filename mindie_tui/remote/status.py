"""How the service of a run stands on its nodes now: asked, nothing changed, nothing recorded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mindie_tui.model.errors import CommandFailed, LinkError
from mindie_tui.model.events import NodeRefused
from mindie_tui.model.node import Facts
from mindie_tui.model.text import one_line
from mindie_tui.remote import questions
from mindie_tui.remote.context import Context
from mindie_tui.remote.probe import ask_inside
from mindie_tui.remote.proof import unanswered
from mindie_tui.remote.standing import Address, processes, service_run, without_container
from mindie_tui.remote.written import stands

COMPLETION_S = 15.0


@dataclass(frozen=True, slots=True)
class NodeStands:
    """One node's answer."""

    node: str
    state: str
    """runs, gone, other (a service of another run is there) or unreachable."""
    run: str = ""
    """The run whose service is there."""
    pid: int | None = None
    since: str = ""
    said: str = ""
    """Of the master: what its health answer says; else why it was not reached."""
    completion: str = ""
    """Of the master: what came of one completion of 16 tokens, or why none was asked for."""
    well: bool = True
    """Of the master: healthy, and the completion came back."""
    config: str = ""
    """Whose config.json stands there; "" where it is not known, or the run wrote none."""


async def status(ctx: Context) -> AsyncIterator[NodeStands]:
    """Every serving node's standing, master first. A node that cannot be asked stops no other."""
    refused: dict[str, str] = {}
    async for event in ctx.fleet.connect(ctx.serving):
        if isinstance(event, NodeRefused):
            refused[event.node] = event.reason
    run = service_run(ctx)
    for one in await asyncio.gather(*(_asked(ctx, node, run, refused.get(node, "")) for node in ctx.serving)):
        yield one


async def _asked(ctx: Context, node: str, run: str, refused: str) -> NodeStands:
    if refused:
        return NodeStands(node, "unreachable", said=refused)
    try:
        answer, told = await asyncio.gather(
            processes(ctx, node, "find", {}).one(ctx.fleet.inside(node)),
            ask_inside(ctx.fleet, ctx.deployment, node, ("facts",)),
        )
        facts = told.inside.get("facts")
        config = stands(ctx.run, node, facts.get("config_sha256") if isinstance(facts, dict) else None)
        found = [record for record in answer["services"] if record.get("run") == run] or answer["services"]
        if not found:
            return NodeStands(node, "gone", config=config)
        one = found[0]
        whose = one_line(str(one.get("run") or ""))[:200]
        state, pid, since = "runs" if whose == run else "other", int(one["pid"]), one_line(str(one.get("since") or ""))
        here = NodeStands(node, state, whose, pid, since, config=config)
        return await _answers(_with_path(ctx, facts), here) if (state, node) == ("runs", ctx.master) else here
    except CommandFailed as error:
        with contextlib.suppress(LinkError):
            if why := await without_container(ctx, node):
                return NodeStands(node, "gone", said=why)
        return NodeStands(node, "unreachable", said=error.what)
    except LinkError as error:
        return NodeStands(node, "unreachable", said=error.what)


def _with_path(ctx: Context, found: object) -> Context:
    """Where the master's config.json stands, which its certificates are found by."""
    path = found.get("config_path") if isinstance(found, dict) else None
    fact = replace(ctx.facts.get(ctx.master) or Facts(ctx.master), config_path=path)
    return replace(ctx, facts={**ctx.facts, ctx.master: fact}) if path else ctx


async def _answers(ctx: Context, one: NodeStands) -> NodeStands:
    """What the service says: its health, and where that is good one completion."""
    address, link = Address.of(ctx), ctx.fleet.inside(ctx.master)
    with ctx.waits.on("its health", one.node, limit_s=questions.HEALTH_S + 5):
        answer = await questions.health(ctx, address).one(link, timeout=questions.HEALTH_S + 5)
    if not answer.get("healthy"):
        said = f"not healthy: {one_line(str(answer.get('said')))[:200]}"
        return replace(one, said=said, completion="no completion was asked for", well=False)
    try:
        with ctx.waits.on("one completion", one.node, limit_s=COMPLETION_S + 5):
            told = await questions.completion(ctx, address, COMPLETION_S, one.pid).one(link, timeout=COMPLETION_S + 5)
    except LinkError as error:
        return replace(one, said="healthy", completion=f"no completion: {error.what}", well=False)
    if "error" in told:
        what, do = unanswered(str(told["error"]), one_line(str(told.get("said")))[:200], address.url, address.model)
        return replace(one, said="healthy", completion=f"{what}; {do}", well=False)
    return replace(one, said="healthy", completion=f"a completion came, first token after {told['ttft_ms']:.0f} ms")
