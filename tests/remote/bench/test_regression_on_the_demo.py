"""A regression planted in the demo's daemon, measured by its ais_bench three times, against a baseline of it."""

from __future__ import annotations

import os
from typing import Any

import pytest

from mindie_tui.model.bench.comparison import compare
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.bench.sweep import measure
from tests.kit.bench_site import collected, of
from tests.kit.demo_bench import with_performance
from tests.kit.demo_site import DemoSite, serving_site

LIVE = int(os.environ.get("REGRESSIONS", "3"))
"""So often each regression is measured here, 20 take some minutes; test_comparison.py has 400 seeds of figures."""


async def measured(site: DemoSite) -> list[dict[str, Any]]:
    """Three repeats of one point."""
    events = await collected(measure(site.context(), None, RunState()))
    points = [dict(event.summary) for event in of(events, ev.BenchFinished)]
    assert len(points) == 3, events
    return points


@pytest.mark.long
async def test_a_regression_of_10_percent_is_found_and_one_of_1_percent_is_not_proven(tmp_path):
    async with serving_site(tmp_path, speed=4) as site:
        site.deployment = with_performance(site.deployment, 60, batch_size=20, max_out_len=96)
        performance = site.deployment.bench.performance.model_copy(update={"repeat": 3})
        bench = site.deployment.bench.model_copy(update={"performance": performance})
        site.deployment = site.deployment.model_copy(update={"bench": bench})
        baseline = {"points": await measured(site)}
        wrong = []
        for percent in (1, 10) * LIVE:
            site.demo.nodes[0].fault(slower_percent=percent)
            found = compare(await measured(site), baseline, Baseline())
            worse = {one.metric for one in found if one.verdict == "worse"}
            if bool(worse) is not (percent == 10):
                wrong.append((percent, found))
    assert wrong == []
