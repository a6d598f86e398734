"""The real ais_bench against the demo's service: `make test-aisbench` installs it (2.2 GB) and runs these in minutes.

The command is .venv-aisbench/bin/ais_bench of the checkout, or what AIS_BENCH names.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from mindie_tui.model.deployment import Sweep
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.bench.performance import bench, stop_bench
from mindie_tui.remote.bench.sweep import measure
from tests.kit.aisbench import COMMAND
from tests.kit.bench_site import of
from tests.kit.demo_site import demo_site, serving_site

pytestmark = pytest.mark.aisbench


def load(site, num_prompts, **settings):
    """The site's context with the real command and another load."""
    assert Path(COMMAND).exists(), f"{COMMAND} does not exist; run `make test-aisbench`"
    asked = site.deployment.bench
    performance = asked.performance.model_copy(
        update={"num_prompts": num_prompts, "settings": {**asked.performance.settings, **settings}}
    )
    asked = asked.model_copy(update={"command": COMMAND, "performance": performance})
    site.deployment = site.deployment.model_copy(update={"bench": asked})
    return site.context(new_run=site.run is None)


@pytest.fixture
async def served(tmp_path):
    async with serving_site(tmp_path, speed=10) as site:
        yield site


async def walked(events):
    async with asyncio.timeout(240):
        return [event async for event in events]


async def test_our_last_live_figures_are_the_real_programs_table(served):
    events = await walked(bench(load(served, 200, batch_size=20, max_seq_len=24576)))
    finished = events[-1]
    assert isinstance(finished, ev.BenchFinished), finished
    assert finished.summary["requests"] == {
        "asked": 200, "total": 200, "success": 200, "failed": 0, "cancelled": 0, "unsent": 0,
    }  # fmt: skip
    assert "max_seq_len was left out" in finished.summary["notes"][0]
    last, table = of(events, ev.BenchProgress)[-1], finished.summary["latency"]
    assert last.finished == 200 and last.output_tok_s["total"] == finished.summary["throughput"]["output_tok_s"]
    for name in ("ttft_ms", "tpot_ms", "itl_ms", "e2el_ms"):
        assert getattr(last, name) == {key: table[name][key] for key in ("p50", "p90", "p99")}


async def test_the_manuals_load_shows_counts_until_its_one_batch_is_written(served):
    events = await walked(bench(load(served, 20, batch_size=400, request_rate=4)))
    running = [p for p in of(events, ev.BenchProgress) if p.source != "requests"]
    assert any(p.posted for p in running) and all(p.ttft_ms is None for p in running)
    assert "metrics" in {p.source for p in running}, "the service counts before AISBench does"
    assert isinstance(events[-1], ev.BenchFinished), events[-1]


async def test_stop_leaves_no_process_of_it(served):
    seen = []
    ctx = load(served, 300, request_rate=2)
    async with asyncio.timeout(120), aclosing(bench(ctx)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and event.posted and len(of(seen, ev.BenchProgress)) < 4:
                await walked(stop_bench(ctx))
    assert isinstance(seen[-1], ev.BenchStopped), seen[-1]
    assert not [p for p in served.demo.nodes[0].running() if "ais_bench" in p.command or "openicl" in p.command]


async def test_a_service_that_is_not_there_is_named_and_not_a_point(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        failed = (await walked(bench(load(site, 20))))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert "Cannot connect to host" in failed.reason and failed.remedy.startswith("start the service")


async def test_made_up_requests_have_the_lengths_that_were_asked_for(served):
    ctx = load(served, 6, batch_size=3)
    performance = ctx.deployment.bench.performance.model_copy(update={"sweep": Sweep(lengths=((64, 12),))})
    bench_part = ctx.deployment.bench.model_copy(update={"performance": performance})
    served.deployment = served.deployment.model_copy(update={"bench": bench_part})
    events = await walked(measure(served.context(new_run=False), None, RunState()))
    finished = of(events, ev.BenchFinished)
    assert len(finished) == 1, [e for e in events if isinstance(e, ev.BenchFailed)]
    (point,) = (event.summary for event in finished)
    assert point["requests"]["success"] == 6 and point["tokens"]["output"] == 6 * 12
    assert (point["key"]["input_len"], point["key"]["output_len"]) == (64, 12)
