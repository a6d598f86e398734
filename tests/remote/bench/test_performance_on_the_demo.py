"""The bench end to end: over SSH, inside the container, against a service that answers, with the demo's ais_bench."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

import pytest

from mindie_tui.model.deployment import RequestLimits, Sweep
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.bench.performance import bench, stop_bench
from mindie_tui.remote.bench.sweep import measure
from mindie_tui.remote.timings import Timings
from tests.kit.bench_site import collected, of
from tests.kit.demo_bench import fold, with_performance
from tests.kit.demo_site import demo_site, serving_site


@pytest.fixture
async def served(tmp_path):
    async with serving_site(tmp_path) as site:
        yield site


@pytest.mark.long
async def test_a_point_is_measured_on_a_served_model_and_the_seeds_load_shows_counts(served):
    ctx = served.context(new_run=False)
    events = await collected(bench(ctx))
    assert [e.phase for e in of(events, ev.BenchPhase)] == ["warmup", "load", "tables"]
    finished = events[-1]
    assert isinstance(finished, ev.BenchFinished), finished
    assert finished.summary["requests"] == {
        "asked": 200, "total": 200, "success": 200, "failed": 0, "cancelled": 0, "unsent": 0,
    }  # fmt: skip
    # AISBench leaves ITL out where all gaps of the first answer are 0: its events came in one piece, on a busy machine
    lines = (served.run.folder / "bench" / "performance-01" / "requests.jsonl").read_text().splitlines()
    rows = {"ttft_ms", "tpot_ms", "e2el_ms"} | ({"itl_ms"} if any(json.loads(lines[0])["gaps_ns"]) else set())
    assert set(finished.summary["latency"]) == rows
    last = of(events, ev.BenchProgress)[-1]
    assert last.source == "requests" and last.finished == 200
    assert last.ttft_ms["p99"] == finished.summary["latency"]["ttft_ms"]["p99"]
    point = fold(events).points["performance-01"]
    assert [w["at_s"] for w in point.windows] == sorted({w["at_s"] for w in point.windows})
    assert point.windows and point.windows[-1]["ttft_ms"]["p99"] > 0
    result = json.loads((served.run.folder / finished.result).read_text())
    assert result["aisbench"] == "3.1.20260630" and result["throughput"] == finished.summary["throughput"]

    # the manual's load: 20 prompts at batch_size 400 are one batch, which AISBench writes at its end
    served.deployment = with_performance(served.deployment, 20, batch_size=400, request_rate=10)
    events = await collected(bench(served.context(new_run=False)))
    running = [p for p in of(events, ev.BenchProgress) if p.finished < 20]
    assert running and {p.source for p in running} <= {"counts", "metrics"}
    told = [p.service for p in running if p.source == "metrics"]
    assert told and max(service["running"] for service in told) > 0
    assert max(service.get("generated_tok_s", 0) for service in told) > 0, "the service counts before AISBench does"
    assert all(p.ttft_ms is None for p in running)
    assert events[-1].point == "performance-02" and isinstance(events[-1], ev.BenchFinished)


@pytest.mark.long
async def test_a_cut_line_does_not_cost_the_point_and_stop_ends_what_runs(served):
    served.timings = Timings(retry_s=(0.05,))
    served.deployment = with_performance(served.deployment, 60, batch_size=10, request_rate=20)
    ctx, seen = served.context(new_run=False), []
    async with asyncio.timeout(60), aclosing(bench(ctx)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and event.finished and not of(seen, ev.NodeLost):
                served.demo.nodes[0].cut()
    assert len(of(seen, ev.NodeLost)) == len(of(seen, ev.NodeBack)) == 1
    assert isinstance(seen[-1], ev.BenchFinished), seen[-1]
    assert of(seen, ev.BenchProgress)[-1].finished == 60

    seen = []
    served.deployment = with_performance(served.deployment, 300, request_rate=2)
    ctx = served.context(new_run=False)
    async with asyncio.timeout(60), aclosing(bench(ctx)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and len(of(seen, ev.BenchProgress)) == 1:
                assert await collected(stop_bench(ctx)) == []
    assert isinstance(seen[-1], ev.BenchStopped)
    assert not [p for p in served.demo.nodes[0].running() if "ais_bench" in p.command]


@pytest.mark.long
async def test_a_sweep_over_lengths_measures_made_up_requests_of_those_lengths(served):
    performance = served.deployment.bench.performance.model_copy(
        update={"num_prompts": 8, "sweep": Sweep(lengths=((64, 12), (256, 24))), "slo": RequestLimits(e2el_ms=60000)}
    )
    bench = served.deployment.bench.model_copy(update={"performance": performance})
    served.deployment = served.deployment.model_copy(update={"bench": bench})
    events = await collected(measure(served.context(new_run=False), None, RunState()))
    points = [event.summary for event in of(events, ev.BenchFinished)]
    assert [(p["key"]["input_len"], p["key"]["output_len"]) for p in points] == [(64, 12), (256, 24)], events
    assert [p["tokens"]["output"] for p in points] == [8 * 12, 8 * 24]
    assert points[0]["tokens"]["input"] < points[1]["tokens"]["input"]
    assert [p["attainment"]["percent"] for p in points] == [100.0, 100.0]


@pytest.mark.long
async def test_a_service_that_is_not_there_is_named_as_the_cause(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        failed = (await collected(bench(site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert "Cannot connect to host" in failed.reason and failed.remedy.startswith("start the service")
