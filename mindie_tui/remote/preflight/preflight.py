"""The preflight: asks every serving node again, two or three round trips each, and lets model.checks judge."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace

from mindie_tui.model.events import codec as ev
from mindie_tui.model.preflight import check as ck
from mindie_tui.model.preflight.evidence import Seen, run_of
from mindie_tui.remote.context import Context
from mindie_tui.remote.preflight.node_checks import NodeChecks, done_check
from mindie_tui.remote.preflight.together import Together


async def preflight(
    ctx: Context, *, only: frozenset[str] | None = None, nodes: frozenset[str] | None = None, restart: bool = False
) -> AsyncGenerator[ev.Event, None]:
    """CheckAsked for each check and node, then CheckDone as the answers come; a dead node stops no other.

    `only` some checks, on some `nodes`. `restart`: an earlier service of ours may be stopped first. A check that
    judges all nodes together is done when all have answered what it needs; the others wait for nobody.
    """
    chosen = [c for c in ck.CHECKS if c.name not in ctx.engine.skips and (only is None or c.name in only)]
    bench = ctx.deployment.bench_node
    on = {c.name: ck.asked_of(c, ctx.serving, bench if bench in ctx.fleet.nodes else None) for c in chosen}
    wanted = {c.name: [n for n in on[c.name] if nodes is None or n in nodes] for c in chosen}
    together = Together([c for c in chosen if c.across and wanted[c.name]], on, wanted)
    of_nodes: dict[str, NodeChecks] = {}

    async def one(name: str) -> AsyncGenerator[ev.Event, None]:
        mine = [c for c in chosen if name in wanted[c.name]]
        for check in mine:
            yield ev.CheckAsked(name, check.name)
        needed = set().union(*(c.needs for c in chosen if name in (on if c.across else wanted)[c.name]))
        of_nodes[name] = NodeChecks(ctx, name, mine, needed, together, restart)
        async for event in of_nodes[name].events():
            yield event

    asked = dict.fromkeys(n for c in chosen if wanted[c.name] for n in (on if c.across else wanted)[c.name])
    async for event in ctx.fleet.each(asked, one):
        yield event
    if any(c.name == ck.EARLIER for c in chosen):
        for event in _cut_off(ctx, {name: one.seen for name, one in of_nodes.items()}):
            yield event


def _cut_off(ctx: Context, last: Mapping[str, Seen]) -> list[ev.CheckDone]:
    """Judge earlier_service once more where a service that could be attached to does not run on all nodes."""
    seen = [last[name] for name in ctx.serving if name in last and last[name].part("services") is not None]
    there = [one for one in seen if one.ours]
    lacking = tuple(one.node for one in seen if not one.ours)
    if len(seen) < len(ctx.serving) or not lacking or not there:
        return []
    if any((one.part("services") or {}).get("lock") and not one.lock_ended for one in seen):
        return []  # somebody launches just now
    if any(not one.attachable or run_of(one) != run_of(there[0]) for one in there):
        return []
    return [done_check(ck.BY_NAME[ck.EARLIER], replace(one, lacking=lacking), 0) for one in there]
