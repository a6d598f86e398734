"""The answer as text, JSON and extract, from faults that were read."""

import json

from mindie_tui.headless.diagnose.answer import as_json, as_text, extract
from mindie_tui.headless.diagnose.collected import CollectedFaults, NodeTally
from mindie_tui.model.faults.culprit import judge
from mindie_tui.model.faults.log_reader import LogReader

NODES = (NodeTally("a3-01", 1, 100, 3, 2),)


def verdict_of(text):
    reader = LogReader("service.log")
    reader.feed(text.encode())
    found = reader.finish().of("a3-01", 0.0)
    return judge(found), CollectedFaults(tuple(found), NODES, ())


def test_without_a_fault_one_line_says_what_was_read():
    assert list(as_text(None, CollectedFaults((), NODES, ()), "en")) == ["No fault found in 100 B, 3 lines of a3-01."]
    assert json.loads(as_json(None, CollectedFaults((), NODES, ())))["status"] == "none"
    assert extract(None, CollectedFaults((), NODES, ())) == "no fault found\n"


def test_a_known_fault_is_said_with_cause_remedy_and_its_line_marked():
    lines = list(as_text(*verdict_of("before\n[ERROR] super_device_id[] is invalid\nafter\n"), "en"))
    assert lines[0] == "a3-01: super_device_id empty or invalid in the rank table  (rt-super-device-id)"
    assert any(line.startswith("  cause  A rank table of version 1.2") for line in lines)
    assert [line for line in lines if line.startswith("  >")] == ["  > [ERROR] super_device_id[] is invalid"]


def test_in_chinese_its_texts_are_chinese():
    lines = list(as_text(*verdict_of("[ERROR] super_device_id[] is invalid\n"), "zh"))
    assert "为空或非法" in lines[0]


def test_an_unknown_error_has_no_code():
    said = json.loads(as_json(*verdict_of("[ERROR] odd\n")))
    assert (said["status"], said["culprit"]["code"], said["culprit"]["line"]) == ("unknown", None, "[ERROR] odd")


def test_an_extract_has_no_names():
    said = extract(*verdict_of("[ERROR] odd on a3-01 at 10.20.3.11\n"))
    assert "[ERROR] odd on node-01 at 192.0.2.2" in said and "a3-01" not in said
