"""The points of a bench and what a report compares, as lines."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.events import codec as ev


def test_a_load_in_which_nothing_comes_says_for_how_long_instead_of_how_long_it_still_takes():
    rate = {"window": 0.0, "total": 50.0}
    progress = ev.BenchProgress("performance-01", 60, 40, 20, 20, 0, 10.0, rate, age_s=20.4, stalls=True)
    assert sentence(progress).endswith("0.0 token/s (all: 50.0); no request has finished for 20 s")


RATE = {"window": 812.3, "total": 790.0}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.BenchStarted("performance-01", {"batch_size": 20}, "a3-01"), "performance-01  batch_size 20"),
        (ev.BenchPhase("performance-01", "load"), "performance-01 load"),
        (ev.BenchPhase("accuracy-01-ceval", "evaluate", subject="law", done=3, total=52, score=71.666),
         "accuracy-01-ceval evaluated 3/52  law 71.67"),
        (ev.BenchProgress("performance-01", 60, 40, 20, 20, 0, 10.0, RATE, ttft_ms={"p50": 181.0}, eta_s=12.4),
         "20 of 60 finished, 40 posted, 0 failed; 812.3 token/s (all: 790.0), TTFT p50 181.0 ms, about 12 s left"),
        (ev.BenchFailed("performance-01", "no tokenizer", "name one"), "performance-01 FAILED  no tokenizer; name one"),
        (ev.MetricCompared("performance-01", "ttft_p99_ms", 771.4, 702.9, 9.7, 5, "worse"),
         "performance-01 ttft_p99_ms 771.4 against 702.9 (+9.7 %)  worse, within 5 %"),
        (ev.MetricCompared("performance-01", "ttft_p99_ms", 771.4, None, None, 5, "new"),
         "performance-01 ttft_p99_ms 771.4  new"),
        (ev.ReportWritten("report.json", "report.md"), "report  report.md, no baseline"),
    ],
)  # fmt: skip
def test_each_is_one_line_for_a_person(event, words):
    assert sentence(event) == words
