"""Accuracy end to end on a demo node: with a key, and on an old AISBench."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from pathlib import Path

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.remote.bench.accuracy import accuracy
from mindie_tui.remote.bench.performance import bench
from tests.kit.bench_site import collected
from tests.kit.demo_bench import asks, with_performance
from tests.kit.demo_site import demo_site, serving_site

KEY = "sk-not-to-be-found-anywhere-4711"


@pytest.fixture
async def served(tmp_path):
    async with serving_site(tmp_path) as site:
        yield site


def files(*tops: Path):
    """The bytes of every file below these folders."""
    for top in tops:
        for path in top.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()


@pytest.mark.long
async def test_the_key_reaches_ais_bench_by_its_environment_and_stands_nowhere(served, monkeypatch):
    monkeypatch.setenv("THE_KEY", KEY)
    served.deployment = with_performance(served.deployment, 20, batch_size=10, request_rate=20)
    ctx, had = asks(served, api_key_env="THE_KEY"), []
    for events in (bench(ctx), accuracy(ctx)):
        async with asyncio.timeout(60), aclosing(events):
            async for event in events:
                if isinstance(event, ev.BenchPhase) and not had:
                    mine = [p.pid for p in served.demo.nodes[0].running() if "openicl" in p.command]
                    had = [pid for pid in mine if KEY.encode() in Path(f"/proc/{pid}/environ").read_bytes()]
                    lines = [p.command for p in served.demo.nodes[0].running()]
                    assert had and not [line for line in lines if KEY in line]
        assert isinstance(event, ev.BenchFinished | ev.AccuracyFinished), event
        assert KEY not in json.dumps(event.body(), default=str)
    assert [path for path, data in files(served.folder, served.demo.folder) if KEY.encode() in data] == []
    assert not [ran for ran in ctx.fleet.commands if KEY in ran.text]


@pytest.mark.long
async def test_a_release_of_2025_gets_the_manuals_keys_and_its_own_class(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        site.demo.old_bench()
        events = await collected(accuracy(asks(site)))
        here = site.run.folder / "bench" / "accuracy-01-gsm8k"
        performed = await collected(bench(site.context(new_run=False)))
        config = (site.run.folder / "bench" / "performance-01" / "config.py").read_text()
    assert "max_seq_len=24576" in (here / "config.py").read_text()
    assert "type=VLLMCustomAPIChatStream" in config and "stream=True" not in config
    for failed in (events[-1], performed[-1]):  # no service runs: that is what is said, and not a key of the config
        assert isinstance(failed, ev.BenchFailed) and "Cannot connect to host" in failed.reason, failed
