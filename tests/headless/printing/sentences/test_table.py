"""A row of a table of sentences."""

from mindie_tui.headless.printing.sentences.table import number, on, silent
from mindie_tui.model.events.nodes import NodeLost


def test_a_row_is_the_type_and_what_is_said_of_it():
    kind, sentence = on(NodeLost, lambda event: event.reason)
    assert kind is NodeLost and sentence(NodeLost("a3-01", "gone")) == "gone"
    assert silent(NodeLost("a3-01", "gone")) is None


def test_what_was_not_measured_is_a_dash():
    assert (number(None), number(1.25), number(1.25, 0)) == ("-", "1.2", "1")
