"""Every way out that the rules offer, to pick one."""

from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Finding, Fix, Place
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.fixes import Fixes
from tests.kit.plays import play, row_of, shown, until

TWO = (Fix("dp = 4", (Edit("replace", "/dp", 4),)), Fix("tp = 8", (Edit("replace", "/tp", 8),)))
FOUND = Finding("workers.x", "workers", "error", (Place("config.json", "/dp"),), "too small", fixes=TWO)


async def test_each_fix_is_a_row_its_finding_is_said_once_and_enter_gives_it():
    app, given = MindieApp(play()), []
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(Fixes([FOUND]), given.append)
        await until(pilot, lambda: "2 possible fixes" in shown(app))
        assert "too small" in row_of(app, "dp = 4") and "too small" not in row_of(app, "tp = 8")
        await pilot.press("j", "enter")
        await until(pilot, lambda: given)
        assert given == [TWO[1]]
