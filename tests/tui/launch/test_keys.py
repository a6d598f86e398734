"""Why a key of the launch step cannot act now."""

from types import SimpleNamespace

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.keys import REASONS, Situation, why_not
from mindie_tui.tui.launch.screen import LaunchScreen
from tests.kit import whole_plays as b
from tests.kit.plays import deployment

BEFORE = b.fold(*b.started())
READY = b.fold(*b.started(), *b.launched(until="ready"))
FAILED = b.fold(*b.started(), *b.launched(until="failed"))
MEMORY = ev.ServiceMemory("a3-01", "NPU_MEMORY_FRACTION", 0.6, 0.82, False, 12, 96, 0.02)


def pane(lines=0, only=None, files=(), errors=0, sought=""):
    return SimpleNamespace(
        line_count=lines, only=only, files=files, errors=SimpleNamespace(count=errors), first_error="",
        sought=sought, marked=None, around=lambda: "",
    )  # fmt: skip


def at(state, nodes=2, log=None, **changes):
    play = b.Walk(deployment(nodes, **changes), state=state)
    return Situation(state, play.deployment, play, log or pane())


@pytest.mark.parametrize(("action", "state", "reason"), [
    ("stop", BEFORE, "stop: nothing runs"), ("stop", READY, None),
    ("again", READY, "start again: it runs"), ("again", BEFORE, "start again: nothing was started; L on step 3"),
    ("again", FAILED, None),
    ("fix", FAILED, "fix: the start names none"),
    ("rollback", READY, "roll back: stop the service first"), ("rollback", BEFORE, "roll back: nothing was written"),
    ("rollback", FAILED, None),
    ("follow", READY, "the log is empty"), ("time", READY, "the log is empty"), ("goto", READY, "the log is empty"),
    ("error", READY, "error: the log has none"), ("hit", READY, "no search yet   / search"),
    ("save_log", READY, "save: the log is empty"), ("copy", READY, "copy: the log is empty"),
    ("copy", FAILED, None),
    ("files", READY, "files: there are none; launch.follow in the profile names further log files"),
    ("all", READY, "all: all nodes are shown"), ("one", READY, None),
    ("zoom", READY, None),
])  # fmt: skip
def test_each_key_says_what_is_in_its_way(action, state, reason):
    assert why_not(action, at(state)) == reason


def test_with_one_node_there_is_none_to_pick():
    assert why_not("one", at(READY, 1)) == why_not("all", at(READY, 1)) == "there is one node"


def test_what_the_log_shows_opens_its_keys():
    full = pane(9, only="a3-01", errors=2, sought="x")
    assert [a for a in ("follow", "time", "goto", "error", "hit", "all") if why_not(a, at(READY, log=full))] == []


def test_a_fix_that_stands_already_is_not_offered_again():
    state = b.fold(MEMORY, state=FAILED)
    assert why_not("fix", at(state)) is None
    environment = {"NPU_MEMORY_FRACTION": "0.82"}
    assert why_not("fix", at(state, environment=environment)) == (
        "fix: NPU_MEMORY_FRACTION = 0.82 is applied already; R starts again"
    )


def test_every_action_of_the_table_is_a_key_of_the_screen():
    actions = {binding.action.partition("(")[0] for binding in LaunchScreen.BINDINGS}
    assert REASONS.keys() <= actions
