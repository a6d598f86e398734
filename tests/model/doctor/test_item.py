"""An item as a JSON line, and what the command ends with."""

import pytest

from mindie_tui.model.doctor.item import MachineItem, exit_status
from mindie_tui.model.message import Message


def test_a_line_has_plain_english_and_every_key():
    item = MachineItem("tar", "note", Message("{a} here", a="x"), "means")
    expected = {"v": 1, "event": "item", "name": "tar", "state": "note", "found": "x here", "means": "means", "do": ""}
    assert item.as_json() == expected
    assert all(type(value) in (str, int) for value in item.as_json().values())


@pytest.mark.parametrize(("states", "status"), [(("ok", "note", "unknown"), 0), (("ok", "problem"), 1), ((), 0)])
def test_a_problem_alone_fails(states, status):
    assert exit_status(tuple(MachineItem("x", state, "", "") for state in states)) == status
