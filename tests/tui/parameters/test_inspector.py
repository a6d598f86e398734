"""The field of a value: what it replaces, and that nothing is painted over it."""

from textual.widgets import Input

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.nodes.edit import EditNodes
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, shown, until

LONG = "/data/models/site-a/quantized/2026-11/deepseek-v3.1-w8a8-mtp-with-a-very-long-name/checkpoint-final"


async def test_no_field_of_one_row_has_a_scrollbar_over_it():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EditNodes))
        for field in app.screen.query(Input):
            field.value = LONG
        await pilot.pause()
        rows = shown(app).split("\n")
        assert all("/data/models" in rows[f.region.y] or "final" in rows[f.region.y] for f in app.screen.query(Input))


async def test_enter_selects_the_old_value_so_that_the_first_key_replaces_it():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter")
        await until(pilot, lambda: value_of(app, "dp") == 2)
