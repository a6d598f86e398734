"""A report against its baseline as lines."""

from mindie_tui.tui.report.compare import compared, differs, headline
from tests.kit import bench_plays


def test_without_a_baseline_the_figures_stand_alone():
    lines = [line.plain for line in compared({"points": [bench_plays.SUMMARY]}, columns=70, rows=20)]
    assert "baseline" not in lines[0] and any("1 462.3" in line for line in lines)
    assert headline({"points": [bench_plays.SUMMARY]})[2] == "measured; no baseline"
    assert differs({}, columns=70, rows=9) == []
