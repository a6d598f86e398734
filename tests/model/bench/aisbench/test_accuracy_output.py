"""What ais_bench prints of an accuracy run that breaks off and goes on."""

from __future__ import annotations

from mindie_tui.model.bench.aisbench.accuracy_output import AccuracyLines
from tests.kit import recording


def read(name: str) -> AccuracyLines:
    lines = AccuracyLines()
    for chunk in recording.chunks(recording.output(name), 11):
        lines.feed(chunk)
    lines.close()
    return lines


def test_the_output_of_a_broken_off_run_says_what_is_missing() -> None:
    lines = read("acc_interrupted")
    assert (lines.phase, lines.total, lines.missing, lines.tasks) == ("tables", 60, 35, 1)
    assert [(one.subject, one.score) for one in lines.evaluated] == [("gsm8k", 30.0)]


def test_the_output_of_its_second_part_counts_what_the_first_had_answered() -> None:
    lines = read("acc_reuse_resumed")
    assert (lines.cached, lines.answered, lines.missing) == (25, 60, 0)
