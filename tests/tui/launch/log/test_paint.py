"""A row of the log is drawn by cells: what stands at its right edge is whole in every language."""

import pytest

from mindie_tui.tui.launch.log.paint import LinePainter, ShownLine, Voice
from mindie_tui.tui.launch.log.rows import RowContent
from mindie_tui.tui.text import translate


@pytest.mark.parametrize(("language", "end"), [("en", "o unfold"), ("zh", "o 展开")])
def test_what_opens_a_fold_stands_whole_at_the_right_edge(language, end):
    translate.use(language)
    painter = LinePainter((Voice("a3-01", "a3-01", "blue"),), 60, True, "", "")
    drawn = painter.line(ShownLine("a3-01", "Loading", RowContent(0, 4, 1, hidden=4)), here=False)
    assert drawn.plain.endswith(end)
    assert drawn.cell_length == 58
