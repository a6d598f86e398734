"""A node with an ais_bench that plays a recording, for the tests of the bench."""

from __future__ import annotations

import gc
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from mindie_tui.remote.timings import Timings
from tests.kit.bench_site import BenchSite


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[BenchSite, None]:
    site = BenchSite(tmp_path, monkeypatch)
    site.timings = Timings(bench_tick_s=0.1)
    yield site
    if site.fleet is not None:
        await site.fleet.close()
    gc.collect()  # pipes of commands that were cut are let go while their loop still runs
