"""What keeps a run or repeats it: baseline, export, profile, replay, delete."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs import baselines
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.confirm import Confirm
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.dialogs.pages import Pages
from tests.kit import whole_plays as b
from tests.kit.plays import shown, until
from tests.kit.report_plays import give_several_points, measured_run


async def test_y_copies_the_line_that_repeats_the_run(tmp_path):
    play = measured_run(tmp_path)
    app = b.opened(play, "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("y")
        folder = play.run.folder
        await until(pilot, lambda: app.clipboard == f"mindie-tui replay {folder}/profile.yaml --baseline an-older-run")


async def test_o_exports_markdown_and_shows_where(tmp_path):
    app = b.opened(measured_run(tmp_path / "runs"), "report")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = str(tmp_path / "out.md")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "out.md").exists() and "exported" in shown(app))
        assert "TTFT p99" in (tmp_path / "out.md").read_text()


async def test_an_export_that_cannot_be_written_is_told(tmp_path):
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = str(tmp_path / "no" / "such" / "folder" / "out.md")
        await pilot.press("enter")
        await until(pilot, lambda: "where" in shown(app) and "out.md" in shown(app))


async def test_m_marks_the_run_under_the_cursor(tmp_path):
    play = measured_run(tmp_path, base=None)
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
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one("Input").value = "mine"
        await pilot.press("enter")
        await until(pilot, lambda: "mine          yours" in shown(app))
        assert profiles.load("mine").deployment.parameters["ModelConfig"]["dp"] == 4 and not app.edited


async def test_enter_opens_the_whole_report(tmp_path):
    app = b.opened(measured_run(tmp_path), "report")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "outside 5 %" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Output) and "Run 2" in shown(app))


async def test_d_shows_what_differs_from_the_baselines_configuration(tmp_path):
    play = give_several_points(measured_run(tmp_path))
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


@pytest.mark.long
async def test_r_takes_a_runs_settings_after_a_yes_and_u_takes_them_back(tmp_path):
    play = measured_run(tmp_path)
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
    app = b.opened(measured_run(tmp_path), "report")
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
