"""A sweep and a search as lines."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.events import codec as ev

KEYS = [{"batch_size": 8, "request_rate": 0}, {"batch_size": 16, "request_rate": 0.96}]
POINTS = tuple({"point": f"performance-0{n}", "key": key, "done": n == 1} for n, key in enumerate(KEYS, 1))


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.SweepStarted("sweep", POINTS, notes=("a note",), most=2), "sweep of 2 points: batch_size 8 request_rate 0; "
         "batch_size 16 request_rate 0.96; 1 of them measured before; a note"),
        (ev.SweepStarted("search", (), {"ttft_p99_ms": 2000.0, "over": "batch_size"}, most=8),
         "search over batch_size for ttft_p99_ms 2000, at most 8 points"),
        (ev.SweepProgress(1, 6, 754.0), "point 2 of 6, at most about 12 m left"),
        (ev.SweepProgress(1, 6, 90.0), "point 2 of 6, at most about 90 s left"),
        (ev.SweepProgress(1, 6, 7500.0), "point 2 of 6, at most about 2 h 05 m left"),
        (ev.SweepProgress(0, 6), "point 1 of 6"),
        (ev.BenchSkipped("performance-02", KEYS[1], "so"), "performance-02 skipped  batch_size 16 request_rate 0.96"),
        (ev.SearchVerdict("met", 64, "it holds", "batch_size"), "verdict met  it holds"),
        (ev.SweepEnded("sweep", "stopped", 2, 1, 3, "stopped"), "sweep ended  stopped: 2 measured, 1 failed, 3 left"),
    ],
)  # fmt: skip
def test_each_is_one_line_for_a_person(event, words):
    assert sentence(event) == words
