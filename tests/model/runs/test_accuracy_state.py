"""The fold of one accuracy run: questions, subjects, and each of its ends."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.accuracy_state import AccuracyState, is_accuracy

POINT = "accuracy-01-mmlu"
STARTED = ev.BenchStarted(POINT, {"datasets": "mmlu_gen"}, "a3-01")


def after(*events):
    state = AccuracyState(POINT)
    for event in events:
        state = state.after(event, "02:14")
    return state


def test_the_points_of_accuracy_are_told_from_those_of_performance_and_from_comparisons():
    assert is_accuracy(STARTED) and not is_accuracy(ev.BenchStarted("performance-01", {}, "a3-01"))
    assert not is_accuracy(ev.MetricCompared(POINT, "score", 70.0, None, None, None, "new"))


def test_each_subject_is_counted_with_its_score():
    state = after(
        STARTED,
        ev.BenchPhase(POINT, "infer"),
        ev.BenchPhase(POINT, "eval", total=57),
        ev.BenchPhase(POINT, "eval", subject="law", score=50.0),
        ev.BenchPhase(POINT, "eval", subject="logic", score=None),
    )
    assert (state.node, state.started, state.phase, state.subject) == ("a3-01", "02:14", "eval", "logic")
    assert (state.evaluated, state.subjects) == (2, 57)
    assert state.scores == (("law", 50.0), ("logic", None))


def test_a_new_start_forgets_the_run_before():
    assert after(STARTED, ev.BenchPhase(POINT, "eval", subject="law", score=1.0), STARTED).scores == ()


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (ev.BenchFailed(POINT, "the service died", "look at 4 Launch", {"asked": 60}), "failed"),
        (ev.BenchStopped(POINT, "stopped"), "stopped"),
    ],
)
def test_an_end_that_is_none_keeps_its_reason(event, state):
    ended = after(STARTED, event)
    assert (ended.state, ended.reason) == (state, event.reason)
