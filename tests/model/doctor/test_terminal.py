"""What is said of a terminal, for the terminals of the field."""

from dataclasses import replace

import pytest

from mindie_tui.model.doctor.terminal import SeenTerminal, terminal_items

SEEN = SeenTerminal({"TERM": "xterm", "LANG": "zh_CN.UTF-8"}, True, 120, 36, "utf-8", frozenset({"tmux"}))
XTERM = dict(SEEN.environment)


def states(seen):
    return {one.name: one.state for one in terminal_items(seen)}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (XTERM, {"terminal": "ok", "colours": "note", "characters": "ok", "clipboard": "unknown", "tmux": "note"}),
        (XTERM | {"COLORTERM": "truecolor", "TMUX": "/tmp/x"}, {"colours": "ok", "clipboard": "unknown", "tmux": "ok"}),
        (XTERM | {"TERM": "xterm-256color"}, {"colours": "ok"}),
        (XTERM | {"TERM": "screen", "STY": "1.x"}, {"clipboard": "note", "tmux": "ok"}),
        (XTERM | {"TERM": "linux"}, {"colours": "note", "characters": "note", "clipboard": "note"}),
        (XTERM | {"NO_COLOR": "1"}, {"colours": "note"}),
        ({"TERM": "xterm"}, {"characters": "unknown"}),
        ({"TERM": "xterm", "LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, {"characters": "unknown"}),
        ({"TERM": "dumb"}, {"terminal": "problem"}),
        ({}, {"terminal": "problem"}),
    ],
)
def test_each_terminal_has_its_states(environment, expected):
    found = states(replace(SEEN, environment=environment))
    assert {name: found[name] for name in expected} == expected


def test_what_cannot_be_observed_is_unknown_and_what_is_too_small_a_note():
    assert states(replace(SEEN, is_terminal=False))["terminal"] == "unknown"
    assert states(replace(SEEN, columns=79))["terminal"] == states(replace(SEEN, rows=23))["terminal"] == "note"


def test_an_encoding_without_lines_is_a_problem():
    assert states(replace(SEEN, encoding="ISO-8859-1"))["characters"] == "problem"


def test_without_tmux_it_says_what_to_install():
    (keeper,) = (one for one in terminal_items(replace(SEEN, programs=frozenset())) if one.name == "tmux")
    assert "install tmux" in keeper.do
    (keeper,) = (one for one in terminal_items(replace(SEEN, programs=frozenset({"screen"}))) if one.name == "tmux")
    assert keeper.do.startswith("start screen")
