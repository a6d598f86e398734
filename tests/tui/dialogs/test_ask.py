"""One line of text, checked while it is typed."""

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.ask import Ask
from tests.kit.plays import play, shown, until


def flaw(text):
    return None if text.isdigit() else "write a number"


async def test_a_text_that_is_wrong_stays_with_its_sentence_and_a_good_one_is_given_without_blanks():
    app, given = MindieApp(play()), []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Ask("How many?", ["of nodes"], value="x", wrong=flaw), given.append)
        await until(pilot, lambda: isinstance(app.screen, Ask) and "of nodes" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "write a number" in shown(app))
        assert given == []
        await pilot.press("backspace", *"12", "space")
        await pilot.press("enter")
        await until(pilot, lambda: given)
        assert given == ["12"]
