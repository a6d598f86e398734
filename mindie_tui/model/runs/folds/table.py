"""A row of a table of folds: the type of an event, and what it makes of the state of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from mindie_tui.model.events.base import Event
from mindie_tui.model.runs.state import RunState

E = TypeVar("E", bound=Event)
Fold = Callable[[RunState, Event, str], RunState]
"""(state, event, ISO time of the event): the state after it."""


def on(kind: type[E], fold: Callable[[RunState, E, str], RunState]) -> tuple[type[Event], Fold]:
    """The row of events of this very type; the fold gets no other."""
    return kind, cast(Fold, fold)
