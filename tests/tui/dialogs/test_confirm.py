"""A question with its answers: the first is the harmless one, and enter takes it."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from tests.kit.plays import play, shown, until

KEYS = [AnswerKey("n", "not now", "no"), AnswerKey("x", "stop", "stop")]


@pytest.mark.parametrize(("key", "answer"), [("enter", "no"), ("n", "no"), ("x", "stop"), ("escape", None)])
async def test_each_key_gives_its_answer(key, answer):
    app, given = MindieApp(play()), []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Confirm("Stop it?", ["a fact"], KEYS, weight="warning"), given.append)
        await until(pilot, lambda: isinstance(app.screen, Confirm) and "Stop it?" in shown(app))
        assert "! Stop it?" in shown(app) and "a fact" in shown(app) and "enter  not now" in shown(app)
        await pilot.press(key)
        await until(pilot, lambda: given)
        assert given == [answer]
