"""The event of a verdict: bounded, and readable again from its line."""

from mindie_tui.model.events.codec import Recorded, from_json
from mindie_tui.model.faults.culprit import judge
from mindie_tui.model.faults.log_reader import LogReader
from mindie_tui.model.faults.ranks import ranks_of
from mindie_tui.model.launch.found_culprit import culprit_event

TABLE = {
    "server_list": [{"server_id": "10.0.0.1", "device": [{"device_id": "3", "rank_id": "3", "device_ip": "1.1.1.4"}]}]
}


def seen(node, *lines):
    reader = LogReader(f"logs/{node}/service.log")
    reader.feed("".join(line + "\n" for line in lines).encode())
    return reader.finish().of(node, 0.0)


def test_the_event_says_where_why_and_what_follows_and_comes_back_from_its_json():
    found = [
        *seen("a3-01", "before", '2026-03-01 10:00:00,000 (EI0015): x. List of unconnected ranks: "[3,]"', "behind"),
        *seen("a3-02", "2026-03-01 10:00:09,000 - ERROR - " + "x" * 9000),
    ]
    verdict = judge(found, ranks_of(TABLE, {"10.0.0.1": "a3-02"}))
    event = culprit_event(verdict)
    assert (event.code, event.reported_by, event.when) == ("EI0015", "a3-01", "2026-03-01T10:00:00")
    assert event.ranks[0] == {"rank": 3, "node": "a3-02", "npu": "3", "device_ip": "1.1.1.4"}
    assert event.around[0] == "before" and event.around[-1] == "behind" and event.cause and event.remedy
    told = (*event.follows, *event.others)
    assert len(told) == 1 and told[0]["code"] == "unrecognised" and len(told[0]["line"]) == 500
    recorded = Recorded(1, "2026-03-01T10:00:00+00:00", "r", "launch", event)
    assert from_json(recorded.as_json()).event == event


def test_an_unknown_error_has_its_lines_and_no_cause():
    traceback = ["Traceback (most recent call last):", *(f'  File "x.py", line {n}' for n in range(9)), "FooError: odd"]
    event = culprit_event(judge(seen("a3-01", "good", *traceback, "behind")))
    assert (event.code, event.title, event.cause, event.remedy) == ("unrecognised", "", "", "")
    assert event.line == "FooError: odd" and event.around[0].startswith("Traceback") and len(event.around) == 12
