"""A split between edge and cloud: what it does not go with, each with the way out."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import made

ON = {"/ServerConfig/layerwiseDisaggregated": True}
EDGE = f"{pointers.BACKEND}/layerwiseDisaggregated"
FLAG = f"{EDGE}/layerwiseDisaggregatedMultiNodesInferEnabled"
PORT = f"{EDGE}/layerwiseDisaggregatedMultiNodesCtrlPort"


def texts(**changes):
    made_of = {**ON, **changes.pop("at", {}), **changes}
    return [one.text for one in judge(made("a3-single", made_of)) if one.code == "start.layerwise"]


def test_a_split_alone_is_no_error():
    assert texts() == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"multiNodesInferEnabled": True}, "multiNodesInferEnabled must be false"),
        ({"distDPServerEnabled": True}, "distDPServerEnabled must be false"),
        ({"backendType": "torch"}, "backendType must be atb"),
        ({f"{pointers.MODEL}/plugin_type": "splitfuse"}, "plugin_type splitfuse is not for it"),
        ({"templateType": "Mix"}, "templateType must be Standard"),
        ({"supportSelectBatch": True}, "supportSelectBatch must be false"),
        ({"bufferResponseEnabled": True}, "bufferResponseEnabled must be false"),
        ({"layerwiseDisaggregatedCrtlPort": [1, "2"]}, "layerwiseDisaggregatedCrtlPort must contain numbers"),
    ],
)
def test_what_a_split_does_not_go_with_is_named(changes, what):
    assert texts(at=changes) == [f"layerwiseDisaggregated: {what}"]


def test_several_cloud_nodes_are_two_addresses_and_one_or_two_dp_groups():
    at = {EDGE: {}, FLAG: True, PORT: 2000, "layerwiseDisaggregatedSlaveIpAddress": ["10.0.0.9"], "dp": 4}
    assert texts(at=at) == [
        "layerwiseDisaggregated: several cloud nodes are two addresses in layerwiseDisaggregatedSlaveIpAddress",
        "layerwiseDisaggregated: several cloud nodes need dp 1 or 2",
    ]


def test_the_port_of_several_cloud_nodes_is_looked_at_without_a_split_too():
    off = {"/ServerConfig/layerwiseDisaggregated": False, EDGE: {}, FLAG: True, PORT: 80}
    assert texts(at=off) == ["layerwiseDisaggregated: layerwiseDisaggregatedMultiNodesCtrlPort must be 1024 to 65535"]
    assert texts(at={**off, PORT: "80"}) == [
        "layerwiseDisaggregated: layerwiseDisaggregatedMultiNodesCtrlPort must be a number"
    ]
