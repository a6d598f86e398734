"""What is waited for, as one sentence."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.waits import Wait, Waited, of_state, oldest, sentence
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState


def test_the_same_wait_of_many_nodes_is_one():
    waits = [Wait("login", 10.0 + n, f"a3-{n:02}", 60.0) for n in range(60)]
    assert oldest(waits) == Waited("login on a3-00, a3-01, a3-02, a3-03 and 56 more", 10.0, 60.0)


def test_the_oldest_two_are_named():
    waits = [Wait("c", 3.0), Wait("a", 1.0, "n1"), Wait("b", 2.0, "n2", 30.0)]
    assert oldest(waits) == Waited("a on n1; b on n2, and 1 more", 1.0)
    assert oldest([]) is None


def test_the_sentence_says_since_when_and_at_most_how_long():
    found = Waited("the lock on a3-01", 100.0, 30.0)
    assert sentence(found, 112.4, "12:00:05") == "waiting since 12:00:05 (12 s, at most 30 s) for the lock on a3-01"


def state(*events):
    found = RunState()
    for step, event in events:
        found = after(found, ev.Recorded(0, "2026-11-24T12:00:00+08:00", "run", step, event))
    return found


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([("nodes", ev.NodeAsked("a3-01")), ("nodes", ev.NodeAsked("a3-02"))], "answers of a3-01, a3-02"),
        ([("preflight", ev.CheckAsked("a3-01", "disk")), ("preflight", ev.CheckAsked("a3-02", "disk"))],
         "2 checks on a3-01, a3-02"),
        ([("launch", ev.ServiceStarted("a3-01", 7, 1)), ("launch", ev.ServicePhase("a3-01", "weights", 3.0, 43)),
          ("launch", ev.ServiceStarted("a3-02", 8, 1)), ("launch", ev.NodeLost("a3-02", "the line dropped"))],
         "the service to be ready: a3-01 in phase weights 43 %, a3-02 started (connection lost)"),
        ([("launch", ev.ServiceAttached(("a3-01",), "run"))], "the service to answer"),
        ([("bench", ev.BenchStarted("performance-01", {}, "a3-01")), ("bench", ev.BenchPhase("performance-01", "x"))],
         "performance-01, phase x"),
        ([("report", ev.ReportWritten("r", "m"))], "the next word of step report"),
    ],
)  # fmt: skip
def test_what_the_events_leave_open(events, words):
    assert of_state(state(*events)) == words
