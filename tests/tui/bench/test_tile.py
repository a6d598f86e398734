"""A tile and its neighbours: the figure, its heads, the counters."""

from dataclasses import replace

from mindie_tui.model.runs.state import PointState
from mindie_tui.tui.bench.tile import counts
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import shown, until
from tests.kit.scenes import scene


def test_counters_of_nothing_are_dashes_and_of_an_end_they_are_the_table_s():
    assert {count for _, count in counts(None)} == {None}
    point = PointState("p", state="finished", summary=bench_plays.SUMMARY)
    assert dict(counts(point)) == {"posted": 1000, "received": 1000, "finished": 1000, "in flight": 0, "failed": 0}


async def test_the_head_of_a_tile_never_touches_the_next():
    app = b.opened(scene("bench:live-base")[1], "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "TTFT p50" in shown(app))
        assert "output token/s, 10 s  " in shown(app) and "sTTFT" not in shown(app)
        assert "no rate limit  " in shown(app).split("\n")[1], "nor is what is measured cut"


def test_what_is_in_flight_was_posted_and_has_not_finished():
    point = b.fold(*bench_plays.benched(30)).points["performance-01"]
    found = dict(counts(point))
    assert found["in flight"] == found["posted"] - found["finished"] > 0
    assert dict(counts(replace(point, state="stopped")))["in flight"] == 0
