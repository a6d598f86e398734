"""One performance point of AISBench on the bench node: started, watched live, fetched, and judged whole or not.

ais_bench outlives the line to it. What is known comes from two sources: its output (counts, once a second) and its
per-request files (times, in batches of a tenth of batch_size); each figure says by `source` and `age_s` which.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from mindie_tui.model.events.codec import BenchFailed, BenchStopped, Event, ServiceAnswered
from mindie_tui.model.message import Message
from mindie_tui.remote.bench import ais_bench_link as line
from mindie_tui.remote.bench.performance_point import Point
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
    async with aclosing(line.run_point(ctx, point, lambda: _measured(ctx, point, dead))) as events:
        async for event in events:
            yield event


async def _measured(ctx: Context, point: Point, dead: Callable[[], str | None]) -> AsyncGenerator[Event, None]:
    """Start and watch; last the verdict."""
    await point.start()
    async with aclosing(line.follow_point(ctx, point, dead)) as events:
        async for event in events:
            yield event
    why = dead()
    if why is not None and not point.ended:
        await line.stop_points(ctx, point.name, line.TABLES_S)
        point.over = True
        await line.read_rest(ctx, point)  # also where it had ended by itself a moment ago: its tables are there
        died = Message("the service died: {why}", why=why)
        yield point.given_up(died, "read the service's log, then launch it again: 4 Launch")
    elif point.hopeless:
        await line.stop_points(ctx, point.name)
        point.over = True
        yield _too_few_prompts(point)
    else:
        point.over = True
        yield point.verdict()


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


async def stop_bench(ctx: Context) -> AsyncGenerator[Event, None]:
    """End ais_bench and everything that it started, of this run.

    Yields BenchStopped for each point that ran and that no bench() of this process watches: a watched one reports its
    end itself. Raises LinkError where the node cannot be reached.
    """
    for name, how in await line.stop_points(ctx, None, line.TABLES_S):
        if (ctx.run.id, name) not in line.watched:
            yield BenchStopped(name, Message("ended with {how}", how=how))
