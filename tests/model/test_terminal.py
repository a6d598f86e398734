"""How many colours a terminal has is decided as Rich decides it, which draws the screens."""

import io

import pytest
from rich.console import Console

from mindie_tui.model.terminal import colour_depth, is_console

RICHS = {"standard": "16", "256": "256", "truecolor": "true"}


@pytest.mark.parametrize("colorterm", ["", "truecolor", "24bit", "yes"])
def test_each_terminal_has_the_colours_that_the_screens_are_drawn_with(colorterm):
    for term in ("xterm", "xterm-16color", "xterm-256color", "linux", "screen", "screen-256color", "tmux", "kitty"):
        environment = {"TERM": term} | ({"COLORTERM": colorterm} if colorterm else {})
        drawn = Console(file=io.StringIO(), force_terminal=True, _environ=environment).color_system
        assert colour_depth(environment) == RICHS[drawn], (term, colorterm)


def test_no_color_is_stronger_than_all_else():
    assert colour_depth({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": ""}) == "none"


def test_textuals_own_variable_decides():
    assert colour_depth({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"}) == "true"


def test_a_console_is_known_by_its_name():
    assert is_console({"TERM": "linux-16color"}) and not is_console({"TERM": "xterm"}) and not is_console({})
