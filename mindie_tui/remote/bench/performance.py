"""One performance point of AISBench on the bench node: started, watched live, fetched, and judged whole or not.

ais_bench outlives the line to it. What is known comes from two sources: its output (counts, once a second) and its
per-request files (times, in batches of a tenth of batch_size); each figure says by `source` and `age_s` which.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace

from mindie_tui.model.errors import LinkError, Lost, Unreachable
from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchPhase,
    BenchProgress,
    BenchStarted,
    BenchStopped,
    Event,
    ServiceAnswered,
)
from mindie_tui.model.message import Message
from mindie_tui.remote.bench import ais_bench_link as line
from mindie_tui.remote.bench.ais_bench_start import StartRefusal
from mindie_tui.remote.bench.performance_point import Point
from mindie_tui.remote.bench.service_metrics import follow
from mindie_tui.remote.context import Context


async def bench(
    ctx: Context,
    answered: ServiceAnswered | None = None,
    *,
    name: str | None = None,
    dead: Callable[[], str | None] = line.never_gone,
) -> AsyncGenerator[Event, None]:
    """Measure the profile's performance point on `bench.node`, inside its container.

    Yields BenchStarted, BenchPhase, BenchProgress (once a second at most, and at the end), and last BenchFinished,
    BenchFailed or BenchStopped; NodeLost and NodeBack where the line drops and comes back. `answered` is the proof
    that the service serves; a point may be asked for without it. `name` is the point's folder, the next free one if
    absent. `dead` says why the service is gone, once it is: ais_bench is ended then, its requests could only fail.
    Closing the iterator ends ais_bench and all that it started, and keeps what had been measured. What goes wrong on
    the node is a BenchFailed; raises StoreError where this machine's disk refuses.
    """
    point = Point(ctx, name)
    yield BenchStarted(point.name, point.key, point.node)
    mark, over = (ctx.run.id, point.name), False
    line.watched.add(mark)
    try:
        await point.start()
        async with aclosing(line.follow_point(ctx, point, lambda: _watch(ctx, point, dead), point.known)) as events:
            async for event in events:
                yield event
        why = dead()
        if why is not None and not point.ended:
            await line.stop_points(ctx, point.name, line.TABLES_S)
            over = True
            await line.read_rest(ctx, point)  # also where it had ended by itself a moment ago: its tables are there
            died = Message("the service died: {why}", why=why)
            yield point.given_up(died, "read the service's log, then launch it again: 4 Launch")
        elif point.short:
            await line.stop_points(ctx, point.name)
            over = True
            yield _too_few_prompts(point)
        else:
            over = True
            yield point.verdict()
    except StartRefusal as refusal:
        over = True
        yield BenchFailed(point.name, refusal.what, refusal.do)
    except LinkError as error:
        over = isinstance(error, Lost | Unreachable)  # what runs there goes on, and nothing can be ended
        yield BenchFailed(point.name, f"{point.node}: {error.what}", error.do or f"see {point.folder} on {point.node}")
    finally:
        line.watched.discard(mark)
        if not over:
            await _end_unheard(ctx, point)
        point.close()


def _too_few_prompts(point: Point) -> BenchFailed:
    return BenchFailed(
        point.name,
        Message(
            "the data set holds {total} prompts, {key} were asked for",
            total=point.total,
            key=point.key.get("num_prompts"),
        ),
        Message("set bench.performance.num_prompts to {total} or less", total=point.total),
    )


async def _end_unheard(ctx: Context, point: Point) -> None:
    """End a point whose events nobody takes any more; what it measured is kept in its folder."""
    with suppress(LinkError):  # the line is down as well: the next stop of this run ends it
        if await line.stop_points(ctx, point.name, line.TABLES_S) or point.started:
            await line.read_rest(ctx, point)
            point.verdict()  # it keeps tables and result.json


async def stop_bench(ctx: Context) -> AsyncGenerator[Event, None]:
    """End ais_bench and everything that it started, of this run.

    Yields BenchStopped for each point that ran and that no bench() of this process watches: a watched one reports its
    end itself. Raises LinkError where the node cannot be reached.
    """
    for name, how in await line.stop_points(ctx, None, line.TABLES_S):
        if (ctx.run.id, name) not in line.watched:
            yield BenchStopped(name, Message("ended with {how}", how=how))


async def _watch(ctx: Context, point: Point, dead: Callable[[], str | None]) -> AsyncGenerator[Event, None]:
    """Output and requests over one connection, until the end, or until nothing good can come of it: the data set is
    too short, the service is gone."""
    loop = asyncio.get_running_loop()
    wake, phases = asyncio.Event(), list[str]()
    link = ctx.fleet.inside(point.node)

    async def read() -> None:
        async with aclosing(point.reader().stream(link)) as lines:
            async for told in lines:
                phases.extend(point.read(told, loop.time()))
                if phases:
                    wake.set()
        if not point.ended:
            raise Lost("the line dropped", node=point.node)

    reading = asyncio.create_task(read())
    reading.add_done_callback(lambda _: wake.set())
    serving = asyncio.create_task(follow(ctx, point.serving))
    last: BenchProgress | None = None
    try:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), max(point.due - loop.time(), 0.001))
            wake.clear()
            if reading.done():
                reading.result()
            for phase in phases:
                yield BenchPhase(point.name, phase)
            phases.clear()
            if point.short or (dead() is not None and not point.ended):
                return
            now = new = None
            if point.began is not None or point.measure.finished:
                now = point.progress(loop.time())
                new = now if last is None or _figures(now) != _figures(last) or point.loaded is None else None
            if loop.time() >= point.due or point.ended:
                point.due = loop.time() + ctx.timings.bench_tick_s
                windows = point.windows(loop.time())
                if now is not None and (new is not None or windows):
                    last, new = now, None
                    yield replace(now, windows=windows)
                if point.ended:
                    return
    finally:
        reading.cancel()
        serving.cancel()
        await asyncio.gather(reading, serving, return_exceptions=True)


def _figures(progress: BenchProgress) -> tuple[object, ...]:
    """What is new about a progress, the clock apart."""
    p = progress
    return (p.total, p.posted, p.received, p.finished, p.failed, p.ttft_ms, p.tpot_ms, p.itl_ms, p.e2el_ms)
