"""ais_bench outlives its line: followed again where it dropped, stopped by name where nobody follows it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchFinished,
    BenchProgress,
    BenchStopped,
    Event,
    NodeBack,
    NodeLost,
)
from mindie_tui.remote.bench import ais_bench_link
from mindie_tui.remote.bench.performance import bench, stop_bench
from tests.kit.bench_site import BenchSite, Line, collected, of, read_until, running


@pytest.mark.long
async def test_a_bench_that_nobody_watches_here_is_stopped_by_name(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await read_until(ctx, BenchProgress)
    ais_bench_link.watched.clear()  # as in another process
    assert await collected(stop_bench(ctx)) == [BenchStopped("performance-01", "ended with TERM")]
    await collected(events)


@pytest.mark.long
async def test_a_dropped_line_is_taken_up_again_and_nothing_counts_twice(site: BenchSite) -> None:
    site.timings = replace(site.timings, retry_s=(0.05,))
    site.replays("perf200_c20_debug", 2)
    ctx = await site.context()
    seen: list[Event] = []
    async with asyncio.timeout(60):
        async for event in bench(ctx):
            seen.append(event)
            if isinstance(event, BenchProgress) and event.finished > 50 and not of(seen, NodeLost):
                await site.line.drop()
    assert len(of(seen, NodeLost)) == len(of(seen, NodeBack)) == 1, seen
    assert isinstance(seen[-1], BenchFinished)
    assert of(seen, BenchProgress)[-1].finished == 200
    assert (site.here / "output.log").read_bytes() == (site.there / "output.log").read_bytes()
    assert len((site.here / "requests.jsonl").read_text().splitlines()) == 200


@pytest.mark.long
async def test_a_line_that_stays_down_says_where_to_look(site: BenchSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.timings = replace(site.timings, retry_s=(0.02,), reconnect_s=0.1)
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await read_until(ctx, BenchProgress)
    monkeypatch.setattr(Line, "down", True)
    await site.line.drop()
    rest = await collected(events)
    assert isinstance(rest[-1], BenchFailed)
    assert "did not come back" in rest[-1].reason and str(site.there) in rest[-1].remedy
    assert running(site)
    monkeypatch.setattr(Line, "down", False)
    await collected(ctx.fleet.connect())
    assert of(await collected(stop_bench(ctx)), BenchStopped)
