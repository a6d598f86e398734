"""Kinds of value that several variables have, and the section that all of them are declared in."""

from __future__ import annotations

from mindie_tui.model.documents.kinds import Word
from mindie_tui.model.mindie.parameters.section import FileSection

SWITCH = Word(says="0 or 1", pattern="[01]")
PATH = Word(says="a path")


def between(low: int, high: int, says: str = "") -> Word:
    """A whole number in a range, as the text of a variable."""
    return Word(says=f"int, {low} to {high}{says}", low=low, high=high)


def section(source: str) -> FileSection:
    """The environment, its variables declared from one source."""
    return FileSection("", "environment", source, "environment")
