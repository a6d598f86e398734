"""The inspector: lines about the row under the cursor."""

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.inspector import Inspector, chip, key, labelled
from mindie_tui.tui.text.cells import say
from tests.kit.plays import play


def test_a_label_takes_its_cells_whatever_stands_beside_it():
    assert labelled("disk", "1.1 T", 6).plain == "disk  1.1 T"
    assert chip("^g", "dp = 4").plain == " ^g dp = 4 " and key("y", "copy").plain == "y copy"


async def test_lines_stand_below_an_empty_row_and_are_cut_at_the_edge():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)):
        inspector = app.screen.query_one(Inspector)
        inspector.show([say("one"), say("x" * 200)])
        first, one, long = inspector.render().plain.split("\n")
        assert (first, one) == ("", "one") and long.endswith("..") and len(long) < 80
        assert inspector.styles.height.value == app.screen.room
