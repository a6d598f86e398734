"""A row of a table of sentences: the type of an event, and the function for its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from mindie_tui.model.events.base import Event

E = TypeVar("E", bound=Event)
Sentence = Callable[[Event], str | None]
"""The sentence for an event; None where a line would say nothing."""


def on(kind: type[E], sentence: Callable[[E], str | None]) -> tuple[type[Event], Sentence]:
    """The row of events of this very type; the sentence gets no other."""
    return kind, cast(Sentence, sentence)


def silent(_: Event) -> None:
    """The sentence of an event that a person need not read."""


def number(value: float | None, digits: int = 1) -> str:
    """A figure, or - where it was not measured."""
    return "-" if value is None else f"{value:.{digits}f}"
