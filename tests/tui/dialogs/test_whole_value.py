"""A value longer than its field, seen and edited whole."""

import pytest
from textual.widgets import TextArea

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.whole_value import WholeValue
from mindie_tui.tui.parameters.inspector import ValueInput
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, shown, until
from tests.kit.sizes import SIZES

LONG = "/data/models/site-a/quantized/2026-11/deepseek-v3.1-w8a8-mtp-with-a-very-long-name/checkpoint-final"


@pytest.mark.parametrize("size", SIZES)
async def test_a_value_longer_than_its_field_is_seen_while_it_is_edited_and_so_is_the_original(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "modelWeightPath")
        await pilot.press("enter", *LONG[:3])
        field = app.screen.query_one(ValueInput)
        field.insert_text_at_cursor(LONG[3:])
        await pilot.pause()
        row = shown(app).split("\n")[field.region.y]
        assert LONG[-20:] in row and "original" in row and "llama1-65b-safetensors" in row
        await pilot.press("home", "X")
        await pilot.pause()
        row = shown(app).split("\n")[field.region.y]
        assert "X" + LONG[:20] in row and "original" in row
        assert "^e full value" in shown(app).rstrip().split("\n")[-1]


@pytest.mark.long
async def test_the_whole_value_is_edited_in_a_sheet_that_shows_the_original_and_what_is_wrong():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "modelWeightPath")
        await pilot.press("enter", *LONG[:3])
        app.screen.query_one(ValueInput).insert_text_at_cursor(LONG[3:])
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, WholeValue))
        said = shown(app).replace("\n", "").replace(" ", "")
        assert "/data/atb_testdata/weights/llama1-65b-safetensors" in said
        assert app.screen.query_one(TextArea).text == LONG
        await pilot.press("2", "enter")
        await until(pilot, lambda: value_of(app, "modelWeightPath") == LONG + "2")
        app.screen.query_one("ParameterTable").go_to(f"config.json#{pointers.MODEL}/dp")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, WholeValue))
        await pilot.press("x", "enter")
        await pilot.pause()
        assert isinstance(app.screen, WholeValue) and "int, 1 and up" in shown(app), "what is not of its kind stays"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, WholeValue))
        assert value_of(app, "dp") == 4
