"""Charts are small pictures without scripts; what has too few points is no chart."""

from xml.etree.ElementTree import tostring

from mindie_tui.model.report.page.charts import MOST_POINTS, Trace, chart, thinned


def test_a_chart_has_a_line_for_each_series_and_neither_script_nor_style():
    lines = [Trace("this run", [(n, n * n) for n in range(9)]), Trace("baseline", [(0, 5), (8, 60)], ink=2, dots=True)]
    drawn = chart("Output", lines, x_unit="s", y_unit="tok/s")
    text = tostring(drawn, encoding="unicode")
    classes = [one.get("class") for one in drawn.iter("g")]
    assert "series ink-0" in classes and "series ink-2" in classes and text.count("<circle") == 2
    assert "<script" not in text and "<style" not in text and " id=" not in text
    assert "this run" in text and "Output, tok/s" in text


def test_a_line_needs_two_points_and_foreign_names_stay_text():
    assert chart("x", [Trace("a", [(1, 1)])], x_unit="s", y_unit="") is None
    drawn = chart("<b>", [Trace("<script>", [(0, 0), (1, 0)]), Trace("b", [(0, 1), (1, 2)])], x_unit="s", y_unit="")
    assert {one.tag for one in drawn.iter()}.isdisjoint({"b", "script"})


def test_a_long_line_is_thinned_and_keeps_its_end():
    points = [(n, n) for n in range(7201)]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS + 1 and kept[0] == (0, 0) and kept[-1] == (7200, 7200)
    assert thinned(points[:100]) == points[:100]
