"""What keeps ais_bench from being started, and where its data stand once it is."""

from __future__ import annotations

from mindie_tui.model.events.codec import (
    BenchFailed,
    BenchStarted,
)
from mindie_tui.remote.bench.performance import bench
from tests.kit.bench_site import BenchSite, collected


async def test_what_aisbench_would_refuse_never_starts(site: BenchSite) -> None:
    site.replays("perf200_c20_debug")
    site.settings = {"batch_size": 0, "host_ip": "a3-01"}
    started, failed = await collected(bench(await site.context()))
    assert isinstance(started, BenchStarted) and isinstance(failed, BenchFailed)
    assert "batch_size: must be a whole number from 1 to 100000; found 0" in failed.reason
    assert site.fleet and site.fleet.commands == []


async def test_a_folder_without_a_tokenizer_is_told_before_and_not_after_the_run(site: BenchSite) -> None:
    (site.weights / "tokenizer.json").unlink()
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed) and failed.reason == f"a3-01: a tokenizer is not in {site.weights}"


async def test_a_missing_data_set_is_told_before_the_run(site: BenchSite) -> None:
    site.bench = {"datasets": {"gsm8k": {"path": "/no/such/gsm8k"}, "ceval": {"path": "/not/asked/for"}}}
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed) and failed.reason == "a3-01: the data set gsm8k is not in /no/such/gsm8k"


async def test_a_data_set_of_the_profile_stands_where_every_release_looks(site: BenchSite) -> None:
    data = site.folder / "my gsm8k"
    data.mkdir()
    site.bench = {"datasets": {"gsm8k": {"path": str(data)}}}
    site.replays("perf40_c20_plain", 0.1)
    site.num_prompts = 40
    await collected(bench(await site.context()))
    assert (site.there / "ais_bench/datasets/gsm8k").resolve() == data
    assert 'AIS_BENCH_DATASETS_CACHE="$PWD"' in (site.here / "command.sh").read_text()


async def test_no_aisbench_on_the_node_says_what_to_set(site: BenchSite) -> None:
    site.bench = {"command": "/opt/nothing/ais_bench"}
    failed = (await collected(bench(await site.context())))[-1]
    assert isinstance(failed, BenchFailed)
    assert failed.reason == "/opt/nothing/ais_bench was not found inside the container of a3-01"
