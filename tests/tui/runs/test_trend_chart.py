"""A trend is drawn inside of its cells, with a word at each shift and the time of the run that is looked at."""

from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.runs.trend import trend_of
from mindie_tui.tui.runs.trend_chart import TICKS, TrendDrawing, TrendLine
from mindie_tui.tui.text.cells import width


def drawn(values, columns, rows, at=0):
    trend = trend_of(values, BY_NAME["ttft_p99_ms"])
    times = tuple(f"11-{day:02d} 02:11" for day in range(1, len(values) + 1))
    one = TrendDrawing(TrendLine(trend, times, at), columns, rows)
    return one, [one.words_above().plain, *(one.row(row).plain for row in range(rows)), one.times_below().plain]


def test_each_line_keeps_to_its_cells_whatever_the_values():
    for values in ([50.0], [50.0, 50.0], [0.0, 0.0, 0.0], [1e-3, 9e7, 4.0], [50.0, 51.0] * 20):
        for columns, rows in ((8, 2), (40, 6), (150, 30)):
            _, lines = drawn(values, columns, rows)
            assert all(width(line) <= TICKS + 1 + columns for line in lines), (values, columns, rows)


def test_a_shift_has_its_word_and_the_run_its_time():
    one, lines = drawn([50.0, 51, 50, 51, 50, 51, 60, 61, 60, 61, 60, 61], 100, 12, at=8)
    assert "worse" in lines[0] and "11-09 02:11" in lines[-1] and "11-12 02:11" in lines[-1]
    words = lines[0].index("worse") + len("worse") // 2
    assert abs(words - (TICKS + 1 + one.edge(one.line.trend.shifts[0]) // 2)) <= 1
    _, better = drawn([60.0, 61, 60, 61, 60, 61, 50, 51, 50, 51, 50, 51], 100, 12)
    assert "better" in better[0]
