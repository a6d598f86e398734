"""A row of a table of folds."""

from mindie_tui.model.events.nodes import NodeLost
from mindie_tui.model.runs.folds.table import on
from mindie_tui.model.runs.state import RunState


def test_a_row_is_the_type_and_what_it_does():
    kind, fold = on(NodeLost, lambda state, event, at: state.with_node(event.node, reason=event.reason, since=at))
    state = fold(RunState(), NodeLost("a3-01", "gone"), "now")
    assert kind is NodeLost and (state.node("a3-01").reason, state.node("a3-01").since) == ("gone", "now")
