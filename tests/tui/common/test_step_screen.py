"""What all steps share: an idle one draws nothing, and a key that cannot act says why."""

from mindie_tui.tui.app import MindieApp
from tests.kit.plays import play, shown, until


async def test_a_key_that_cannot_act_now_says_why():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "u")
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["nothing to undo"]
        assert "undo" not in shown(app).rstrip().split("\n")[-1]


async def test_an_idle_screen_draws_nothing():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 2 and not app.screen.busy)
        assert app.screen._ticker._active.is_set() is False
