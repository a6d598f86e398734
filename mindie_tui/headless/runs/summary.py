"""The line of one run: when it started and how it ended."""

from __future__ import annotations

from mindie_tui.model.message import Message, in_language
from mindie_tui.model.runs.outcomes import outcome_word
from mindie_tui.store.runs.index import IndexRow
from mindie_tui.store.runs.info import RunInfo


def started(info: RunInfo | IndexRow) -> str:
    """Date and minute, as the clock of this machine showed it."""
    return info.started[:16].replace("T", " ")


def outcome(info: RunInfo | IndexRow) -> str:
    """The exit status and what it means, or the step in which it was last seen."""
    how = Message(outcome_word(info.exit))
    return in_language(Message("{how} ({status})", how=how, status=info.step if info.exit is None else info.exit))
