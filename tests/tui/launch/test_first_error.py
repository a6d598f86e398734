"""The first error: its node, its facts, its lines."""

from types import SimpleNamespace

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.first_error import culprit, error_facts, inspector_lines, text_to_copy
from tests.kit import whole_plays as b

FAILED = b.fold(*b.started(), *b.launched(until="failed"))
READY = b.fold(*b.started(), *b.launched(until="ready"))


def log(around="", marked=None):
    return SimpleNamespace(around=lambda: around, marked=marked)


def test_the_culprit_is_the_node_of_the_first_error_else_the_one_that_died():
    assert culprit(FAILED).name == FAILED.first_error.node
    died = b.fold(ev.ServiceDied("a3-02", 137, "status 137"), state=READY)
    assert culprit(died).name == "a3-02"
    assert culprit(READY) is None


def test_the_facts_are_line_cause_and_remedy():
    labels = [label for label, _, _ in error_facts(FAILED)]
    assert labels[0] == "" and labels[-1] == "then"
    assert labels[1:4] == ["line", "cause", "do"]
    assert error_facts(READY) == []


def test_the_inspector_names_the_node_and_the_keys_that_can_act():
    lines = [line.plain for line in inspector_lines(FAILED, 120, [("R", "start again")], tall=True)]
    assert "first error, on a3-01" in lines[0] and lines[1] == ""
    assert "R" in lines[-1] and "start again" in lines[-1] and "copy the error" in lines[-1]
    assert inspector_lines(READY, 120, [], tall=True) == []


def test_a_low_screen_has_no_empty_line_and_one_line_a_fact():
    tall = inspector_lines(FAILED, 60, [], tall=True)
    low = inspector_lines(FAILED, 60, [], tall=False)
    assert len(low) == len(error_facts(FAILED)) < len(tall)


def test_the_error_is_copied_with_the_lines_around_it_and_a_marked_line_instead_of_it():
    text, what = text_to_copy(FAILED, log("one\ntwo"))
    assert what == "the first error" and text.startswith("a3-01  ") and text.endswith("one\ntwo")
    assert "\ncause  " in text and "\ndo  " in text
    assert text_to_copy(FAILED, log("here", marked=7)) == ("here", "the lines around")
    assert text_to_copy(READY, log()) is None
