"""A password is typed unseen, and given to who asked."""

import asyncio

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.password import Password, Unseen
from tests.kit.logins import AskingPlay
from tests.kit.plays import facts, shown, until
from tests.kit.sizes import SIZES


@pytest.mark.parametrize("size", SIZES)
async def test_a_password_is_typed_unseen_and_given_to_who_asked(size):
    app = MindieApp(AskingPlay(facts("a3-01")))
    async with app.run_test(size=size) as pilot:
        asked = asyncio.ensure_future(app.session.asker.secret("password", "a3-01", "the password of root@10.0.0.1:22"))
        await until(pilot, lambda: isinstance(app.screen, Password))
        assert "root@10.0.0.1:22" in shown(app) and "memory only" in shown(app)
        await pilot.press(*"s3cret")
        await until(pilot, lambda: "••••••" in shown(app))
        await pilot.press("ctrl+a", "ctrl+c")
        assert "s3cret" not in shown(app) and app.clipboard == ""
        assert "s3cret" not in repr(app.screen.query_one(Unseen))
        await pilot.press("enter")
        assert await asked == "s3cret"


async def test_esc_and_an_empty_field_give_no_password():
    app = MindieApp(AskingPlay(facts("a3-01")))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("escape", "enter"):
            asked = asyncio.ensure_future(app.secret("passphrase", "a3-01", "the passphrase of ~/.ssh/id"))
            await until(pilot, lambda: isinstance(app.screen, Password))
            await pilot.press(key)
            assert await asked is None


async def test_a_question_that_is_given_up_takes_its_dialog_away():
    app = MindieApp(AskingPlay(facts("a3-01")))
    async with app.run_test(size=(80, 24)) as pilot:
        asked = asyncio.ensure_future(app.secret("keyboard", "a3-01", "Code[red]\x1b[2J: "))
        await until(pilot, lambda: isinstance(app.screen, Password))
        assert "Code[red]" in shown(app), "what a node asks is never markup"
        asked.cancel()
        await until(pilot, lambda: not app.screen.is_modal)
