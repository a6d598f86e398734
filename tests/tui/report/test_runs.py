"""Runs and profiles as rows: how each run ended, what it measured, which one is the baseline."""

from types import SimpleNamespace

from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.report.runs import columns, run_rows
from mindie_tui.tui.runs.rows import when

STARTED = "2026-11-23T02:11:00.000+08:00"


def run(id="r1", points=({"batch_size": 80},), exit=0, profile="a3-double", ended=STARTED):
    return SimpleNamespace(id=id, profile=profile, started=STARTED, ended=ended, points=points, exit=exit)


def profile(name, problem=""):
    return SimpleNamespace(name=name, problem=problem, origin="shipped")


def words(row):
    return " ".join("".join(span for span, _ in cell) for cell in row.cells)


def test_a_moment_is_day_and_minute():
    assert when(STARTED) == "11-23 02:11"


def test_runs_come_first_then_the_profiles_below_their_head():
    rows = run_rows([run()], [profile("mine"), profile("bad", "line 3")], RunState(), base=None)
    assert [row.key for row in rows] == ["run:r1", None, "profile:mine", "profile:bad"]
    assert all(len(row.cells) in (1, len(columns())) for row in rows)
    assert "cannot be read" in words(rows[3]) and rows[3].glyph[0] == "✗"


def test_a_run_says_its_concurrency_or_how_many_points_it_has():
    one, many, none = run_rows([run(), run(points=({}, {})), run(points=())], [], RunState(), base=None)
    assert words(one).endswith("80") and words(many).endswith("x2") and words(none).endswith("-")


def test_the_glyph_says_how_it_ended():
    runs = [run(), run(points=()), run(exit=3), run(exit=1), run(exit=None)]
    assert [row.glyph[0] for row in run_rows(runs, [], RunState(), base=None)] == ["✓", "-", "!", "✗", "-"]


def test_the_baseline_is_named_and_find_leaves_what_it_finds():
    rows = run_rows([run("r1"), run("r2", profile="single")], [profile("mine")], RunState(), base="r1", find="R1")
    assert [row.key for row in rows] == ["run:r1"] and "base" in words(rows[0])
