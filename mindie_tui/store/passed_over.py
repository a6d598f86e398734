"""What was found broken or foreign in the state folder and was passed over: kept in mind until a face names it."""

from __future__ import annotations

from pathlib import Path

from mindie_tui.model.message import Message

_found: dict[str, str] = {}
MOST_NAMED = 5


def note(path: Path | str, why: str) -> None:
    """Remember that `path` was passed over, and why; the first reason of a path stays."""
    _found.setdefault(str(path), why)


def take_sentences() -> list[str]:
    """A sentence for each path that was noted since the last call, the last of them counts those beyond five."""
    sentences: list[str] = [
        Message("{path} was passed over: {why}", path=path, why=why) for path, why in _found.items()
    ]
    _found.clear()
    more = len(sentences) - MOST_NAMED
    return (
        sentences
        if more <= 0
        else [*sentences[:MOST_NAMED], Message("{more} more were passed over as well", more=more)]
    )
