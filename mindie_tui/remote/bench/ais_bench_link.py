"""The line to an ais_bench that runs on a node: taken up again where it drops, heard to its end, and how it is ended.

ais_bench outlives the line to it; performance and accuracy are followed alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Protocol

from mindie_tui.model.errors import Lost, Unreachable
from mindie_tui.model.events.codec import Event, NodeBack, NodeLost
from mindie_tui.model.message import Message
from mindie_tui.remote.bench.ais_bench_start import bench_run
from mindie_tui.store import leaving

if TYPE_CHECKING:
    from mindie_tui.remote.context import Context
    from mindie_tui.remote.transport.node_program import Program

STOP_S = 45.0
"""For a group to end: TERM, and KILL where that is not enough."""
TABLES_S = 60.0
"""For AISBench to make the tables of what was done, once it was stopped; 7 s were seen."""

watched: set[tuple[str, str]] = set()
"""(run, point) that this process follows: its follower reports the end, stop_bench does not."""


class WatchedPoint(Protocol):
    """A performance point, or an accuracy run."""

    node: str
    folder: str

    def reader(self) -> Program: ...

    def read(self, line: Mapping[str, object], now: float) -> object: ...


def never_gone() -> str | None:
    """The service runs: no reason to end a point."""
    return None


async def follow_point(
    ctx: Context, point: WatchedPoint, watch: Callable[[], AsyncGenerator[Event, None]], known: Callable[[], str]
) -> AsyncGenerator[Event, None]:
    """The events of `watch`, begun again for each connection, until it returns; NodeLost and NodeBack between.

    Raises Lost where the line does not come back within timings.reconnect_s; `known` says what had been heard.
    """
    timings = ctx.timings
    while True:
        try:
            async with aclosing(watch()) as events:
                async for event in events:
                    yield event
            return
        except (Lost, Unreachable) as error:
            yield NodeLost(point.node, error.what)
        lost_s = await ctx.fleet.reconnect(point.node, timings.retry_s, timings.reconnect_s)
        if lost_s is None:
            raise Lost(
                Message(
                    "the line dropped at {known} and did not come back within {reconnect_s:.0f} s",
                    known=known(),
                    reconnect_s=timings.reconnect_s,
                ),
                node=point.node,
                do=Message("ais_bench continues there: see {folder}", folder=point.folder),
            )
        yield NodeBack(point.node, round(lost_s, 1))


async def read_rest(ctx: Context, point: WatchedPoint) -> None:
    """Hear what the node still has to tell of what was ended: its last answers, its tables."""
    now = asyncio.get_running_loop().time
    with suppress(TimeoutError):
        within = leaving.time_for(STOP_S)
        async with asyncio.timeout(within), aclosing(point.reader().stream(ctx.fleet.inside(point.node))) as lines:
            async for line in lines:
                point.read(line, now())


async def stop_points(ctx: Context, point: str | None, tables_s: float = 0) -> list[tuple[str, str]]:
    """End ais_bench and all that it started: (point, how) of each. `point` None: whatever this run measures.

    With `tables_s` it returns once the tables of what was done are made, or that time is up; a process whose own end
    is near makes none. Raises LinkError.
    """
    tables_s = 0 if leaving.is_ending() else tables_s
    node = ctx.deployment.bench_node or ctx.master
    question = bench_run(ctx, node, "stop", {"run": ctx.run.id, "point": point, "tables_s": tables_s})
    answer = await question.one(ctx.fleet.inside(node), timeout=leaving.time_for(STOP_S + tables_s))
    return [(str(row["point"]), str(row["how"])) for row in answer.get("stopped", [])]
