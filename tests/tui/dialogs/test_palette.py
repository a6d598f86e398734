"""The palette: every action by its words, and why one cannot act now."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.keys import KeyHelp
from mindie_tui.tui.dialogs.palette import Palette, sought
from tests.kit.plays import play, row_of, shown, until
from tests.kit.sizes import SIZES


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_palette_cannot_do_is_muted_and_says_all_of_why(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        every = len(app.screen.known)
        assert f"{every} of {every}" in shown(app) and "enter do it" in shown(app)
        await pilot.press(*"undo the")
        await until(pilot, lambda: f"1 of {every}" in shown(app))
        table = app.screen.query_one("#actions", Matrix)
        assert [ink for cell in table.rows[0].cells[1:] for _, ink in cell] == ["$muted", "$muted"]
        assert "- nothing to undo   esc close" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, Palette)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: not app.screen.is_modal)


def test_the_palette_finds_by_words_in_any_order_and_by_near_spelling():
    known = [KeyHelp("d", "difference of config.json", "", "no"), KeyHelp("c", "config and difference", "")]
    assert [n for n, _ in sought(known, "difference config")] == [1, 0]
    light = [KeyHelp("3", "Preflight", ""), KeyHelp("", "theme: light", "")]
    assert [n for n, _ in sought(light, "light")] == [1, 0]
    assert [n for n, _ in sought(known, "dffrnc")] and sought(known, "xyz") == []


async def test_every_action_stands_in_the_palette_with_its_key():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "probe the nodes" in shown(app))
        assert " r " in row_of(app, "probe the nodes") and "Nodes" in row_of(app, "probe the nodes")
        await pilot.press(*"light")
        await until(pilot, lambda: "theme: light" in shown(app) and "probe the nodes" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "light")
