"""A row of the log is drawn by cells: what stands at its right edge is whole in every language."""

import pytest

from mindie_tui.model import language
from mindie_tui.tui.launch.log.our_lines import OWN
from mindie_tui.tui.launch.log.paint import LinePainter, ShownLine, Voice, voices
from mindie_tui.tui.launch.log.rows import RowContent
from tests.kit.log_view import LogAlone, log_line
from tests.kit.plays import shown, until
from tests.kit.whole_plays import Lines


@pytest.mark.parametrize(("spoken", "end"), [("en", "o unfold"), ("zh", "o 展开")])
def test_what_opens_a_fold_stands_whole_at_the_right_edge(spoken, end):
    language.use(spoken)
    painter = LinePainter((Voice("a3-01", "a3-01", "blue"),), 60, True, "", "")
    drawn = painter.line(ShownLine("a3-01", "Loading", RowContent(0, 4, 1, hidden=4)), here=False)
    assert drawn.plain.endswith(end)
    assert drawn.cell_length == 58


def test_a_voice_says_as_little_as_tells_it_apart():
    nodes = ("a3-01", "a3-02")
    assert [v.label for v in voices(("a3-01", "a3-02", OWN), nodes)] == ["a3-01", "a3-02", "tui"]
    one = voices(("a3-01", "a3-01/mindie-llm_24_2025", "a3-01/plog-1_2025", "a3-01/plog-2_2025"), nodes)
    assert [v.label for v in one] == ["service", "llm", "plog-1_2025", "plog-2_2025"]
    assert {v.ink for v in one} == {"$node-1"}


async def test_chinese_text_keeps_the_columns():
    app = LogAlone({"a": Lines(log_line(1, "加载权重 中文") + log_line(2, "ascii")), "b": Lines(log_line(3, "节点"))})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "节点" in shown(app) and "ascii" in shown(app))
        rows = [row for row in shown(app).split("\n") if "x.cpp:1" in row]
        starts = {row.index(text) for row in rows for text in ("加载", "ascii", "节点") if text in row}
        assert len(starts) == 1, "the message begins in one column"
        wide = [row.index("x.cpp:1") + sum("\u2e80" < c for c in row[: row.index("x.cpp:1")]) for row in rows]
        assert len(set(wide)) == 1, "the source ends in one column, by cells"
