"""Step 5 with several points: table and curve grow, knee and edge are marked, a sweep is stopped and resumed."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.deployment import Bench
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.bench import sweep_rows
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.confirm import Confirm
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until
from tests.kit.sizes import SIZES
from tests.kit.sweeps import ENDED, HALF, SEARCH, SOUGHT, SWEPT, VERDICT, WHOLE, key, plan


def walk(*events, performance=SWEPT, script=None):
    value = deployment(1, bench=Bench(performance=performance))
    state = b.fold(*b.started(("a3-01",)), *b.launched(until="ready", nodes=("a3-01",)))
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


@pytest.fixture(autouse=True)
def english():
    yield
    language.use("en")


@pytest.mark.parametrize("size", SIZES)
async def test_the_table_holds_what_is_measured_what_runs_and_what_is_to_come(size):
    app = b.opened(walk(*HALF), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        assert "about 1 m 04 s left" in shown(app).split("\n")[1]
        rows = [line for line in shown(app).split("\n") if line.strip()[:1] in "✓⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" or "▸" in line]
        assert any("320.0" in line and "300.0" in line for line in rows) and any("56 / 200" in line for line in rows)
        assert "output tok/s over TTFT p99" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_knee_is_marked_and_a_concurrency_that_was_not_reached_is_said(size):
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        assert "knee  beyond concurrency 24 output grows by +8 %" in shown(app)
        assert "800.0" in row_of(app, "  knee") and "24 knee" in shown(app), "in the table and at the curve"
        assert "not reached" in row_of(app, "860.0")


@pytest.mark.parametrize("size", SIZES)
async def test_a_search_shows_what_holds_and_ends_with_its_verdict(size):
    app = b.opened(walk(*SEARCH, performance=SOUGHT), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "search" in shown(app))
        assert "holds" in row_of(app, "640.0") and "misses" in row_of(app, "2 600.0")
    app = b.opened(walk(*SEARCH, VERDICT, ENDED, performance=SOUGHT), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "met  TTFT p99 <= 2000 ms holds up to concurrency 48" in shown(app))
        assert "edge" in row_of(app, "890.0") and "48 edge" in shown(app)


async def test_verdict_and_knee_are_said_in_chinese():
    language.use("zh")
    app = b.opened(walk(*SEARCH, VERDICT, ENDED, performance=SOUGHT), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "在并发 48 以内成立" in shown(app).replace("\u200b", ""))
        assert "边界" in shown(app) and "搜索" in shown(app)
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "拐点" in shown(app))


async def test_a_stopped_sweep_is_resumed_by_the_same_key():
    stopped = [*HALF, ev.BenchStopped("performance-03", "ended at 56 of 200 requests"),
               ev.SweepEnded("sweep", "stopped", 2, 0, 1, "stopped")]  # fmt: skip
    play = walk(*stopped, script={"bench": [plan(8, 24, 64, done=(8, 24))]})
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "b resume" in shown(app).split("\n")[1])
        await pilot.press("b")
        await until(pilot, lambda: ("bench",) in play.asked)
    whole = b.fold(*WHOLE)
    assert not sweep_rows.unfinished(whole, SWEPT) and not sweep_rows.unfinished(RunState(), SWEPT)


@pytest.mark.long
async def test_stop_asks_whether_the_point_or_the_sweep():
    play = walk(*HALF)
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "sweep" in shown(app))
        for answer, said in (("p", ("stop_bench", "one")), ("x", ("stop_bench",))):
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press(answer)
            await until(pilot, lambda said=said: said in play.asked)


@pytest.mark.long
async def test_a_point_to_come_is_left_out_and_taken_in_again():
    play = walk(plan(8, 24, 64), ev.BenchStarted("performance-01", key(8), "a3-01"))
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "sweep" in shown(app))
        app.screen.running = True
        app.screen.query_one("#points", Matrix).focus()
        await pilot.press("j", "j", "s")
        await until(pilot, lambda: play.skipped == {"performance-03"})
        await until(pilot, lambda: "left out" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: not play.skipped)
        await pilot.press("k", "k", "s")
        await until(pilot, lambda: "no point under the cursor that is still to come" in shown(app))


async def test_the_cursor_shows_the_figures_of_its_point():
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        app.screen.query_one("#points", Matrix).focus()
        await pilot.press("g")
        await until(pilot, lambda: app.screen.point.name == "performance-01")
        await pilot.press("v")
        await until(pilot, lambda: "output tok/s over TPOT p50" in shown(app))
