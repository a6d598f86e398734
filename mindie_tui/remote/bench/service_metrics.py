"""Follows the service's /metrics on the master while the bench measures."""

from __future__ import annotations

from contextlib import aclosing

from mindie_tui.model.bench.service_metrics import Serving
from mindie_tui.model.errors import LinkError
from mindie_tui.remote.context import Context
from mindie_tui.remote.transport.node_program import program

EVERY_S = 1.0


async def follow(ctx: Context, serving: Serving) -> None:
    """Feed `serving` until cancelled. A line that drops leaves it with the error: the bench has a line of its own."""
    address, fact = ctx.endpoint, ctx.facts.get(ctx.master)
    reader = program("metrics_reader", address.metrics, EVERY_S, python=fact.python if fact else None)
    try:
        async with aclosing(reader.stream(ctx.fleet.inside(ctx.master))) as lines:
            async for line in lines:
                serving.read(line)
        serving.read({"error": "its reader ended"})
    except LinkError as error:
        serving.read({"error": error.what})
