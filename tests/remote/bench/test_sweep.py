"""Sweep and search over a node whose ais_bench writes what a recorded one wrote: what each next point follows from."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.bench import performance as bench_module, sweep as bench_sweep
from mindie_tui.remote.bench.sweep import Control, measure
from tests.kit.bench_site import BenchSite, Line, collected, of, running

QUICK = "perf40_c20_plain"
KEY = {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 40, "batch_size": 20, "request_rate": 0}


@pytest.fixture
def site(site: BenchSite) -> BenchSite:
    """The site, with a run that is soon over."""
    site.num_prompts = 40
    site.replays(QUICK, 0.05)
    return site


def asks(site: BenchSite, **more: Any) -> None:
    site.performance = more


def folded(events: list[ev.Event], state: RunState | None = None) -> RunState:
    state = state or RunState()
    for event in events:
        state = after(state, ev.Recorded(0, "2026-11-24T12:00:00+08:00", "run", "bench", event))
    return state


async def swept(site: BenchSite, state: RunState | None = None, **how: Any) -> list[ev.Event]:
    return await collected(measure(await site.context(), None, state or RunState(), **how))


async def test_a_sweep_measures_each_point_in_a_folder_of_its_own(site: BenchSite) -> None:
    asks(site, sweep={"batch_size": [4, 8, 16]})
    events = await swept(site)
    started = of(events, ev.SweepStarted)[0]
    assert [(p["point"], p["key"]["batch_size"], p["done"]) for p in started.points] == [
        ("performance-01", 4, False), ("performance-02", 8, False), ("performance-03", 16, False),
    ]  # fmt: skip
    assert [e.key["batch_size"] for e in of(events, ev.BenchStarted)] == [4, 8, 16]
    assert all(e.key == KEY | {"batch_size": e.key["batch_size"]} for e in of(events, ev.BenchStarted))
    home = site.folder / "run/bench"
    assert sorted(path.name for path in home.iterdir()) == ["performance-01", "performance-02", "performance-03"]
    texts = [(home / p["point"] / "config.py").read_text() for p in started.points]
    assert [f"batch_size={n}," in text for n, text in zip((4, 8, 16), texts, strict=True)] == [True] * 3
    assert of(events, ev.SweepKnee) and isinstance(events[-1], ev.SweepEnded)
    assert (events[-1].how, events[-1].finished, events[-1].failed, events[-1].left) == ("through", 3, 0, 0)
    told = [e.eta_s for e in of(events, ev.SweepProgress)]
    assert told[0] is None and told[1] > told[2] > 0


@pytest.mark.long
async def test_a_failed_point_does_not_end_the_sweep(site: BenchSite, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(site, sweep={"batch_size": [4, 8, 16]})
    ctx, seen = await site.context(), list[ev.Event]()
    async with aclosing(measure(ctx, None, RunState())) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.SweepProgress):
                site.replays("err_server_down" if event.done == 1 else QUICK, 0.05)
    assert [type(e) for e in seen if isinstance(e, ev.BenchFinished | ev.BenchFailed)] == [
        ev.BenchFinished, ev.BenchFailed, ev.BenchFinished,
    ]  # fmt: skip
    assert (seen[-1].how, seen[-1].finished, seen[-1].failed) == ("through", 2, 1)  # type: ignore[attr-defined]


@pytest.mark.long
async def test_a_sweep_that_was_stopped_goes_on_with_its_next_point_and_one_that_was_through_begins_anew(
    site: BenchSite,
) -> None:
    asks(site, sweep={"batch_size": [4, 8, 16]})
    control, ctx, seen = Control(), await site.context(), list[ev.Event]()
    async with aclosing(measure(ctx, None, RunState(), control=control)) as events:
        async for event in events:
            seen.append(event)
            control.stopped = len(of(seen, ev.BenchStarted)) == 2
    assert (seen[-1].how, seen[-1].finished, seen[-1].left) == ("stopped", 2, 1)  # type: ignore[attr-defined]
    state = folded(seen)
    again = await collected(measure(ctx, None, state))
    assert [e.key["batch_size"] for e in of(again, ev.BenchStarted)] == [16]
    assert [p["done"] for p in of(again, ev.SweepStarted)[0].points] == [True, True, False]
    assert of(again, ev.BenchStarted)[0].point == "performance-03"
    anew = await collected(measure(ctx, None, folded(again, state)))
    assert len(of(anew, ev.BenchStarted)) == 3 and of(anew, ev.BenchStarted)[0].point == "performance-04"


async def test_a_point_is_left_out_on_a_word(site: BenchSite) -> None:
    asks(site, sweep={"batch_size": [4, 8]})
    events = await swept(site, control=Control(skipped={"performance-01"}))
    assert of(events, ev.BenchSkipped)[0].key["batch_size"] == 4
    assert [e.key["batch_size"] for e in of(events, ev.BenchStarted)] == [8]
    assert events[-1].left == 1  # type: ignore[attr-defined]


@pytest.mark.long
async def test_a_service_that_dies_ends_the_point_and_the_sweep_at_once(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    site.num_prompts = 200
    asks(site, sweep={"batch_size": [4, 8]})
    gone: list[str] = []
    seen: list[ev.Event] = []
    async with aclosing(
        measure(await site.context(), None, RunState(), dead=lambda: gone[0] if gone else None)
    ) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and event.finished:
                gone[:] = ["a3-02: killed"]
    failed = of(seen, ev.BenchFailed)[0]
    assert failed.reason.startswith("the service died: a3-02: killed; ")
    assert "of 200 requests had succeeded" in failed.reason
    assert not running(site) and len(of(seen, ev.BenchStarted)) == 1
    assert (seen[-1].how, seen[-1].left) == ("broken", 1) and "a3-02: killed" in seen[-1].reason  # type: ignore[attr-defined]


@pytest.mark.long
async def test_a_node_that_stays_cut_ends_the_sweep(site: BenchSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.timings = replace(site.timings, retry_s=(0.02,), reconnect_s=0.1)
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    site.num_prompts = 200
    asks(site, sweep={"batch_size": [4, 8]})
    ctx, seen = await site.context(), list[ev.Event]()
    async with aclosing(measure(ctx, None, RunState())) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and not of(seen, ev.NodeLost):
                monkeypatch.setattr(Line, "down", True)
                await site.line.drop()
    assert (seen[-1].how, seen[-1].reason) == ("broken", "a3-01 is out of reach")  # type: ignore[attr-defined]
    monkeypatch.setattr(Line, "down", False)
    await collected(ctx.fleet.connect())
    await collected(bench_module.stop_bench(ctx))


@pytest.mark.long
async def test_a_search_asks_for_the_load_that_follows_from_what_was_measured(site: BenchSite) -> None:
    asks(site, objective={"ttft_p99_ms": 100000})
    events = await swept(site)
    started = of(events, ev.SweepStarted)[0]
    assert started.kind == "search" and started.objective == {"ttft_p99_ms": 100000, "over": "batch_size"}
    loads = [e.key["batch_size"] for e in of(events, ev.BenchStarted)]
    assert loads == [20, 40], "its own load first; the recorded run had 20 at once, whatever was asked for"
    verdict = of(events, ev.SearchVerdict)[0]
    assert (verdict.code, verdict.value) == ("not_saturated", 20), verdict
    assert "AISBench itself held the load down, not the service" in verdict.text
    assert isinstance(events[-1], ev.SweepEnded) and events[-1].how == "through"


@pytest.mark.long
async def test_a_search_for_what_is_never_met_goes_down_to_one(site: BenchSite) -> None:
    asks(site, objective={"ttft_p99_ms": 0.001})
    events = await swept(site)
    assert of(events, ev.SearchVerdict)[0].code == "never_met"
    assert of(events, ev.BenchStarted)[-1].key["batch_size"] == 1


@pytest.mark.long
async def test_a_search_that_was_stopped_knows_what_it_had_measured(site: BenchSite) -> None:
    asks(site, objective={"ttft_p99_ms": 0.001})
    control, ctx, seen = Control(), await site.context(), list[ev.Event]()
    async with aclosing(measure(ctx, None, RunState(), control=control)) as events:
        async for event in events:
            seen.append(event)
            control.stopped = isinstance(event, ev.BenchFinished)
    assert not of(seen, ev.SearchVerdict)
    again = await collected(measure(ctx, None, folded(seen)))
    assert [p["done"] for p in of(again, ev.SweepStarted)[0].points] == [True]
    assert of(again, ev.SearchVerdict)[0].code == "never_met"
    assert 20 not in [e.key["batch_size"] for e in of(again, ev.BenchStarted)]


async def test_a_search_that_cannot_be_measured_has_no_verdict(site: BenchSite) -> None:
    site.replays("err_server_down", 0.05)
    asks(site, objective={"ttft_p99_ms": 2000})
    events = await swept(site)
    assert not of(events, ev.SearchVerdict) and len(of(events, ev.BenchStarted)) == 1
    assert events[-1].how == "broken" and "could not be measured" in events[-1].reason  # type: ignore[attr-defined]


async def test_a_load_beyond_what_there_is_to_ask_is_said_before(site: BenchSite) -> None:
    asks(site, sweep={"batch_size": [4, 400]})
    control = Control(skipped={"performance-01", "performance-02"})
    notes = of(await swept(site, control=control), ev.SweepStarted)[0].notes
    assert notes == ("num_prompts is 40: a concurrency of 400 (batch_size) is never reached",)
    assert set(bench_sweep.LOAD_NOTES) >= {"advice.bench_prompts"}
