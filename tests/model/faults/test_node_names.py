"""The node of a collected log, by the names of folders and files."""

import pytest

from mindie_tui.model.faults.node_names import nodes_of


@pytest.mark.parametrize(
    ("files", "nodes"),
    [
        (["a3-01/service.log", "a3-02/service.log"], ["a3-01", "a3-02"]),
        (["logs/a3-01/plog/plog-1.log", "logs/a3-02/x.log"], ["a3-01", "a3-02"]),
        (["192.168.1.1/x.log", "192.168.1.2/x.log"], ["192.168.1.1", "192.168.1.2"]),
        (["a3-01.log", "a3-02.log"], ["a3-01", "a3-02"]),
        (["node0_service.log", "node1_service.log"], ["node0", "node1"]),
        (["plog/plog-1_2025.log", "debug/device-0/x.log"], ["given", "given"]),
        (["service.log"], ["given"]),
        (["plog-123_20250101.log", "plog-124_20250101.log"], ["given", "given"]),
        (["master/run/x.log", "worker/run/x.log"], ["master", "worker"]),
    ],
)
def test_the_first_folder_that_differs_is_the_node(files, nodes):
    assert list(nodes_of(files, "given").values()) == nodes
