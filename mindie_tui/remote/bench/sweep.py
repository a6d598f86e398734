"""The points of a profile's bench, one ais_bench after the other: a single one, a sweep, or the search for an edge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mindie_tui.model.bench import search, sweep
from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.figures.repeats import is_repeated
from mindie_tui.model.bench.sweep import Load
from mindie_tui.model.deployment import Performance
from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchFinished,
    BenchProgress,
    BenchSkipped,
    BenchStopped,
    Event,
    SearchVerdict,
    ServiceAnswered,
    SweepEnded,
    SweepKnee,
    SweepProgress,
    SweepStarted,
)
from mindie_tui.model.message import Message
from mindie_tui.model.runs.state import PointState, RunState
from mindie_tui.remote.bench.ais_bench_link import never_gone
from mindie_tui.remote.bench.ais_bench_start import service_ip
from mindie_tui.remote.bench.performance import bench
from mindie_tui.remote.bench.performance_point import free_names
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.status import status

LOAD_NOTES = ("advice.bench_links", "advice.bench_batch", "advice.bench_prompts")
"""The rules that speak of one load."""

How = Literal["through", "stopped", "broken"]
"""How a sweep or a search ended."""


@dataclass(slots=True)
class Control:
    """The operator's wishes for a running bench; read between two points."""

    stopped: bool = False
    """After this point none follows."""
    skipped: set[str] = field(default_factory=set)
    """Names of points that are left out."""


@dataclass(slots=True)
class _Sweep:
    """What the points of one sweep or search have in common."""

    ctx: Context
    answered: ServiceAnswered | None
    control: Control
    dead: Callable[[], str | None]
    measured: list[Mapping[str, Any]] = field(default_factory=list)
    """Points that count, those of earlier included."""
    failed: int = 0
    around_s: list[float] = field(default_factory=list)
    """What each point took beside its load."""
    last: Event | None = None
    progress: BenchProgress | None = None

    async def point(self, load: Load, name: str) -> AsyncGenerator[Event, None]:
        """One point. `last` gets how it ended."""
        one = replace(self.ctx, deployment=sweep.at(self.ctx.deployment, load))
        clock = asyncio.get_running_loop().time
        began, self.last, self.progress = clock(), None, None
        async with aclosing(bench(one, self.answered, name=name, dead=self.dead)) as events:
            async for event in events:
                self.last = event
                if isinstance(event, BenchProgress):
                    self.progress = event
                elif isinstance(event, BenchFinished):
                    self.measured.append(event.summary)
                    took = event.summary.get("duration_s")
                    self.around_s += [clock() - began - took] if isinstance(took, int | float) else []
                elif isinstance(event, BenchFailed):
                    self.failed += 1
                yield event

    def eta_s(self, todo: Sequence[Mapping[str, Any]]) -> float | None:
        """For the points with these keys."""
        around = max(sum(self.around_s) / len(self.around_s), 0) if self.around_s else sweep.AROUND_S
        return sweep.eta_s(todo, self.measured, around)

    async def broken(self) -> str | None:
        """Why no further point can be measured after one that failed; None where the next one may go well."""
        if (why := self.dead()) is not None:
            return Message("the service died: {why}", why=why)
        node = self.ctx.deployment.bench_node or self.ctx.master
        if node not in self.ctx.fleet.connected:
            return Message("{node} is out of reach", node=node)
        if self.answered is not None and isinstance(self.last, BenchFailed):
            async for one in status(self.ctx):
                if one.state in ("gone", "other"):
                    return Message("the service does not run on {node} any more", node=one.node)
        return None


async def measure(
    ctx: Context,
    answered: ServiceAnswered | None,
    state: RunState,
    *,
    control: Control | None = None,
    dead: Callable[[], str | None] = never_gone,
) -> AsyncGenerator[Event, None]:
    """Measure what bench.performance asks for: its point, each pair of its sweep, or the loads of its search.

    Events are those of `bench` for each point, and around them SweepStarted, SweepProgress, SweepKnee or SearchVerdict
    and SweepEnded. `state` is the run's: what it measured already is not measured again, so a stopped sweep continues
    with the next point; a finished one starts again. A point that fails does not end the others, unless the service or
    the bench node is gone. Raises StoreError where this machine's disk refuses.
    """
    performance, control = ctx.deployment.bench.performance, control or Control()
    kind = sweep.kind_of(performance)
    shared = _Sweep(ctx, answered, control, dead)
    if performance is None or kind == "point":
        events: AsyncGenerator[Event, None] = bench(ctx, answered, dead=dead)
    else:
        settings = aisbench.settings_of(ctx.deployment, ctx.engine.start.service_values(ctx.artefacts), service_ip(ctx))
        events = (_sweep if kind == "sweep" else _search)(shared, performance, settings, state)
    async with aclosing(events):
        async for event in events:
            yield event


def notes(ctx: Context, loads: Sequence[Load]) -> tuple[str, ...]:
    """The findings on these loads against the service, each sentence once."""
    said: dict[str, None] = {}
    for load in loads:
        made = replace(ctx.artefacts, bench=sweep.at(ctx.deployment, load).bench)
        said |= dict.fromkeys(f.text for f in ctx.engine.judge(made) if f.code in LOAD_NOTES)
    return tuple(said)


async def _sweep(
    shared: _Sweep, performance: Performance, settings: Mapping[str, Any], state: RunState
) -> AsyncGenerator[Event, None]:
    ctx, control = shared.ctx, shared.control
    loads = {load: sweep.key_of(performance, settings, load) for load in sweep.loads(performance)}
    done = {load: p for load, key in loads.items() if (p := _finished(state, key, load.turn)) is not None}
    if len(done) == len(loads):
        done = {}
    todo = [load for load in loads if load not in done]
    names = dict(zip(todo, free_names(ctx, len(todo), state.points), strict=True))
    shared.measured += [point.summary for point in done.values()]
    points = tuple(
        {"point": done[load].name if load in done else names[load], "key": key, "done": load in done}
        for load, key in loads.items()
    )
    yield SweepStarted("sweep", points, notes=notes(ctx, todo), most=len(loads))
    why = "all points"
    how: How = "through"
    while todo:
        load = todo[0]
        if names[load] in control.skipped:
            yield BenchSkipped(names[load], loads[load], "left out by the operator")
            todo.pop(0)
            continue
        yield SweepProgress(len(loads) - len(todo), len(loads), shared.eta_s([loads[one] for one in todo]))
        async with aclosing(shared.point(load, names[load])) as events:
            async for event in events:
                yield event
        todo.pop(0)
        if control.stopped:
            why, how = "stopped", "stopped"
            break
        if isinstance(shared.last, BenchFailed) and (broken := await shared.broken()):
            why, how = broken, "broken"
            break
    for one in sweep.knees(shared.measured):
        yield SweepKnee(
            one.point, one.over, one.value, one.text, one.where, one.beside, {"says": one.says, **one.values}
        )
    left = len(loads) - len(shared.measured) - shared.failed
    yield SweepEnded("sweep", why, len(shared.measured), shared.failed, left, how)


def _finished(state: RunState, key: Mapping[str, Any], turn: int) -> PointState | None:
    """The newest point of the run with this key that was measured to its end; of repeats the one of this turn."""
    found = [p for p in state.points.values() if p.state == "finished" and p.summary.get("key") == key]
    repeated = [p for p in found if is_repeated(p.summary)]
    if found and repeated and found[-1] is repeated[-1]:
        return repeated[turn] if turn < len(repeated) else None
    return found[-1] if found and turn == 0 else None


async def _search(
    shared: _Sweep, performance: Performance, settings: Mapping[str, Any], state: RunState
) -> AsyncGenerator[Event, None]:
    ctx, control, objective = shared.ctx, shared.control, performance.objective
    try:
        going = sweep.search_of(performance, settings, _most_at_once(ctx))
    except ValueError as error:
        yield SweepStarted("search")
        yield SweepEnded("search", str(error), 0, 0, 0, "broken")
        return
    assert objective is not None
    asked = objective.model_dump(exclude_none=True)
    known = _known(state, asked, sweep.key_of(performance, settings, Load()), going)
    for point in known:
        going = going.after(_measured(point, going))
        if point.state == "finished":
            shared.measured.append(point.summary)
    points = tuple({"point": p.name, "key": dict(p.key), "done": True} for p in known)
    yield SweepStarted("search", points, asked, most=going.budget)
    why = "a verdict"
    how: How = "through"
    while True:
        step = going.next()
        if isinstance(step, search.Verdict):
            yield SearchVerdict(step.code, step.value, step.text, going.over, step.point, step.says, step.values)
            break
        load = sweep.load_of(going.over, step.load)
        key = sweep.key_of(performance, settings, load)
        yield SweepProgress(len(going.points), going.budget, shared.eta_s([key] * going.left))
        async with aclosing(shared.point(load, free_names(ctx, 1, state.points)[0])) as events:
            async for event in events:
                yield event
        if control.stopped or isinstance(shared.last, BenchStopped):
            why, how = "stopped", "stopped"
            break
        found = _judged(shared, going)
        if isinstance(found, str):
            why, how = found, "broken"
            break
        if isinstance(shared.last, BenchFailed) and (broken := await shared.broken()):
            why, how = broken, "broken"
            break
        going = going.after(found)
    yield SweepEnded("search", why, len(shared.measured), shared.failed, 0, how)


def _most_at_once(ctx: Context) -> int | None:
    return ctx.engine.start.most_at_once(ctx.artefacts)


def _known(state: RunState, asked: Mapping[str, Any], key: Mapping[str, Any], going: search.Search) -> list[PointState]:
    """What an earlier search for the same in this run had measured, where it was stopped before its verdict."""
    before = state.sweep
    if before is None or before.kind != "search" or before.verdict is not None or before.objective != asked:
        return []
    points = [state.points[name] for name in before.names if name in state.points]
    return [
        p for p in points
        if {**p.key, going.over: None} == {**key, going.over: None} and p.summary
        and (p.state == "failed" or (p.state == "finished" and search.unmeasured(p.summary, going.limits) is None))
    ]  # fmt: skip


def _measured(point: PointState, going: search.Search) -> search.Measured:
    return search.measured(point.summary, going.limits, going.over, failed=point.state == "failed")


def _judged(shared: _Sweep, going: search.Search) -> search.Measured | str:
    """What the last point says to the search; a sentence where it says nothing."""
    last = shared.last
    if isinstance(last, BenchFinished):
        return search.unmeasured(last.summary, going.limits) or search.measured(last.summary, going.limits, going.over)
    assert isinstance(last, BenchFailed)
    if last.summary.get("doubts", {}).get("worthless"):
        return Message("{point} could not be measured: {reason}", point=last.point, reason=last.reason)
    if last.summary:
        return search.measured(last.summary, going.limits, going.over, failed=True)
    many = shared.progress
    if many is not None and many.failed > (1 - aisbench.WHOLE) * max(many.total, 1):
        key = {going.over: going.next().load}  # type: ignore[union-attr]  # no verdict: it asked for this
        return search.measured({"point": last.point, "key": key}, going.limits, going.over, failed=True)
    return Message("{point} could not be measured: {reason}", point=last.point, reason=last.reason)
