"""Step 6: the run against its baseline, what differs, and everything that keeps or repeats it."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from mindie_tui.model.deployment import Baseline
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.confirm import Confirm
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.dialogs.pages import Pages
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until

SIZES = [(80, 24), (120, 36)]


def walk(tmp_path, *, base="an-older-run", others=1, measured=True):
    """A run that was measured, after `others` that were too."""
    value = deployment(2, baseline=Baseline(report=base) if base else None)
    for at in range(others):
        bench_plays.recorded_run(value.model_copy(update={"name": f"a3-old-{at}"}), tmp_path, exit_status=0)
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    play = b.Walk(value, state=state)
    play.options.runs = tmp_path
    if measured:
        play.state = b.fold(
            *bench_plays.benched(30, end="finished"), *bench_plays.compared(), state=state, step="report"
        )
        play.run = bench_plays.recorded_run(
            value, tmp_path, changes=bench_plays.CHANGES, waived={"hbm_free": "NPU 3 is shared tonight"}
        )
        play.state = b.fold(state=play.state)
        object.__setattr__(play.state, "run", play.run.id)
    return play


@pytest.mark.parametrize("size", SIZES)
async def test_the_report_says_what_is_outside_and_by_how_much(size, tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        assert "3 of 12 metrics" in shown(app).split("\n")[1]
        row = row_of(app, "TTFT p99")
        assert "771.4" in row and "702.9" in row and "+9.7 %" in row and "worse" in row
        assert "better" not in row_of(app, "token/s"), "+2.2 % lies within the tolerance"
        assert "waived" in shown(app) and "NPU 3 is shared tonight" in shown(app)


async def test_what_differs_reads_as_one_word(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "what differs" in shown(app))
        assert "16   8" in row_of(app, " tp ") and "8192   16384" in row_of(app, "maxPrefillTokens")
        assert "权重/deepseek-w8a8" in row_of(app, "modelWeightPath")


async def test_runs_and_profiles_are_listed_and_the_one_under_the_cursor_is_shown(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "a3-old-0" in shown(app))
        assert "a3-single" in shown(app) and "shipped" in row_of(app, "a3-single")
        await pilot.press("j")
        await until(pilot, lambda: "a3-old-0" in row_of(app, "-a3-old-0"))
        await pilot.press("G")
        await until(pilot, lambda: "profile a3-single" in shown(app))


async def test_y_copies_the_line_that_repeats_the_run(tmp_path):
    play = walk(tmp_path)
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("y")
        folder = play.run.folder
        await until(pilot, lambda: app.clipboard == f"mindie-tui replay {folder}/profile.yaml --baseline an-older-run")


async def test_o_exports_markdown_and_shows_where(tmp_path):
    app = b.opened(walk(tmp_path / "runs"), "report")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = str(tmp_path / "out.md")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "out.md").exists() and "exported" in shown(app))
        assert "TTFT p99" in (tmp_path / "out.md").read_text()


async def test_an_export_that_cannot_be_written_is_told(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = str(tmp_path / "no" / "such" / "folder" / "out.md")
        await pilot.press("enter")
        await until(pilot, lambda: "where" in shown(app) and "out.md" in shown(app))


async def test_m_marks_the_run_under_the_cursor(tmp_path):
    play = walk(tmp_path, base=None)
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "a3-old-0" in shown(app))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.baseline is not None)
        kept, name = baselines.find("a3-double", root=tmp_path)
        assert kept["run"] == play.run.id and name == "a3-double"


async def test_s_saves_the_profile_under_a_name(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = "mine"
        await pilot.press("enter")
        await until(pilot, lambda: "mine          yours" in shown(app))
        assert profiles.load("mine").deployment.parameters["ModelConfig"]["dp"] == 4 and not app.edited


async def test_enter_opens_the_whole_report(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Output) and "Run 2" in shown(app))


async def test_before_anything_was_measured_the_screen_says_where_to_go(tmp_path):
    play = walk(tmp_path, others=0, measured=False)
    Run.create(play.deployment, ["mindie-tui"], root=tmp_path)
    app = b.opened(play, "report")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "no report yet" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: "nothing was measured in this run" in shown(app))


async def test_a_broken_report_of_another_run_hides_nothing_else(tmp_path):
    play = walk(tmp_path)
    next(Path(tmp_path).glob("*a3-old-0*")).joinpath("report.json").write_text("{")
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        app.screen.query_one("#runs", Matrix).action_move(1)
        await until(pilot, lambda: "no report" in shown(app))


def several(play):
    """The report of the open run with three points, a knee and two scores."""
    path = play.run.folder / "report.json"
    report = json.loads(path.read_text())
    point = report["points"][0]
    report["points"] = [
        {**point, "point": f"performance-0{n}", "key": {**point["key"], "batch_size": size}}
        for n, size in enumerate((20, 40, 80), 1)
    ]
    report["comparison"] = [{**c, "point": "performance-03"} for c in report["comparison"]]
    report["comparison"] += [
        {
            "point": "accuracy-01-gsm8k",
            "metric": "accuracy",
            "value": 94.0,
            "baseline": 95.0,
            "change_percent": None,
            "within_percent": None,
            "verdict": "worse",
            "change_points": -1.0,
            "within_points": 0.5,
        }
    ]
    report["sweep"] = {
        "knees": [{"point": "performance-02", "text": "40 is the knee", "beside": {}, "where": "in"}],
        "notes": [],
    }
    report["accuracy"] = [
        {
            "point": "accuracy-01-gsm8k",
            "dataset": "gsm8k",
            "metric": "accuracy",
            "score": 94.0,
            "interval": [92.59, 95.15],
            "cut_percent": 3.5,
            "requests": {"asked": 1319, "success": 1319},
        },
    ]
    report["accuracy_unmeasured"] = [{"point": "accuracy-02-mmlu", "state": "failed", "reason": "the service died"}]
    report["configuration"] = {"nodes": 2, "config": {"a": 1}, "environment": {"X": "1"}}
    path.write_text(json.dumps(report))
    return play


@pytest.mark.parametrize("size", SIZES)
async def test_all_points_the_knee_and_the_scores_are_on_the_page(size, tmp_path):
    app = b.opened(several(walk(tmp_path)), "report")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "40 is the knee" in shown(app))
        said = str(app.screen.query_one("#compared").render())
        assert [line.split()[0] for line in said.split("\n") if line[2:4] in ("20", "40", "80")] == ["20", "40", "▸"]
        assert "94.00" in said and "-1.00 pt" in said and "worse" in said and "3.5 % cut at max_out_len" in said
        assert "accuracy-02-mmlu: the service died" in said
        assert size[0] < 100 or "92.59..95.15" in said
        await pilot.press("v")
        await until(pilot, lambda: "▸ 20" in str(app.screen.query_one("#compared").render()))


async def test_d_shows_what_differs_from_the_baselines_configuration(tmp_path):
    play = several(walk(tmp_path))
    kept = paths.baselines() / "an-older-run.json"
    kept.parent.mkdir(parents=True)
    old = json.loads((play.run.folder / "report.json").read_text())
    old["configuration"] = {"nodes": 2, "config": {"a": 2}, "environment": {"X": "1"}}
    kept.write_text(json.dumps(old))
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside" in shown(app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Pages) and "- 2" in shown(app))
        assert "+ 1" in shown(app) and "an-older-run" in shown(app)
        await pilot.press("tab")
        await until(pilot, lambda: '-   "a": 2' in shown(app))


async def test_r_takes_a_runs_settings_after_a_yes_and_u_takes_them_back(tmp_path):
    play = walk(tmp_path)
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "a3-old-0" in shown(app))
        app.screen.run_matrix.go_to(
            next(row.key for row in app.screen.run_matrix.rows if row.key and "a3-old-0" in row.key)
        )
        await pilot.pause()
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert app.deployment.name == "a3-double", "enter changes nothing"
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("r")
        await until(pilot, lambda: app.current_mode == "preflight")
        assert app.deployment.name == "a3-old-0" and app.undo() and app.deployment.name == "a3-double"


async def test_a_run_is_deleted_only_by_typing_its_name_and_the_open_one_never(tmp_path):
    app = b.opened(walk(tmp_path), "report")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "a3-old-0" in shown(app))
        await pilot.press("D")
        await until(pilot, lambda: "this run is open" in shown(app))
        old = next(row.key for row in app.screen.run_matrix.rows if row.key and "a3-old-0" in row.key)
        app.screen.run_matrix.go_to(old)
        await pilot.pause()
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: "this is not its name" in shown(app))
        app.screen.query_one(Input).value = old.removeprefix("run:")
        await pilot.press("enter")
        await until(pilot, lambda: not list(Path(tmp_path).glob("*a3-old-0*")))
        await until(pilot, lambda: "a3-old-0" not in shown(app))
