"""What the checks of one node need to be asked there: which round trips, and how each is waited for."""

from __future__ import annotations

from collections.abc import Collection, Coroutine
from dataclasses import replace

from mindie_tui.model.bench import datasets
from mindie_tui.model.bench.aisbench.config import settings_of
from mindie_tui.model.errors import LinkError, Lost
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.remote.bench.ais_bench_start import TOKENIZER
from mindie_tui.remote.bench.datasets import holds_anything
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.running_services import remains_of
from mindie_tui.remote.nodes import probe as asking
from mindie_tui.remote.nodes.answers import Answers
from mindie_tui.remote.nodes.questions import Inside

PARTS = ("facts", "ports", "write", "services", "around", "bench")
BENCH_PARTS = ("facts", "bench")
"""Of a node that only benches."""
ASKS = {
    "machine": "what npu-smi, hccn_tool and the container engine say",
    "inside": "what stands inside the container",
    "reach": "answers of the other nodes' addresses",
    "weights": "the headers of the weights",
}
"""A round trip: what is waited for, in words."""


def questions(
    ctx: Context, name: str, seen: Seen, needed: Collection[str]
) -> dict[str, Coroutine[None, None, Answers]]:
    """The round trips that the checks need, all at once.

    The weights go alone, their headers take long on a slow disk; so does what waits for an address that is silent.
    """
    found: dict[str, Coroutine[None, None, Answers]] = {}
    if "machine" in needed:
        found["machine"] = asking.ask_machine(ctx.fleet, ctx.deployment, name, ports=len(ctx.serving) > 1)
    if "inside" in needed:
        found["inside"] = _inside(
            ctx,
            name,
            Inside(
                PARTS if name in ctx.serving else BENCH_PARTS,
                ports=seen.ports,
                weights=seen.weights,
                tokenizer=(
                    settings_of(ctx.deployment, ctx.engine.start.service_values(ctx.artefacts), None).get("path")
                    or seen.weights
                    or "",
                    TOKENIZER,
                ),
                data=datasets.question(ctx.deployment, holds_anything),
            ),
        )
    if "reach" in needed:
        found["reach"] = asking.ask_reach(ctx.fleet, name, reach_targets(ctx, name))
    if "weights" in needed and seen.weights is not None:
        found["weights"] = asking.ask_weights(ctx.fleet, name, seen.weights)
    elif "weights" in needed:
        found["weights"] = _no_answer()
    return found


async def await_answers(ctx: Context, name: str, what: str, ask: Coroutine[None, None, Answers]) -> Answers:
    """The answers of one round trip, `what` of ASKS; the board of waits says that it is waited for."""
    with ctx.waits.on(ASKS[what], name, limit_s=asking.MACHINE_S if what == "machine" else asking.INSIDE_S):
        return await ask


async def _inside(ctx: Context, name: str, asked: Inside) -> Answers:
    """What is inside the container; also what an ended service of ours has left there. Raises Lost."""
    told = await asking.ask_inside(ctx.fleet, ctx.deployment, name, asked)
    services = told.inside.get("services")
    if not isinstance(services, dict) or not services.get("ended"):
        return told
    try:
        left = [
            {"run": one.run, "workers": list(one.workers), "operator": one.operator}
            for one in await remains_of(ctx, name)
        ]
    except LinkError as error:
        if isinstance(error, Lost):
            raise
        left = []  # the NPUs show it, if there is something
    return replace(told, inside={**told.inside, "services": {**services, "left": left}})


def reach_targets(ctx: Context, name: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """The other serving nodes, and the service where this node benches: on the service's port, then on SSH's."""
    port = dict(ctx.engine.start.ports(ctx.artefacts, True, False))["port"]
    serving = ctx.serving
    named = [(other, other) for other in serving if other != name] if name in serving else []
    named += [("service", ctx.master)] if name == ctx.deployment.bench_node else []
    return [(label, ip, (port, 22)) for label, node in named if (ip := address_of(ctx, node)) is not None]


def address_of(ctx: Context, name: str) -> str | None:
    """How the other nodes reach a node."""
    fact = ctx.facts.get(name)
    return ctx.fleet.nodes[name].ip or (fact.ip if fact else None)


async def _no_answer() -> Answers:
    return Answers()
