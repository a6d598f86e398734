"""The last row: what can be pressed now."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.hints import Hints
from tests.kit.plays import play, shown, until
from tests.kit.sizes import SIZES


@pytest.mark.parametrize("size", SIZES)
async def test_at_most_eight_hints_at_80_columns_and_twelve_at_120(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        for key in "12":
            await pilot.press(key)
            await pilot.pause()
            own, navigation, _ = app.screen.query_one(Hints)._fitted()
            assert 0 < len(own) + len(navigation) <= (8 if size[0] == 80 else 12)
            assert "help" in shown(app).rstrip().split("\n")[-1]


async def test_at_80_columns_the_footer_of_parameters_offers_fix_layouts_and_palette():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", *"/dp", "enter", "enter", *"2", "enter")
        await until(pilot, lambda: "^g" in shown(app).rstrip().split("\n")[-1])
        foot = shown(app).rstrip().split("\n")[-1]
        assert "^t layouts" in foot and "^p palette" in foot and "? help" in foot


async def test_while_a_field_has_the_focus_only_control_keys_are_hints():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "j", "j", "enter")
        await pilot.pause()
        own, navigation, _ = app.screen.query_one(Hints)._fitted()
        signs = [hint[0] for hint in own + navigation]
        assert "enter" in signs and "esc" in signs and "f1" in signs
        assert not [sign for sign in signs if len(sign) == 1]
        await pilot.press("2", "q")
        assert app.is_running and app.current_mode == "parameters", "what is typed goes into the field"
