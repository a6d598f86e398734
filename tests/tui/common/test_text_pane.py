"""Text in a pane: long lines go on below themselves."""

from mindie_tui.tui.common.text_pane import _pieces, plain
from mindie_tui.tui.dialogs.pages import Page


def test_a_long_line_goes_on_below_itself_and_loses_nothing():
    line = "export LD_PRELOAD=" + "/usr/lib/中文/" * 12
    pieces = _pieces(line, 40)
    assert len(pieces) > 3 and pieces[0] + "".join(piece.lstrip() for piece in pieces[1:]) == line
    assert Page("x", plain("a\nb")).text == "a\nb"
