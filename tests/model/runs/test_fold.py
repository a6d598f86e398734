"""The state of a run is the fold of its events: whatever the order, it never raises."""

from hypothesis import given, settings, strategies as st

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import FOLDS, after, after_read
from mindie_tui.model.runs.state import RunState
from tests.kit.events import EVENTS, folded, recorded

UNFOLDED = {ev.HostKeyAdded, ev.LogTurned, ev.CheckRemedied, ev.LockRefused, ev.AccuracyFinished}
"""What changes no state: it is only printed, or belongs to an accuracy run, which has a fold of its own."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_no_order_of_events_raises(events):
    state = folded(events)
    assert state.check_counts().keys() >= {"pass", "fail"}
    assert set(state.pids()) <= set(state.nodes)


def test_every_event_has_a_fold_or_is_known_to_change_nothing():
    assert FOLDS.keys() | UNFOLDED == set(ev.KINDS.values()) and not FOLDS.keys() & UNFOLDED
    before = RunState(run="run", step="launch")
    for event in EVENTS:
        if type(event) in UNFOLDED - {ev.AccuracyFinished}:
            assert after(before, recorded(event)) == before


def test_the_envelope_names_the_step_and_the_run():
    state = folded([ev.NodeAsked("a3-01")])
    assert (state.step, state.run) == ("launch", "run")
    assert after(state, ev.Recorded(2, "", "", "bench", ev.NodeAsked("a3-01"))).run == "run"


def test_an_event_of_an_accuracy_run_changes_that_run_alone():
    state = folded([ev.BenchStarted("accuracy-01-gsm8k", {"dataset": "gsm8k"}, "a3-01")])
    assert list(state.accuracy) == ["accuracy-01-gsm8k"] and not state.points


def test_an_event_of_another_shape_that_was_read_from_a_file_changes_nothing():
    state = RunState()
    broken = recorded(ev.RunStarted("a3-double", "1", (1, 2)))
    assert after_read(state, broken) is state
    assert after_read(state, recorded(ev.NodeAsked("a3-01"))).nodes.keys() == {"a3-01"}
