"""The help: every key, filtered, and what cannot act now."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.keys import Keys
from tests.kit.parameters_step import opened
from tests.kit.plays import play, row_of, shown, until


async def test_help_lists_every_key_is_filtered_and_says_what_cannot_act_now():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        await pilot.press(*"undo")
        await until(pilot, lambda: "nothing to undo" in row_of(app, "undo the last change"))
        assert "probe the nodes" not in shown(app)
        await pilot.press("f1")
        await until(pilot, lambda: not app.screen.is_modal)


@pytest.mark.long
async def test_enter_in_the_help_does_what_its_row_says():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        await pilot.press(*"preflight", "enter")
        await until(pilot, lambda: app.current_mode == "preflight")
