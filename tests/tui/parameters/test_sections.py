"""The sections of the table, and the rows in them."""

from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.tui.parameters import rows
from mindie_tui.tui.parameters.sections import sections
from tests.kit.plays import deployment


def test_a_key_that_nobody_declared_has_a_row():
    value = deployment(1)
    value.parameters["ServerConfig"]["myOwnKey"] = 7
    made = art.of(value)
    found = sections(made, rows.parsed(made.config_text), value, ())
    entry = next(e for s in found for e in s.entries if e.field.name == "myOwnKey")
    assert entry.new == 7 and entry.given


def test_sections_come_in_one_order_and_no_parameter_twice():
    value = deployment(2)
    made = art.of(value)
    found = sections(made, rows.parsed(made.config_text), value, ())
    keys = [entry.key for section in found for entry in section.entries]
    assert len(keys) == len(set(keys)) > 150
