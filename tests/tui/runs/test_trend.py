"""The trend of the row's profile: the run at which it became worse is looked at first, others by keys."""

from mindie_tui.tui.runs.trend import TrendSheet, when
from tests.kit import whole_plays as b
from tests.kit.many_runs import plant_run, planted_report
from tests.kit.plays import deployment, shown, until


async def test_a_chart_names_the_run_at_which_it_became_worse(tmp_path):
    root, names = tmp_path / "runs", []
    for at in range(10):
        report = planted_report(0)
        report["points"][0]["throughput"]["output_tok_s"] = (1000.0 + at % 3) * (0.9 if at >= 6 else 1)
        second = {**report["points"][0], "key": {"batch_size": 7}}
        names.append(plant_run(root, at, {**report, "points": [*report["points"], second]}, profile="mine").name)
    play = b.Walk(deployment(2))
    play.options.runs = root
    app = b.opened(play, "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "10 runs" in shown(app))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, TrendSheet) and names[6] in shown(app))
        said = shown(app)
        assert "run 7 of 10" in said and "Worse since run" in said and "point 1 of 2" in said and "worse" in said
        await pilot.press("right", "v", "tab")
        await until(pilot, lambda: "run 8 of 10" in shown(app) and "point 2 of 2" in shown(app))
        assert "requests  req/s   batch_size 7" in shown(app) and "No regression in 10 runs" in shown(app)
        await pilot.press("home", "left", "V")
        await until(pilot, lambda: "run 1 of 10" in shown(app) and "output  tok/s" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, TrendSheet))


async def test_without_a_measured_run_it_says_so():
    app = b.opened(b.Walk(deployment(2)), "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(TrendSheet("mine", []))
        await until(pilot, lambda: "no run of this profile has measured anything" in shown(app))
        await pilot.press("right", "v", "tab", "enter")
        assert isinstance(app.screen, TrendSheet)


def test_a_run_without_a_time_in_its_id_is_told_by_its_letters():
    assert (when("20260101-021405-a3-double-bcd"), when("odd"), when("a" * 40)) == ("01-01 02:14", "odd", "a" * 11)
