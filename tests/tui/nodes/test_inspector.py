"""What the inspector says of a node: who it is, what is known of it, its NPUs."""

from dataclasses import replace

from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.nodes.inspector import lines as inspector_lines, wrapped
from mindie_tui.tui.nodes.rows import NodeStatus, fleet_of
from tests.kit.plays import deployment, facts, npus, play

VALUE = deployment(2)
STATUS = NodeStatus("✓", "$success", "ready")


def said(state, rows=20, columns=120):
    run = replace(play().state, nodes={"a3-01": state, "a3-02": NodeState("a3-02", "found", facts=facts("a3-02"))})
    fleet = fleet_of(VALUE.nodes, VALUE, run, range(16))
    return [line.plain for line in inspector_lines(VALUE.nodes[0], state, fleet, STATUS, rows, columns)]


def test_a_node_that_answered_is_named_with_role_ranks_and_each_npu():
    text = said(NodeState("a3-01", "found", facts=facts("a3-01")))
    assert text[0].startswith("a3-01   root@10.20.3.11:22   master, ranks 0-15")
    assert "mindie-a3, running" in "\n".join(text) and "41 d" in "\n".join(text)
    assert sum(line.count("✓") for line in text[1:]) == 16


def test_where_there_is_less_room_the_npus_are_one_line():
    text = said(NodeState("a3-01", "found", facts=facts("a3-01")), rows=7)
    assert len(text) <= 7 and "16 of 16 healthy" in text[-1]


def test_an_npu_that_is_gone_or_sick_is_named():
    sick = tuple(replace(npu, health="Alarm") if npu.id == 3 else npu for npu in npus(15))
    text = "\n".join(said(NodeState("a3-01", "found", facts=facts("a3-01", npus=sick)), rows=7))
    assert "14 of 16 healthy" in text and "✗ 3, 15" in text


def test_before_the_first_answer_it_says_what_asks():
    assert said(NodeState("a3-01", "new"))[-1] == "r asks it"
    assert said(NodeState("a3-01", "asking"))[-1] == "waiting for the first answer"


def test_a_sentence_takes_two_lines_at_most():
    assert wrapped("short", 20) == ["short"]
    assert wrapped("one two three four", 9) == ["one two", "three f.."]
    assert wrapped("x" * 30, 10) == ["x" * 8 + ".."]
