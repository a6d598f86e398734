"""What events of checks and of a launch make of the state of a run."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.folds.launch import MOST_ERRORS
from mindie_tui.model.runs.state import RunState
from tests.kit.events import EVENTS, folded


def test_a_phase_keeps_the_time_at_which_it_was_first_seen():
    state = folded([e for e in EVENTS if isinstance(e, (ev.ServiceStarted, ev.ServicePhase))])
    node = state.nodes["a3-01"]
    assert (node.phase, node.percent, node.count, node.phases) == ("weights", 72, "44/61", {"weights": 161.0})


def test_a_new_start_forgets_the_errors_of_the_last():
    state = folded([ev.ServiceError("a3-01", "x", True, "line"), ev.ServiceStarted("a3-01", 1, 2)])
    assert state.first_error is None and state.nodes["a3-01"].errors == ()


def test_an_error_that_turns_out_to_be_earlier_takes_the_place_of_the_first():
    later, earlier = ev.ServiceError("a3-01", "b", True, "came first"), ev.ServiceError("a3-02", "a", True, "was first")
    assert folded([later, ev.ServiceError("a3-01", "c", False, "x")]).first_error == later
    assert folded([later, earlier]).first_error == earlier


def test_a_node_that_ends_after_another_one_was_stopped_is_of_the_stop_and_no_failure():
    state = RunState()
    for seq, event in enumerate((
        ev.ServiceReady(("a3-01", "a3-02"), 9.0), ev.ServiceStopped("a3-01", "stopped by li@jump"),
        ev.ServiceDied("a3-02", 134, "the daemon ended"),
    )):  # fmt: skip
        state = after(state, ev.Recorded(seq, "", "r", "launch", event))
    assert state.service == "stopped"


def test_of_many_errors_the_newest_are_kept_and_all_are_counted():
    node = folded([ev.ServiceError("a3-01", "x", False, str(n)) for n in range(MOST_ERRORS + 9)]).nodes["a3-01"]
    assert node.error_count == MOST_ERRORS + 9
    assert len(node.errors) == MOST_ERRORS and node.errors[-1].line == str(MOST_ERRORS + 8)


def test_a_check_that_answers_is_asked_no_more():
    asked = folded([ev.CheckAsked("a3-01", "disk"), ev.CheckAsked("a3-02", "disk")])
    assert asked.asked == {("disk", "a3-01"), ("disk", "a3-02")}
    answered = folded([ev.CheckAsked("a3-01", "disk"), ev.CheckDone("a3-01", "disk", "pass", "40 GiB")])
    assert not answered.asked and answered.checks["disk", "a3-01"].verdict == "pass"


@pytest.mark.parametrize(("before", "service"), [((), "failed"), ((ev.ServiceReady(("a3-01",), 9.0),), "died")])
def test_a_daemon_that_ends_before_it_was_ready_is_a_failed_start(before, service):
    assert folded([*before, ev.ServiceDied("a3-01", 1, "ended")]).service == service


def test_a_trouble_goes_on_until_it_is_over():
    begun, over = (ev.ServiceTrouble("a3-01", "health", "503", over=is_over) for is_over in (None, True))
    assert folded([begun]).nodes["a3-01"].troubles == {"health": begun}
    assert folded([begun, over]).nodes["a3-01"].troubles == {}
