"""The points of a sweep as rows, its curve and its last sentence."""

from mindie_tui.model.deployment import Performance
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.bench import sweep_rows
from tests.kit.sweeps import ENDED, HALF, SEARCH, SOUGHT, SWEPT, VERDICT, WHOLE, key, plan
from tests.kit.whole_plays import fold


def state(*events):
    return fold(*events, step="bench")


def words(row):
    return " ".join("".join(span for span, _ in cell) for cell in row.cells)


def test_a_row_says_what_was_measured_what_runs_and_what_is_left_out():
    now = state(*HALF)
    rows = sweep_rows.rows(now.sweep, now, {"performance-03"}, True)
    assert [row.key for row in rows] == ["performance-01", "performance-02", "performance-03"]
    assert "320.0" in words(rows[0]) and rows[0].glyph[0] == "✓"
    assert "left out" in words(rows[2])
    running = sweep_rows.rows(now.sweep, now, (), False)[2]
    assert "56 / 200" in words(running) and "880" in words(running)


def test_each_row_has_the_cells_of_its_columns():
    now = state(*WHOLE)
    for wide in (True, False):
        count = len(sweep_rows.columns(wide))
        assert {len(row.cells) for row in sweep_rows.rows(now.sweep, now, (), wide)} == {count}


def test_knee_and_edge_are_marked():
    assert sweep_rows.marked(state(*WHOLE).sweep) == {"performance-02": "knee"}
    assert sweep_rows.marked(state(*SEARCH, VERDICT, ENDED).sweep) == {"performance-03": "edge"}


def test_a_search_says_of_each_point_whether_it_holds_the_limits():
    now = state(*SEARCH)
    said = [words(row) for row in sweep_rows.rows(now.sweep, now, (), True)]
    assert "holds" in said[0] and "misses" in said[1]


def test_the_curve_is_in_the_order_of_the_load_and_knows_the_limit():
    now = state(*SEARCH)
    (line,), limit = sweep_rows.curve(now.sweep, now, 0)
    assert [spot.label for spot in line] == ["20", "48", "60"] and limit == 2000
    assert [spot.holds for spot in line] == [True, True, False]
    assert sweep_rows.first_metric(now.sweep) == 0


def test_the_last_sentence_is_the_verdict_else_the_knee_else_why_it_ended():
    def said(*events):
        now = state(*events)
        found = sweep_rows.conclusion(now.sweep, now)
        return found.plain if found is not None else None

    assert said(*SEARCH, VERDICT, ENDED).startswith("met  TTFT p99 <= 2000 ms holds up to concurrency 48")
    assert said(*WHOLE).startswith("knee  beyond concurrency 24")
    assert said(plan(8, 24)) is None
    assert (
        said(plan(8), ev.SweepEnded("sweep", "the node is lost", 0, 0, 1, "broken")) == "ended early  the node is lost"
    )


def test_a_sweep_that_was_stopped_is_unfinished_and_a_whole_one_is_not():
    stopped = [*HALF, ev.BenchStopped("performance-03", "ended"), ev.SweepEnded("sweep", "stopped", 2, 0, 1, "stopped")]
    assert sweep_rows.unfinished(state(*stopped), SWEPT)
    assert not sweep_rows.unfinished(state(*WHOLE), SWEPT) and not sweep_rows.unfinished(RunState(), SWEPT)


def test_before_the_first_point_the_profile_s_sweep_is_shown():
    shown = sweep_rows.shown(RunState(), SWEPT)
    assert [point["key"]["batch_size"] for point in shown.points] == [8, 24, 64]
    assert sweep_rows.shown(RunState(), SOUGHT).kind == "search"
    assert sweep_rows.shown(RunState(), Performance()) is None and sweep_rows.shown(RunState(), None) is None
    assert sweep_rows.shown(state(ev.BenchStarted("performance-01", key(8), "a3-01")), SWEPT) is None
