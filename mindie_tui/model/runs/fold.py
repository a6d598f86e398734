"""The one way on: an event of a run changes its state."""

from __future__ import annotations

from dataclasses import replace

from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.runs.accuracy_state import AccuracyState, is_accuracy
from mindie_tui.model.runs.folds import bench, launch, nodes
from mindie_tui.model.runs.folds.table import Fold
from mindie_tui.model.runs.state import RunState

FOLDS: dict[type[ev.Event], Fold] = {**nodes.FOLDS, **launch.FOLDS, **bench.FOLDS}


def after(state: RunState, recorded: ev.Recorded) -> RunState:
    """The state after one more event. Never raises, whatever the order."""
    state = replace(state, step=recorded.step, run=recorded.run or state.run)
    event = recorded.event
    if is_accuracy(event):
        name = str(event.point)  # type: ignore[attr-defined]  # is_accuracy has looked at it
        scores = state.accuracy.get(name) or AccuracyState(name)
        return replace(state, accuracy={**state.accuracy, name: scores.after(event, recorded.at)})
    fold = FOLDS.get(type(event))
    return state if fold is None else fold(state, event, recorded.at)


def after_read(state: RunState, recorded: ev.Recorded) -> RunState:
    """`after` for an event that was read from a file: this very state where what it holds has another shape."""
    try:
        return after(state, recorded)
    except BROKEN:
        return state
