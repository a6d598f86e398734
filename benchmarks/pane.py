"""The bench pane while 2,000 recorded requests finish at 200 a second: share of a core, and from a key to its paint.

Method: a stand-in for ais_bench writes again, in a process of its own, what a real run of 2,000 requests at concurrency
50 wrote and printed, its time scaled so that the load takes ten seconds. The node's reader (a process, too) follows its
files; lines, figures, events and the screen under Textual's Pilot, 120x36, are this process, as in the wizard. The
share is this process's CPU time over the wall time from the first progress to the last. Meanwhile `v` (another metric)
is pressed every 150 ms; a key's time is that to the end of the first paint after it. Rounds of the load and of the
same screen at rest, with the same keys, are interleaved, five each; medians.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from benchmarks import figure
from mindie_tui.model.deployment import Baseline, Bench, Performance
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.bench.performance import bench
from mindie_tui.remote.context import Context
from mindie_tui.tui.app import MindieApp
from tests.kit import bench_plays, recording, whole_plays as plays
from tests.kit.bench_site import BenchSite
from tests.kit.plays import AT, deployment
from tests.kit.waiting import until

RECORDING, REQUESTS, LOAD_S = "perf2000_c50_debug", 2000, 10.0
ROUNDS, KEY_EVERY_S, REST_S = 5, 0.15, 4.0


class Pane(plays.Walk):
    """A walk whose bench is the real one; `marks` are (wall, CPU) at each progress."""

    def __init__(self, ctx: Context | None = None) -> None:
        value = deployment(2, bench=Bench(performance=Performance(num_prompts=REQUESTS)), baseline=Baseline())
        state = plays.fold(*plays.started(), *plays.checked(), *plays.launched(until="ready"))
        super().__init__(value, None, state=plays.fold(state=state, step="bench"))
        self.ctx, self.failed = ctx, ""
        self.marks: list[tuple[float, float, int]] = []

    async def bench(self) -> AsyncGenerator[tuple[ev.Recorded, RunState], None]:
        """As Session.bench, without a run folder."""
        seq = 1000
        assert self.ctx is not None
        async for event in bench(self.ctx):
            seq += 1
            recorded = ev.Recorded(seq, AT, "", "bench", event)
            self.state: RunState = after(self.state, recorded)
            if isinstance(event, ev.BenchProgress):
                self.marks.append((perf_counter(), process_time(), event.finished))
            if isinstance(event, ev.BenchFailed):
                self.failed = event.reason
            yield recorded, self.state


async def pressed(app: MindieApp, painted: asyncio.Event, over: Callable[[], object]) -> list[float]:
    """Milliseconds from a key to its paint, key after key, until it is over."""
    took = []
    while not over():
        painted.clear()
        began = perf_counter()
        app.simulate_key("v")
        await painted.wait()
        took.append((perf_counter() - began) * 1000)
        await asyncio.sleep(KEY_EVERY_S)
    return took


def opened(walk: Pane) -> tuple[MindieApp, asyncio.Event]:
    """The app at the bench, and an event that each paint sets."""
    app: MindieApp = plays.opened(walk, "bench")
    painted = asyncio.Event()
    paint = type(app)._display

    def display(screen: Screen[Any], renderable: RenderableType | None) -> None:
        paint(app, screen, renderable)
        painted.set()

    app._display = display  # type: ignore[method-assign]  # the class is made in the kit, for any walk
    return app, painted


async def loaded() -> tuple[float, list[float]]:
    """(share of a core, ms of the keys) of one round under load."""
    told = recording.events(RECORDING)
    load_s = max(e["t"] for e in told if e["k"] == "grow") - min(e["t"] for e in told if e["k"] == "grow")
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        site = BenchSite(Path(folder), patch)
        site.num_prompts, site.settings = REQUESTS, {"batch_size": 50}
        site.replays(RECORDING, told[-1]["t"] * LOAD_S / load_s)
        walk = Pane(await site.context())
        app, painted = opened(walk)
        assert site.fleet is not None
        try:
            async with app.run_test(size=(120, 36)) as pilot:
                await pilot.pause()
                await pilot.press("b")
                await until(lambda: walk.marks or walk.failed, "the load began")
                took = await pressed(app, painted, lambda: walk.marks[-1][2] >= REQUESTS or walk.failed)
        finally:
            await site.fleet.close()
    if walk.failed:
        raise SystemExit(f"the recorded run was not measured: {walk.failed}")
    whole = [mark for mark in walk.marks if mark[2] < REQUESTS] or walk.marks
    (wall, cpu, _), (last_wall, last_cpu, _) = whole[0], whole[-1]
    return (last_cpu - cpu) / (last_wall - wall), took


async def rested() -> tuple[float, list[float]]:
    """The same of a screen on which nothing goes on."""
    walk = Pane()
    progress = replace(bench_plays.progress(200), source="requests")
    walk.state = plays.fold(
        *bench_plays.benched(200)[:-1],
        progress,
        ev.BenchStopped("performance-01", "stopped"),
        state=walk.state,
        step="bench",
    )
    app, painted = opened(walk)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        wall, cpu = perf_counter(), process_time()
        took = await pressed(app, painted, lambda: perf_counter() - wall > REST_S)
        return (process_time() - cpu) / (perf_counter() - wall), took


def main() -> None:
    """Print the figures."""
    busy, rest = [], []
    for _ in range(ROUNDS):
        busy.append(asyncio.run(asyncio.wait_for(loaded(), 90)))
        rest.append(asyncio.run(asyncio.wait_for(rested(), 30)))
    share, idle = (median(one for one, _ in rounds) for rounds in (busy, rest))
    p99, quiet = (quantiles([ms for _, took in rounds for ms in took], n=100)[98] for rounds in (busy, rest))
    said = f"{REQUESTS} requests in {LOAD_S:.0f} s; at rest with the same keys {100 * idle:.0f} %"
    figure("pane.core_percent", 100 * share, "<= 25", said, digits=1)
    figure("pane.key_p99_ms", p99, "<= 100", f"the same keys at rest: {quiet:.0f} ms", digits=1)


if __name__ == "__main__":
    main()
