"""The ground of every dialog: a title, what it holds, and escape."""

from textual.widgets import Static

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from tests.kit.plays import play, shown, until


class Note(Sheet[str | None]):
    columns = 40
    weight = "warning"

    def headline(self):
        return say("a title")

    def content(self):
        yield Static("what it holds")


async def test_a_sheet_is_as_wide_as_it_says_and_escape_gives_nothing():
    app, given = MindieApp(play()), []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Note(), given.append)
        await until(pilot, lambda: "what it holds" in shown(app) and "a title" in shown(app))
        sheet = app.screen.query_one(".sheet")
        assert sheet.size.width == 40 and sheet.has_class("-warning")
        await pilot.press("escape")
        await until(pilot, lambda: given)
        assert given == [None]
