"""The field of /: its line, and what it hides."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.find import Find
from tests.kit.parameters_step import opened
from tests.kit.plays import play, shown


@pytest.mark.parametrize(("step", "key"), [("2", "exclamation_mark"), ("3", "c")])
async def test_a_filter_says_that_rows_are_hidden_and_esc_leaves_it(step, key):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter")
        await pilot.press(step)
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert "rows shown" in shown(app).split("\n")[1] and "esc all" in shown(app).split("\n")[1]
        await pilot.press("escape")
        await pilot.pause()
        assert "rows shown" not in shown(app)


async def test_the_line_of_find_begins_with_its_slash():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("slash", *"a3")
        await pilot.pause()
        field = app.screen.query_one(Find)
        row = shown(app).split("\n")[field.region.y]
        assert row[: field.region.x + 4].split() == ["/", "a3"] or row.split()[:2] == ["/", "a3"]
        assert "rows shown" in shown(app).split("\n")[1]
        await pilot.press("escape")
        await pilot.pause()
        assert "/ a3" not in shown(app)
