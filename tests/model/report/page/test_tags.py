"""HTML as a tree: no text becomes a tag, and no control character reaches the file."""

from mindie_tui.model import language
from mindie_tui.model.message import in_language
from mindie_tui.model.report.page.tags import section, table, tag, written


def test_text_is_escaped_wherever_it_stands():
    html = written(section("<h>", tag("p", "a & b", tag("b", "<c>"), "d\x1b[2J\x07"), table(("<x>",), [("</td>",)])))
    assert "<h>" not in html and "&lt;h&gt;" in html and "<b>&lt;c&gt;</b>d" in html and "&lt;/td&gt;" in html
    assert "\x1b" not in html and "\x07" not in html


def test_the_columns_of_figures_are_marked():
    assert '<td class="n">1</td>' in written(table(("a", "b"), [("x", "1")], figures=(1,)))


def test_a_kept_sentence_is_told_in_the_language_in_force():
    assert in_language("measured") == "measured"
    language.use("zh")
    assert in_language("measured") == "已压测" and in_language("a node's own words") == "a node's own words"
