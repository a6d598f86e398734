"""JSON text of several lines: wrong text stays open, and a changed one is left on the second esc."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.json_text import JsonText
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, shown, until


async def test_models_is_edited_as_json_and_wrong_json_stays_open():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "models")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, JsonText))
        area = app.screen.query_one("TextArea")
        area.text = '{"deepseekv2": {"ep_level": 2,}}'
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "line 1, column" in shown(app))
        area.text = '{"deepseekv2": {"ep_level": 2}}'
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.screen.is_modal)
        assert value_of(app, "models") == {"deepseekv2": {"ep_level": 2}}


@pytest.mark.long
async def test_a_changed_text_is_only_left_on_the_second_esc():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "models")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, JsonText))
        assert '"ep_level": 1' in shown(app)
        await pilot.press("x", "escape")
        await until(pilot, lambda: "esc again" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not app.edited
