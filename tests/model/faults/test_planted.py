"""Each fault that a demo can be given is one that its nodes know, and is told by its name."""

from mindie_tui.demo.node import DemoNode
from mindie_tui.model.faults.planted import BOTH, PLANTED


def test_each_is_a_fault_of_the_demos_nodes_and_says_what_is_seen():
    known = DemoNode.fault.__doc__ or ""
    assert [name for fault in PLANTED.values() for name in fault.on_node if name not in known] == []
    assert all(name == fault.name and fault.says and set(fault.engines) <= set(BOTH) for name, fault in PLANTED.items())
    assert [fault.name for fault in PLANTED.values() if fault.least_nodes == 2] == ["firewall"]
