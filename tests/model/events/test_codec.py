"""An event as a line of the record, and back."""

import json

from mindie_tui.model.events import codec as ev
from tests.kit.events import EVENTS, recorded


def test_every_type_of_event_is_looked_at():
    assert {type(event) for event in EVENTS} == set(ev.KINDS.values())


def test_a_line_of_the_record_gives_the_event_back():
    for event in EVENTS:
        line = recorded(event).as_json()
        assert list(line)[:6] == ["v", "seq", "at", "run", "step", "event"]
        again = ev.from_json(json.loads(json.dumps(line)))
        assert again is not None and json.dumps(again.as_json()) == json.dumps(line) or isinstance(event, ev.NodeFound)


def test_a_record_of_a_newer_version_is_read_as_far_as_it_is_known():
    assert ev.from_json({"event": "of.tomorrow"}) is None
    line = {
        "event": "node.lost",
        "node": "a",
        "reason": "r",
        "new_key": 1,
        "seq": 1,
        "at": "",
        "run": "",
        "step": "launch",
    }
    assert ev.from_json(line).event == ev.NodeLost("a", "r")
