"""What a terminal can show, from its environment: the variables by which terminals announce themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Depth = Literal["none", "16", "256", "true"]
CONSOLES = ("linux", "cons25", "vt100", "vt102", "vt220", "ansi")
"""Values of TERM whose font holds the letters, lines and blocks of code page 437, and no Chinese."""
NO_SCREEN = ("", "dumb", "unknown")
"""Values of TERM on which no screen can be drawn."""
COLUMNS, ROWS = 80, 24
"""The smallest terminal that every screen is made for."""
_BY_ENDING: Mapping[str, Depth] = {"256color": "256", "kitty": "256", "16color": "16"}


def is_console(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is a console with a small font."""
    return not set(CONSOLES).isdisjoint(environment.get("TERM", "").replace("-", ".").split("."))


def colour_depth(environment: Mapping[str, str]) -> Depth:
    """How many colours a screen is drawn with; "none" with NO_COLOR.

    As Rich decides it: COLORTERM first, then the ending of TERM, else 16. TEXTUAL_COLOR_SYSTEM is Textual's own word.
    """
    if "NO_COLOR" in environment:
        return "none"
    forced: dict[str, Depth] = {"truecolor": "true", "256": "256", "standard": "16"}
    if (named := environment.get("TEXTUAL_COLOR_SYSTEM", "").lower()) in forced:
        return forced[named]
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "true"
    return _BY_ENDING.get(environment.get("TERM", "").strip().lower().rpartition("-")[2], "16")
