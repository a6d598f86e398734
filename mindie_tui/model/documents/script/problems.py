"""What is wrong with a script, or in it and of no use to a profile: each with its line, none dropped."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.message import Message


class ScriptError(Exception):
    """A quote or bracket that is never closed, or a keyword that is out of place. `line`: where it begins."""

    def __init__(self, line: int, why: Message) -> None:
        super().__init__(f"line {line}: {why}")
        self.line, self.why = line, why


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of a script that was not taken over as it is, and why."""

    line: int
    text: str
    """The line itself, or the part of it that this is about."""
    why: Message


def never_closed(line: int, sign: str) -> ScriptError:
    """A ScriptError for an opening sign without its end."""
    return ScriptError(line, Message("{sign} is never closed", sign=sign))
