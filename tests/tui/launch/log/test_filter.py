"""The lines of a view over some rows: opened rows move those below them."""

from mindie_tui.tui.launch.log.filter import VisibleLines
from mindie_tui.tui.launch.log.rows import Rows
from tests.kit.whole_plays import Lines


def test_lines_below_an_opened_row_move_down_and_up_again():
    spools = {"a": Lines("first\n" + "same\n" * 5 + "last\n")}
    rows = Rows(("a",), spools.get)
    rows.pull()
    rows.pull()
    seen = VisibleLines(rows)
    before = [seen.at(n)[0] for n in range(len(seen))]
    assert len(seen) == 4 and seen.line_of(3) == 3
    assert seen.turn(2) and not seen.turn(0)
    assert len(seen) == 8 and seen.line_of(3) == 7
    assert [seen.at(n)[1] is not None for n in range(8)] == [False, False, False, True, True, True, True, False]
    assert [seen.at(n)[1].line for n in range(3, 7)] == [2, 3, 4, 5]
    assert seen.turn(2) and [seen.at(n)[0] for n in range(len(seen))] == before
