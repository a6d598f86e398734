"""Step 6: the run against its baseline, what differs, and everything that keeps or repeats it."""

from pathlib import Path

import pytest

from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.matrix import Matrix
from tests.kit import whole_plays as b
from tests.kit.plays import row_of, shown, until
from tests.kit.report_plays import give_several_points, measured_run
from tests.kit.sizes import SIZES


@pytest.mark.parametrize("size", SIZES)
async def test_the_report_says_what_is_outside_and_by_how_much(size, tmp_path):
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        assert "3 of 12 metrics" in shown(app).split("\n")[1]
        row = row_of(app, "TTFT p99")
        assert "771.4" in row and "702.9" in row and "+9.7 %" in row and "worse" in row
        assert "better" not in row_of(app, "token/s"), "+2.2 % lies within the tolerance"
        assert "waived" in shown(app) and "NPU 3 is shared tonight" in shown(app)


async def test_what_differs_reads_as_one_word(tmp_path):
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "what differs" in shown(app))
        assert "16   8" in row_of(app, " tp ") and "8192   16384" in row_of(app, "maxPrefillTokens")
        assert "权重/deepseek-w8a8" in row_of(app, "modelWeightPath")


async def test_runs_and_profiles_are_listed_and_the_one_under_the_cursor_is_shown(tmp_path):
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "a3-old-0" in shown(app))
        assert "a3-single" in shown(app) and "shipped" in row_of(app, "a3-single")
        await pilot.press("j")
        await until(pilot, lambda: "a3-old-0" in row_of(app, "-a3-old-0"))
        await pilot.press("G")
        await until(pilot, lambda: "profile qwen3-32b-a2" in shown(app))


async def test_before_anything_was_measured_the_screen_says_where_to_go(tmp_path):
    play = measured_run(tmp_path, others=0, measured=False)
    Run.create(play.deployment, ["mindie-tui"], root=tmp_path)
    app = b.opened(play, "report")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "no report yet" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: "nothing was measured in this run" in shown(app))


async def test_a_broken_report_of_another_run_hides_nothing_else(tmp_path):
    play = measured_run(tmp_path)
    next(Path(tmp_path).glob("*a3-old-0*")).joinpath("report.json").write_text("{")
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        app.screen.query_one("#runs", Matrix).action_move(1)
        await until(pilot, lambda: "no report" in shown(app))


@pytest.mark.parametrize("size", SIZES)
async def test_all_points_the_knee_and_the_scores_are_on_the_page(size, tmp_path):
    app = b.opened(give_several_points(measured_run(tmp_path)), "report")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "40 is the knee" in shown(app))
        said = str(app.screen.query_one("#compared").render())
        assert [line.split()[0] for line in said.split("\n") if line[2:4] in ("20", "40", "80")] == ["20", "40", "▸"]
        assert "94.00" in said and "-1.00 pt" in said and "worse" in said and "3.5 % cut at max_out_len" in said
        assert "accuracy-02-mmlu: the service died" in said
        assert size[0] < 100 or "92.59..95.15" in said
        await pilot.press("v")
        await until(pilot, lambda: "▸ 20" in str(app.screen.query_one("#compared").render()))
