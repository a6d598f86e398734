"""How the service of a run stands on its nodes now: asked, nothing changed, nothing recorded."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mindie_tui.model.errors import CommandFailed, LinkError
from mindie_tui.model.events import NodeRefused
from mindie_tui.model.node import Facts
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.probe import ask_inside
from mindie_tui.remote.program import program
from mindie_tui.remote.standing import Address, processes, service_run, without_container
from mindie_tui.remote.written import stands


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
        healthy = await _health(_with_path(ctx, facts)) if state == "runs" and node == ctx.master else ""
        return NodeStands(node, state, whose, pid, since, healthy, config)
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


async def _health(ctx: Context) -> str:
    """ "healthy", or what the management port says instead."""
    fact = ctx.facts.get(ctx.master)
    address = Address.of(ctx)
    given = {"url": f"{address.management}/health/timed-3", "timeout_s": 10, "tls": address.management_tls}
    asked = program("ask", "health", json.dumps(given), python=fact.python if fact else None)
    answer = await asked.one(ctx.fleet.inside(ctx.master), timeout=15)
    return "healthy" if answer.get("healthy") else f"not healthy: {one_line(str(answer.get('said')))[:200]}"
