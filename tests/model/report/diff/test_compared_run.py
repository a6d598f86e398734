"""What a comparison takes of a run."""

from dataclasses import replace

from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts
from mindie_tui.model.report.diff.compared_run import environment_of, phases_of
from mindie_tui.model.runs.state import NodeState, RunState

FIRST = {"weights": 60.0, "hccl": 5.0}


def state():
    nodes = {
        "a": NodeState(
            "a", facts=Facts("a", driver="24.1", image_id="sha256:1"), phases={"weights": 60.0, "hccl": 5.0}
        ),
        "b": NodeState("b", facts=Facts("b", driver="25.0", image_id="sha256:1"), phases={"weights": 90.0}),
    }
    checks = {("weights_equal", node): ev.CheckDone(node, "weights_equal", "pass", "160 files") for node in nodes}
    return RunState(nodes=nodes, checks=checks)


def test_nodes_that_say_the_same_are_one_line():
    assert environment_of(state(), {"mindie-tui": "0.1"}) == {
        "mindie-tui of this machine": "0.1",
        "driver of a": "24.1",
        "driver of b": "25.0",
        "image digest": "sha256:1",
        "check weights_equal": "pass: 160 files",
    }


def test_a_phase_is_reached_when_the_slowest_node_has_reached_it():
    assert phases_of(state()) == {"hccl": 5.0, "weights": 90.0}
    ready = replace(state(), attached=None)
    assert list(phases_of(ready)) == ["hccl", "weights"] and phases_of(RunState()) == {}
