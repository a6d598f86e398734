"""The sentence of the launch step in each state of the service."""

from time import monotonic

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.words import before_start, sentence
from tests.kit import whole_plays as b
from tests.kit.plays import AT

NEW = b.fold(*b.started())
READY = b.fold(*b.started(), *b.launched(until="ready"))
FAILED = b.fold(*b.started(), *b.launched(until="failed"))
STOPPED = b.fold(ev.ServiceStopped("a3-01", "TERM"), ev.ServiceStopped("a3-02", "TERM"), state=READY)


def row(state, last=None, wide=True):
    left, right = sentence(state, AT, last or {}, wide=wide)
    return left.plain, right.plain


@pytest.mark.parametrize(("state", "left", "right"), [
    (NEW, "nothing was launched yet", "3 Preflight, then L"),
    (READY, "✓ ready after 4 m 11 s   answered as deepseek in 181 ms", "] bench"),
    (FAILED, "✗ a3-01 failed while connecting", "R start again"),
    (b.fold(ev.ServiceDied("a3-02", 137, "status 137"), state=READY), "✗ the service on a3-02 died", "R start again"),
    (STOPPED, "- stopped", "R start again"),
])  # fmt: skip
def test_each_state_has_its_sentence_and_what_to_press(state, left, right):
    said = row(state)
    assert said[0].startswith(left) and said[1].endswith(right)


def test_a_start_names_the_part_of_the_slowest_node_and_when_it_may_be_ready():
    state = b.fold(*b.started(), *b.launched(until="weights"))
    left, right = row(state, {"ready": 4000.0})
    assert "loading the weights" in left and "last time 1 h" in left and right.startswith("ready in about")
    assert "last time" not in row(state, {"ready": 4000.0}, wide=False)[0], "the time that is left is enough there"


def test_the_address_of_the_service_stands_at_the_right_of_a_wide_screen():
    assert "http" in row(READY)[1] and "http" not in row(READY, wide=False)[1]


def test_before_it_changes_anything_a_launch_says_so_and_why_it_ended():
    left, _ = before_start(monotonic() - 3, "", NEW)
    assert "probing the nodes; nothing has been changed yet" in left.plain and "3 s" in left.plain
    left, right = before_start(0, "a3-02 is busy", NEW)
    assert left.plain == "✗ nothing was launched   a3-02 is busy" and right.plain == "3 Preflight, then L"
