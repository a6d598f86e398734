"""What a measured run is worth as an exit status, and the sentence that says it."""

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.printing.gate import gate
from mindie_tui.headless.replay.replay import _as_the_line_says
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState

GAP = ev.ComparisonGap("performance-02", {"batch_size": 40}, ("failed",), "run", True)


def moved(verdict, metric="ttft_p99_ms", change=9.7):
    return ev.MetricCompared("performance-01", metric, 110.0, 100.0, change, 5, verdict)


def state(*events):
    found = RunState()
    for event in events:
        found = after(found, ev.Recorded(0, "", "", "report", event))
    return found


@pytest.mark.parametrize(
    ("events", "partial", "status", "words"),
    [
        ((), False, 0, "measured"),
        ((moved("same"), moved("within")), False, 0, "measured, within the baseline"),
        ((moved("new"),), False, 0, "the baseline has no such point"),
        ((moved("worse"),), False, 3, "1 metric outside the baseline: performance-01 ttft_p99_ms +9.7 % (tol"),
        ((moved("worse"),) * 5, True, 3, "and 2 more"),
        ((moved("same"), GAP), False, 3, "performance-02 of the baseline (concurrency 40) was not measured"),
        ((GAP,), False, 3, "--baseline-partial allows it"),
        ((moved("same"), GAP), True, 0, "measured, within the baseline; not compared: performance-02"),
        ((moved("worse"), GAP), True, 3, "1 metric outside"),
    ],
)
def test_each_comparison_has_its_status_and_names_what_it_is_about(events, partial, status, words):
    got, said = gate(state(*events), Baseline(partial=partial))
    assert got == status and words in said
    assert not events or gate(state(*events), None)[0] == (status if not partial else 3)


def test_a_change_that_is_not_proven_is_named_and_fails_nothing():
    one = ev.MetricCompared(
        "performance-01", "ttft_p99_ms", 108.0, 100.0, 8.0, 5, "same", noise_percent=6.0, proven=False
    )
    words = "measured, within the baseline; not proven: performance-01 ttft_p99_ms +8.0 % (tolerance 5 %, noise 6.0 %)"
    assert gate(state(one), Baseline()) == (0, words)


def test_the_option_allows_gaps_and_leaves_the_rest_of_the_baseline():
    args = parser().parse_args(["replay", "p", "--baseline-partial"])
    deployment = _as_the_line_says(Deployment(baseline=Baseline(report="x", failed=2)), args)
    assert deployment.baseline == Baseline(report="x", failed=2, partial=True)
