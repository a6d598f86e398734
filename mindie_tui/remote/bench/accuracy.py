"""The accuracy runs of a profile on the bench node: one after the other, each watched, resumed once, and judged.

AISBench scores a whole data set from the answers it has, and counts the rest as wrong. So a run that stopped answering
is ended before it is scored, and continues with `--reuse`, which keeps the finished answers.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from functools import partial

from mindie_tui.model.bench.accuracy_plan import point_name
from mindie_tui.model.events.codec import AccuracyFinished, BenchFailed, BenchStopped, Event
from mindie_tui.model.message import Message
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.remote.bench import ais_bench_link as line
from mindie_tui.remote.bench.accuracy_point import AccuracyPoint
from mindie_tui.remote.bench.ais_bench_start import StartRefusal
from mindie_tui.remote.context import Context

PARTS = 2
"""How often a run is started before its missing answers are taken as missing."""


async def accuracy(
    ctx: Context,
    known: Mapping[str, AccuracyState] | None = None,
    *,
    dead: Callable[[], str | None] = line.never_gone,
) -> AsyncGenerator[Event, None]:
    """Measure every run of `bench.accuracy`, in order, on `bench.node`.

    Yields per run BenchStarted, BenchPhase (eval for each subject), BenchProgress, and AccuracyFinished, BenchFailed or
    BenchStopped; after a stop the rest is skipped. `known` are the accuracy runs so far: a finished one is not measured
    again, an interrupted one continues where it stopped. `dead` returns why the service is gone, once it is. Closing
    the iterator ends ais_bench. Raises StoreError where this machine's disk refuses.
    """
    runs = ctx.deployment.bench.accuracy.runs if ctx.deployment.bench.accuracy else ()
    known = known or {}
    again = all(_state(known, point_name(n, run)) == "finished" for n, run in enumerate(runs, 1))
    for number, run in enumerate(runs, 1):
        name = point_name(number, run)
        state = _state(known, name)
        if state == "finished" and not again:
            continue
        point = AccuracyPoint(ctx, run, name)
        broken_off = state in ("failed", "stopped", "running") and (point.local / "output.log").exists()
        measure = partial(_measured, ctx, point, broken_off, dead)
        async with aclosing(line.run_point(ctx, point, measure)) as events:
            async for event in events:
                yield event
                if isinstance(event, BenchStopped):
                    return
        if dead() is not None:
            return


def _state(known: Mapping[str, AccuracyState], name: str) -> str | None:
    return known[name].state if name in known else None


async def _measured(
    ctx: Context, point: AccuracyPoint, again: bool, dead: Callable[[], str | None]
) -> AsyncGenerator[Event, None]:
    """One run, in PARTS parts at most; last the verdict."""
    for part in range(1, PARTS + 1):
        point.over = False
        async with aclosing(_part(ctx, point, again, dead)) as events:
            async for event in events:
                yield event
        if not point.ended:
            point.given_up = bool(await line.stop_points(ctx, point.name))
            await line.read_rest(ctx, point)
        point.over = True
        why = dead()
        verdict = point.verdict()
        if why is not None and not isinstance(verdict, AccuracyFinished):
            do = "read the service's log, launch it again, then measure again: the run continues where it stopped"
            yield BenchFailed(point.name, Message("the service died: {why}", why=why), do, verdict.summary)
            return
        if isinstance(verdict, AccuracyFinished) or part == PARTS or not _again(point, verdict):
            yield verdict
            return
        again = True


def _again(point: AccuracyPoint, verdict: Event) -> bool:
    """Whether to ask for the missing answers once more: not after a stop by the operator, nor where none came."""
    return isinstance(verdict, BenchFailed) and point.can_go_on()


async def _part(
    ctx: Context, point: AccuracyPoint, again: bool, dead: Callable[[], str | None]
) -> AsyncGenerator[Event, None]:
    """Start or continue, and watch until it has ended or is hopeless, over as many connections as it takes."""
    try:
        await point.start(again)
    except StartRefusal as refusal:
        if not again or "nothing to go on with" not in refusal.what:
            raise
        await point.start(False)
    async with aclosing(line.follow_point(ctx, point, dead)) as events:
        async for event in events:
            yield event
