"""One run of ais_bench on a node: started, followed over a line that may drop, heard to its end, and how it is ended.

ais_bench outlives the line to it. Performance and accuracy run alike; what differs is told by their BenchPoint.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, Protocol

from mindie_tui.model.errors import LinkError, Lost, Unreachable
from mindie_tui.model.events.codec import BenchFailed, BenchProgress, BenchStarted, Event, NodeBack, NodeLost
from mindie_tui.model.message import Message
from mindie_tui.remote.bench.ais_bench_start import StartRefusal, bench_run
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


class BenchPoint(Protocol):
    """What differs between a performance point and an accuracy run: figures, progress, when it is hopeless."""

    name: str
    node: str
    folder: str
    tables_s: float
    """Seconds for AISBench to make its tables once it was stopped; 0: it makes none."""
    due: float
    """When the next progress may be told."""
    over: bool
    """Nothing of it runs on the node, or nothing can be ended."""

    @property
    def key(self) -> Mapping[str, Any]: ...

    @property
    def started(self) -> bool: ...

    @property
    def ended(self) -> bool: ...

    @property
    def hopeless(self) -> bool: ...

    def reader(self) -> Program: ...

    def read(self, line: Mapping[str, Any], now: float) -> Sequence[Event]: ...

    def tell(self, now: float, last: BenchProgress | None) -> BenchProgress | None: ...

    def beside(self) -> Sequence[Coroutine[Any, Any, None]]: ...

    def known(self) -> str: ...

    def verdict(self) -> Event: ...

    def close(self) -> None: ...


def never_gone() -> str | None:
    """The service runs: no reason to end a point."""
    return None


async def run_point(
    ctx: Context, point: BenchPoint, measure: Callable[[], AsyncGenerator[Event, None]]
) -> AsyncGenerator[Event, None]:
    """BenchStarted, the events of `measure`, and BenchFailed where ais_bench cannot start or the line stays down.

    Closing the iterator ends ais_bench and keeps what had been measured.
    """
    yield BenchStarted(point.name, point.key, point.node)
    mark = (ctx.run.id, point.name)
    watched.add(mark)
    try:
        async with aclosing(measure()) as events:
            async for event in events:
                yield event
    except StartRefusal as refusal:
        point.over = True
        yield BenchFailed(point.name, refusal.what, refusal.do)
    except LinkError as error:
        point.over = isinstance(error, Lost | Unreachable)  # what runs there goes on, and nothing can be ended
        yield BenchFailed(point.name, f"{point.node}: {error.what}", error.do or f"see {point.folder} on {point.node}")
    finally:
        watched.discard(mark)
        if not point.over:
            with suppress(LinkError):  # the line is down as well: the next stop of this run ends it
                if await stop_points(ctx, point.name, point.tables_s) or point.started:
                    await read_rest(ctx, point)
                    point.verdict()  # nobody hears it any more; it keeps tables and result.json
        point.close()


async def follow_point(ctx: Context, point: BenchPoint, dead: Callable[[], str | None]) -> AsyncGenerator[Event, None]:
    """What the node tells of a point until it has ended or is hopeless; NodeLost and NodeBack between connections.

    `dead` says why the service is gone, once it is. Raises Lost where the line does not come back within
    timings.reconnect_s.
    """
    timings = ctx.timings
    while True:
        try:
            async with aclosing(_watch(ctx, point, dead)) as events:
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
                    known=point.known(),
                    reconnect_s=timings.reconnect_s,
                ),
                node=point.node,
                do=Message("ais_bench continues there: see {folder}", folder=point.folder),
            )
        yield NodeBack(point.node, round(lost_s, 1))


async def _watch(ctx: Context, point: BenchPoint, dead: Callable[[], str | None]) -> AsyncGenerator[Event, None]:
    """All that comes over one connection, until the end, or until nothing good can come of it."""
    loop = asyncio.get_running_loop()
    wake, news = asyncio.Event(), list[Event]()

    async def read() -> None:
        async with aclosing(point.reader().stream(ctx.fleet.inside(point.node))) as lines:
            async for told in lines:
                news.extend(point.read(told, loop.time()))
                if news:
                    wake.set()
        if not point.ended:
            raise Lost("the line dropped", node=point.node)

    reading = asyncio.create_task(read())
    reading.add_done_callback(lambda _: wake.set())
    beside = [asyncio.create_task(one) for one in point.beside()]
    last: BenchProgress | None = None
    try:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), max(point.due - loop.time(), 0.001))
            wake.clear()
            if reading.done():
                reading.result()
            for event in news:
                yield event
            news.clear()
            if loop.time() >= point.due or point.ended:
                point.due = loop.time() + ctx.timings.bench_tick_s
                if (now := point.tell(loop.time(), last)) is not None:
                    last = now
                    yield now
            if point.ended or point.hopeless or dead() is not None:
                return
    finally:
        for task in (reading, *beside):
            task.cancel()
        await asyncio.gather(reading, *beside, return_exceptions=True)


async def read_rest(ctx: Context, point: BenchPoint) -> None:
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
