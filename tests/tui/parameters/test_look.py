"""How one looks around in the table: what is shown, what is sought, where the next error is."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.parameters_step import line_of, opened
from tests.kit.plays import play, shown


async def test_c_shows_all_parameters_and_the_changed_ones_again():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        few = len(app.screen.query_one(ParameterTable).rows)
        await pilot.press("c")
        await pilot.pause()
        assert len(app.screen.query_one(ParameterTable).rows) > 150 > few
        assert "c changed" in shown(app).rstrip().split("\n")[-1]
        await pilot.press("c")
        await pilot.pause()
        assert len(app.screen.query_one(ParameterTable).rows) == few


@pytest.mark.long
async def test_find_goes_from_hit_to_hit_also_to_what_does_not_differ():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("slash", *"maxprefill", "enter")
        await pilot.pause()
        assert app.screen.here.field.name == "maxPrefillBatchSize"
        await pilot.press("n")
        assert app.screen.here.field.name == "maxPrefillTokens"
        await pilot.press("N")
        assert app.screen.here.field.name == "maxPrefillBatchSize"
        await pilot.press("slash", "ctrl+u", *"metricsPort", "enter")
        await pilot.pause()
        assert app.screen.here.field.name == "metricsPort" and "1027" in line_of(app, "metricsPort")


async def test_the_exclamation_mark_leaves_only_what_a_rule_speaks_of():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "backspace", "2", "enter", "exclamation_mark")
        await pilot.pause()
        names = {e.field.name for s in app.screen.shown for e in s.entries}
        assert {"dp", "cp", "tp"} <= names and "modelName" not in names
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert "modelName" in shown(app)
