"""The value that the steps share: its edits, undone and done again."""

import pytest

from mindie_tui.tui.app import MindieApp
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, until


def said(app):
    return [notice.message for notice in app._notifications]


@pytest.mark.long
async def test_undo_and_redo_say_what_they_changed_on_every_step_where_u_is_no_other_key():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter", "u")
        await until(pilot, lambda: value_of(app, "dp") == 4)
        assert said(app)[-1] == "taken back: dp 2 -> 4"
        await pilot.press("U")
        await until(pilot, lambda: value_of(app, "dp") == 2)
        assert said(app)[-1] == "done again: dp 4 -> 2"
        app.action_step("preflight")
        await until(pilot, lambda: getattr(app.screen, "STEP", "") == "preflight")
        await pilot.press("u")
        await until(pilot, lambda: value_of(app, "dp") == 4)


async def test_an_undo_after_another_profile_was_taken_gives_back_its_file_too(tmp_path):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)):
        before = app.loaded, app.saved, app.deployment
        other = app.deployment.model_copy(update={"name": "other", "notes": "x"})
        loaded = type("Loaded", (), {"path": tmp_path / "other.yaml"})()
        app.take(other, loaded, None)
        assert not app.edited and app.undo()
        assert (app.loaded, app.saved, app.deployment) == before, "a save would not write the one into the other's file"
