"""The bench on a node whose ais_bench prints and writes what a recorded real run printed and wrote."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import aclosing

import pytest

from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchFinished,
    BenchPhase,
    BenchProgress,
    BenchStarted,
    BenchStopped,
    Event,
)
from mindie_tui.remote.bench.performance import bench, stop_bench
from tests.kit import recording
from tests.kit.bench_site import BenchSite, collected, of, read_until, running
from tests.kit.waiting import until


async def test_a_point_is_watched_live_and_ends_with_aisbench_own_table(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1.5)
    events = await collected(bench(await site.context()))
    assert events[0] == BenchStarted(
        "performance-01",
        {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 200, "batch_size": 20, "request_rate": 0},
        "a3-01",
    )
    assert [e.phase for e in of(events, BenchPhase)] == ["warmup", "load", "tables"]
    progress = of(events, BenchProgress)
    assert [p.finished for p in progress] == sorted(p.finished for p in progress)
    last = progress[-1]
    assert (last.total, last.posted, last.received, last.finished, last.failed) == (200, 200, 200, 200, 0)
    finished = events[-1]
    assert isinstance(finished, BenchFinished) and finished.result == "bench/performance-01/result.json"
    assert finished.summary["requests"] == {
        "asked": 200, "total": 200, "success": 200, "failed": 0, "cancelled": 0, "unsent": 0,
    }  # fmt: skip
    table = finished.summary["latency"]
    for name in ("ttft_ms", "tpot_ms", "itl_ms", "e2el_ms"):
        live = getattr(last, name)
        assert live == {key: table[name][key] for key in ("p50", "p90", "p99")}
    assert finished.summary["throughput"]["output_tok_s"] == 110.8399
    assert last.output_tok_s and last.output_tok_s["total"] == 110.8399


async def test_the_run_folder_holds_all_that_was_asked_and_measured(site: BenchSite) -> None:
    site.replays("perf40_c20_plain")
    site.num_prompts = 40
    await collected(bench(await site.context()))
    names = "command.sh config.py output.log requests.jsonl gsm8k.csv gsm8k.json result.json"
    assert {path.name for path in site.here.iterdir()} == set(names.split())
    csv, common = recording.tables("perf40_c20_plain")
    assert (site.here / "gsm8k.csv").read_bytes() == csv.encode()
    assert (site.here / "gsm8k.json").read_text() == common
    requests = [json.loads(line) for line in (site.here / "requests.jsonl").read_text().splitlines()]
    assert len({r["uuid"] for r in requests}) == len(requests) == 40
    assert "prediction" not in requests[0] and "apples" not in (site.here / "requests.jsonl").read_text()
    assert (site.here / "output.log").read_bytes() == (site.there / "output.log").read_bytes()
    assert (site.there / "conf/models/vllm_api_stream_chat.py").read_text() == (site.here / "config.py").read_text()
    result = json.loads((site.here / "result.json").read_text())
    assert (result["format"], result["exit"], result["point"]) == (1, 0, "performance-01")


@pytest.mark.parametrize("run, asked, words, do", [
    ("err_server_down", 20, "Cannot connect to host 127.0.0.1:9", "start the service"),
    ("err_dataset_missing", 20, "FileNotFoundError", "put the data set on the bench node"),
    ("err_tokenizer_folder_empty", 8, "UTILS-FILE-003", "tokenizer"),
    ("perf_sigint_group_debug", 40, "only 17 of 40 requests succeeded, 95% are needed", "without stopping it"),
])  # fmt: skip
async def test_a_run_that_did_not_measure_is_no_point_whatever_its_exit_status(
    site: BenchSite, run: str, asked: int, words: str, do: str
) -> None:
    site.replays(run)
    site.num_prompts = asked
    events = await collected(bench(await site.context()))
    failed = events[-1]
    assert isinstance(failed, BenchFailed)
    assert words in failed.reason and do in failed.remedy
    told = [e.phase for e in events if isinstance(e, BenchPhase)]
    assert ("tables" in told) == (run in ("perf_sigint_group_debug", "err_tokenizer_folder_empty"))
    if run == "err_tokenizer_folder_empty":
        assert "8 of 8 requests had succeeded" in failed.reason and "--reuse" in failed.remedy
    assert (failed.summary == {}) == (run != "perf_sigint_group_debug")


async def test_a_data_set_that_is_too_small_is_told_when_the_load_begins(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    site.num_prompts = 500
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed)
    assert failed.reason == "the data set holds 200 prompts, 500 were asked for"
    assert failed.remedy == "set bench.performance.num_prompts to 200 or less"
    assert not running(site)


async def test_closing_the_bench_ends_everything_that_it_started(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    events = await read_until(await site.context(), BenchProgress)
    assert running(site)
    await events.aclose()
    assert not running(site)


@pytest.mark.long
async def test_cancelling_the_bench_ends_everything_that_it_started(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx, seen = await site.context(), asyncio.Event()

    async def walk() -> None:
        async with aclosing(bench(ctx)) as events:
            async for event in events:
                if isinstance(event, BenchProgress):
                    seen.set()

    task = asyncio.create_task(walk())
    await asyncio.wait_for(seen.wait(), 60)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not running(site)


@pytest.mark.long
async def test_stop_ends_the_group_and_the_bench_says_where_it_stood(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await read_until(ctx, BenchProgress)
    assert await collected(stop_bench(ctx)) == []
    rest = await collected(events)
    assert isinstance(rest[-1], BenchStopped) and "of 200 requests" in rest[-1].reason
    assert json.loads((site.there / "exit.json").read_text()) == {"exit": -15}
    assert await collected(stop_bench(ctx)) == []


@pytest.mark.long
async def test_the_death_of_the_service_counts_what_came_last(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    gone: list[str] = []
    seen: list[Event] = []
    async with asyncio.timeout(60), aclosing(bench(await site.context(), dead=lambda: gone[0] if gone else None)) as b:
        async for event in b:
            seen.append(event)
            if isinstance(event, BenchProgress) and event.finished:
                gone[:] = ["a3-02: killed"]
    failed = seen[-1]
    assert isinstance(failed, BenchFailed) and failed.reason.startswith("the service died: a3-02: killed; ")
    known = [json.loads(line)["ok"] for line in (site.here / "requests.jsonl").read_text().splitlines()]
    assert f"; {sum(known)} of 200 requests had succeeded" in failed.reason
    assert not running(site)


@pytest.mark.long
async def test_an_ais_bench_that_was_killed_is_told_with_its_signal_and_what_had_finished(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    events = await read_until(await site.context(), BenchProgress)
    os.kill(json.loads((site.there / "bench.json").read_text())["pid"], signal.SIGKILL)
    failed = (await collected(events))[-1]
    assert isinstance(failed, BenchFailed)
    assert "made no table: it was ended by the signal KILL; " in failed.reason
    assert "of 200 requests had succeeded" in failed.reason and "dmesg" in failed.remedy


@pytest.mark.long
async def test_a_bench_that_is_closed_as_it_ends_keeps_its_tables(site: BenchSite) -> None:
    site.replays("perf200_c20_debug", 1)
    events = await read_until(await site.context(), BenchProgress)
    await until((site.there / "exit.json").exists)  # it has ended, and nobody has heard it yet
    await events.aclose()
    result = json.loads((site.here / "result.json").read_text())
    assert result["requests"]["success"] == 200 and (site.here / "gsm8k.csv").exists()


@pytest.mark.long
async def test_a_second_bench_of_a_run_is_a_second_point(site: BenchSite) -> None:
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    ctx = await site.context()
    first, second = [(await collected(bench(ctx)))[-1] for _ in range(2)]
    assert isinstance(first, BenchFinished) and isinstance(second, BenchFinished)
    assert (first.point, second.point) == ("performance-01", "performance-02")


async def test_a_point_that_was_refused_takes_no_number(site: BenchSite) -> None:
    (site.weights / "tokenizer.json").unlink()
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    ctx = await site.context()
    assert isinstance((await collected(bench(ctx)))[-1], BenchFailed)
    (site.weights / "tokenizer.json").write_text("{}")
    assert (await collected(bench(ctx)))[-1].point == "performance-01"
