"""The bench on a node whose ais_bench prints and writes what a recorded real run printed and wrote."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.errors import CommandFailed, Lost
from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchFinished,
    BenchPhase,
    BenchProgress,
    BenchStarted,
    BenchStopped,
    Event,
    NodeBack,
    NodeLost,
)
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command
from mindie_tui.remote.bench import ais_bench_link
from mindie_tui.remote.bench.performance import bench, stop_bench
from mindie_tui.remote.context import Context
from mindie_tui.remote.transport import fleet as fleet_module
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.link import Result
from mindie_tui.remote.transport.local import LocalLink
from tests.kit import recording

ROOT = Path(__file__).parents[3]
CONFIG = {
    "ServerConfig": {"port": 1025},
    "BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"modelName": "deepseek"}]}},
}


@dataclass(frozen=True)
class RunFolder:
    """What the bench asks of store.runs.Run."""

    id: str
    folder: Path

    def bench_folder(self, point: str) -> Path:
        path = self.folder / "bench" / point
        path.mkdir(parents=True, exist_ok=True)
        return path


class Line(LocalLink):
    """A line to a node that can be cut."""

    down = False
    """True: no line comes up."""

    cut = False

    @property
    def alive(self) -> bool:  # type: ignore[override]
        return not (self.cut or Line.down)

    async def drop(self) -> None:
        self.cut = True
        await self.close()

    def _checked(self) -> None:
        if not self.alive:
            raise Lost("the line dropped", node=self.name)

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        self._checked()
        result = await super().run(command, timeout=timeout)
        self._checked()
        return result

    async def held(self, command: Command) -> AsyncIterator[bytes]:
        self._checked()
        try:
            async with aclosing(super().held(command)) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    self._checked()
                    yield piece
        except CommandFailed:
            self._checked()
            raise
        self._checked()


class Site:
    """One node with an ais_bench, and the run that works on it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.weights = folder / "weights"
        self.weights.mkdir()
        (self.weights / "tokenizer.json").write_text("{}")
        binaries = folder / "bin"
        binaries.mkdir()
        program = binaries / "ais_bench"
        program.write_text(f'#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m tests.aisbench.fake_ais_bench "$@"\n')
        program.chmod(0o755)
        (folder / "home").mkdir()
        patch.setenv("HOME", str(folder / "home"))
        patch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")
        patch.setattr(fleet_module, "LocalLink", Line)
        self.settings: dict[str, Any] = {"batch_size": 20}
        self.bench: dict[str, Any] = {}
        self.num_prompts = 200
        self.performance: dict[str, Any] = {}
        """Further keys of bench.performance."""
        self.fleet: Fleet | None = None

    def replays(self, run: str, seconds: float = 0.5, **more: str) -> None:
        for name, value in {"RECORDING": run, "RECORDING_S": str(seconds), **more}.items():
            self.patch.setenv(name, value)

    async def context(self) -> Context:
        model = {**CONFIG["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0], "modelWeightPath": str(self.weights)}
        config = {**CONFIG, "BackendConfig": {"ModelDeployConfig": {"ModelConfig": [model]}}}
        performance = {"num_prompts": self.num_prompts, "settings": self.settings, **self.performance}
        deployment = Deployment.model_validate_json(
            json.dumps(
                {
                    "nodes": [{"name": "a3-01", "ip": "10.20.3.11", "connection": "local"}],
                    "container": {"engine": "none"},
                    "bench": {"root": str(self.folder / "no-benchmark"), **self.bench, "performance": performance},
                }
            )
        )
        self.fleet = Fleet(deployment.nodes, Container(engine="none"))
        async for _ in self.fleet.connect():
            pass
        return Context(
            deployment=deployment,
            artefacts=Artefacts("", config),
            facts={"a3-01": Facts("a3-01", python=sys.executable)},
            fleet=self.fleet,
            run=RunFolder("20261124-120000-a3-single", self.folder / "run"),  # type: ignore[arg-type]
            operator="op@jump",
        )

    @property
    def line(self) -> Line:
        assert self.fleet
        return self.fleet.host("a3-01")  # type: ignore[return-value]

    @property
    def here(self) -> Path:
        return self.folder / "run" / "bench" / "performance-01"

    @property
    def there(self) -> Path:
        return self.folder / "home/.mindie-tui/runs/20261124-120000-a3-single/bench/performance-01"


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(ais_bench_link, "TICK_S", 0.1)
    site = Site(tmp_path, monkeypatch)
    yield site
    if site.fleet is not None:
        await site.fleet.close()
    gc.collect()  # pipes of commands that were cut are let go while their loop still runs


async def collected(events: AsyncIterator[Event]) -> list[Event]:
    async with asyncio.timeout(60):
        return [event async for event in events]


async def until(ctx: Context, kind: type[Event]) -> AsyncIterator[Event]:
    """The running bench, read up to the first event of a kind."""
    events = bench(ctx)
    async with asyncio.timeout(60):
        async for event in events:
            if isinstance(event, kind):
                break
    return events


def of(events: list[Event], kind: type[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


async def test_a_point_is_watched_live_and_ends_with_aisbench_own_table(site: Site) -> None:
    site.replays("perf200_c20_debug", 1.5)
    events = await collected(bench(await site.context()))
    assert events[0] == BenchStarted(
        "performance-01",
        {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 200, "batch_size": 20, "request_rate": 0},
        "a3-01",
    )
    assert [e.phase for e in of(events, BenchPhase)] == ["warmup", "load", "tables"]
    progress: list[BenchProgress] = of(events, BenchProgress)
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


async def test_the_run_folder_holds_all_that_was_asked_and_measured(site: Site) -> None:
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
    site: Site, run: str, asked: int, words: str, do: str
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


async def test_a_data_set_that_is_too_small_is_told_when_the_load_begins(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    site.num_prompts = 500
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed)
    assert failed.reason == "the data set holds 200 prompts, 500 were asked for"
    assert failed.remedy == "set bench.performance.num_prompts to 200 or less"
    assert not running(site)


def running(site: Site) -> bool:
    """Whether the group of the point is still there."""
    pid = json.loads((site.there / "bench.json").read_text())["pid"]
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_closing_the_bench_ends_everything_that_it_started(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    events = await until(await site.context(), BenchProgress)
    assert running(site)
    await events.aclose()  # type: ignore[attr-defined]
    assert not running(site)


async def test_cancelling_the_bench_ends_everything_that_it_started(site: Site) -> None:
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


async def test_stop_ends_the_group_and_the_bench_says_where_it_stood(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await until(ctx, BenchProgress)
    assert await collected(stop_bench(ctx)) == []
    rest = await collected(events)
    assert isinstance(rest[-1], BenchStopped) and "of 200 requests" in rest[-1].reason
    assert json.loads((site.there / "exit.json").read_text()) == {"exit": -15}
    assert await collected(stop_bench(ctx)) == []


async def test_the_death_of_the_service_counts_what_came_last(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    gone: list[str] = []
    seen: list[Event] = []
    async with asyncio.timeout(60), aclosing(bench(await site.context(), dead=lambda: gone[0] if gone else None)) as b:
        async for event in b:
            seen.append(event)
            if isinstance(event, BenchProgress) and event.finished:
                gone[:] = ["a3-02: killed"]
    failed = seen[-1]
    assert isinstance(failed, BenchFailed) and failed.reason.startswith("the service died: a3-02: killed (")
    known = [json.loads(line)["ok"] for line in (site.here / "requests.jsonl").read_text().splitlines()]
    assert f"({sum(known)} of 200 requests had succeeded" in failed.reason
    assert not running(site)


async def test_an_ais_bench_that_was_killed_is_told_with_its_signal_and_what_had_finished(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    events = await until(await site.context(), BenchProgress)
    os.kill(json.loads((site.there / "bench.json").read_text())["pid"], signal.SIGKILL)
    failed = (await collected(events))[-1]
    assert isinstance(failed, BenchFailed)
    assert "made no table: it was ended by the signal KILL; " in failed.reason
    assert "of 200 requests had succeeded" in failed.reason and "dmesg" in failed.remedy


async def test_a_bench_that_is_closed_as_it_ends_keeps_its_tables(site: Site) -> None:
    site.replays("perf200_c20_debug", 1)
    events = await until(await site.context(), BenchProgress)
    async with asyncio.timeout(60):
        while not (site.there / "exit.json").exists():  # it has ended, and nobody has heard it yet
            await asyncio.sleep(0.01)
    await events.aclose()  # type: ignore[attr-defined]
    result = json.loads((site.here / "result.json").read_text())
    assert result["requests"]["success"] == 200 and (site.here / "gsm8k.csv").exists()


async def test_a_bench_that_nobody_watches_here_is_stopped_by_name(site: Site) -> None:
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await until(ctx, BenchProgress)
    ais_bench_link.watched.clear()  # as in another process
    assert await collected(stop_bench(ctx)) == [BenchStopped("performance-01", "ended with TERM")]
    await collected(events)


@pytest.mark.long
async def test_a_dropped_line_is_taken_up_again_and_nothing_counts_twice(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ais_bench_link, "RETRY_S", (0.05,))
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


async def test_a_line_that_stays_down_says_where_to_look(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ais_bench_link, "RETRY_S", (0.02,))
    monkeypatch.setattr(ais_bench_link, "RECONNECT_S", 0.1)
    site.replays("perf200_c20_debug", 1, RECORDING_STAY="1")
    ctx = await site.context()
    events = await until(ctx, BenchProgress)
    monkeypatch.setattr(Line, "down", True)
    await site.line.drop()
    rest = await collected(events)
    assert isinstance(rest[-1], BenchFailed)
    assert "did not come back" in rest[-1].reason and str(site.there) in rest[-1].remedy
    assert running(site)
    monkeypatch.setattr(Line, "down", False)
    await collected(ctx.fleet.connect())
    assert of(await collected(stop_bench(ctx)), BenchStopped)


async def test_what_aisbench_would_refuse_never_starts(site: Site) -> None:
    site.replays("perf200_c20_debug")
    site.settings = {"batch_size": 0, "host_ip": "a3-01"}
    started, failed = await collected(bench(await site.context()))
    assert isinstance(started, BenchStarted) and isinstance(failed, BenchFailed)
    assert "batch_size: must be a whole number from 1 to 100000; found 0" in failed.reason
    assert site.fleet and site.fleet.commands == []


async def test_a_folder_without_a_tokenizer_is_told_before_and_not_after_the_run(site: Site) -> None:
    (site.weights / "tokenizer.json").unlink()
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed) and failed.reason == f"a3-01: a tokenizer is not in {site.weights}"


async def test_a_missing_data_set_is_told_before_the_run(site: Site) -> None:
    site.bench = {"datasets": {"gsm8k": {"path": "/no/such/gsm8k"}, "ceval": {"path": "/not/asked/for"}}}
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed) and failed.reason == "a3-01: the data set gsm8k is not in /no/such/gsm8k"


async def test_a_data_set_of_the_profile_stands_where_every_release_looks(site: Site) -> None:
    data = site.folder / "my gsm8k"
    data.mkdir()
    site.bench = {"datasets": {"gsm8k": {"path": str(data)}}}
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    await collected(bench(await site.context()))
    assert (site.there / "ais_bench/datasets/gsm8k").resolve() == data
    assert 'AIS_BENCH_DATASETS_CACHE="$PWD"' in (site.here / "command.sh").read_text()


async def test_no_aisbench_on_the_node_says_what_to_set(site: Site) -> None:
    site.bench = {"command": "/opt/nothing/ais_bench"}
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed)
    assert failed.reason == "/opt/nothing/ais_bench was not found inside the container of a3-01"


async def test_a_second_bench_of_a_run_is_a_second_point(site: Site) -> None:
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    ctx = await site.context()
    first, second = [(await collected(bench(ctx)))[-1] for _ in range(2)]
    assert isinstance(first, BenchFinished) and isinstance(second, BenchFinished)
    assert (first.point, second.point) == ("performance-01", "performance-02")


async def test_a_point_that_was_refused_takes_no_number(site: Site) -> None:
    (site.weights / "tokenizer.json").unlink()
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    ctx = await site.context()
    assert isinstance((await collected(bench(ctx)))[-1], BenchFailed)
    (site.weights / "tokenizer.json").write_text("{}")
    assert (await collected(bench(ctx)))[-1].point == "performance-01"
