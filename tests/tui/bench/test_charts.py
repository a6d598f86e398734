"""The charts of a point: lines, their heads, and what they are over."""

import pytest

from mindie_tui.tui.bench.charts import SHOWN, Charts, _window
from mindie_tui.tui.bench.sweep_rows import LATENCIES
from mindie_tui.tui.common.chart import Chart
from mindie_tui.tui.common.static import Static
from tests.kit import whole_plays as b
from tests.kit.plays import shown, until
from tests.kit.scenes import scene


def test_v_goes_through_as_many_latencies_as_a_sweep_has():
    assert [name for name, _, _ in SHOWN] == [name for name, _, _, _ in LATENCIES]


@pytest.mark.parametrize(("output", "rough", "wide", "words"), [
    ([1], [], True, "the last 10 s"), ([1], [2], True, "the last 10 s; grey: /metrics, newer"),
    ([1], [2], False, "the last 10 s"), ([], [2], True, "by the service's /metrics"), ([], [2], False, "by /metrics"),
])  # fmt: skip
def test_the_head_says_what_the_throughput_is_over(output, rough, wide, words):
    assert _window(output, rough, wide) == words


async def test_seconds_are_drawn_as_seconds():
    app = b.opened(scene("bench:live-base")[1], "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "TTFT p50" in shown(app))
        charts = app.screen.query_one(Charts)
        charts.show(app.screen.point, None, 2, wide=True)
        assert str(charts.query_one("#p99-head", Static).content).startswith("E2EL p99 s")
        values = [value for _, value in charts.query_one("#p99", Chart).values if value is not None]
        assert values and max(values) < 1000
