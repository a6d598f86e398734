"""The help of a row says what `explain` says."""

import pytest

from mindie_tui.model import explain
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.keys import Keys
from tests.kit.parameters_step import opened
from tests.kit.plays import play, shown, until
from tests.kit.sizes import SIZES


@pytest.mark.parametrize("size", SIZES)
async def test_the_help_tells_of_the_parameter_under_the_cursor_what_explain_tells(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "worldSize")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        field = catalogue.by_name("worldSize")
        said = " ".join(shown(app).replace("⡇", " ").split())
        assert field.en.split(".")[0] in said and field.kind.describe() in said and field.source in said
        rule = explain.rules_of(field)[0]
        assert " ".join(rule.says.split()[:4]) in said
        assert "default" in said


async def test_the_help_tells_of_a_field_that_is_being_edited_and_of_a_check():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "f1")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        assert "Data parallel groups of attention" in shown(app)
        await pilot.press("escape", "escape", "3")
        await until(pilot, lambda: app.current_mode == "preflight")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        assert "ssh_login" in shown(app) and "cannot be waived" in shown(app)
