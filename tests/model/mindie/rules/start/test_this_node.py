"""A node looks for itself in the rank table as the daemon does: the last server of its address counts."""

from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import ABSENT, found, made


def test_distributed_scheduling_reads_the_rank_table_on_one_node_too():
    changes = {"multiNodesInferEnabled": False, "distributedEnable": True}
    finding = found("a3-double", changes, table={"/server_list/1/device/3": ABSENT})["start.this_node"]
    assert finding.text == "this node has 16 devices in the rank table, and the last has 15"
    missing = found("a3-single", {"distributedEnable": True})["start.rank_table_file"]
    assert missing.text == "distributedEnable needs a rank table, and RANK_TABLE_FILE is not set"


def test_a_node_that_the_table_does_not_know_may_write_its_address_into_it():
    hit = found("a3-double", table={"/server_list/1/container_ip": "10.9.9.9"})["start.this_node"]
    assert hit.text.startswith("MIES_CONTAINER_IP is 10.0.0.2, and the rank table knows 10.0.0.1, 10.9.9.9")
    assert 'container_ip = "10.0.0.2"' in [fix.label for fix in hit.fixes]


def test_host_ip_finds_a_node_by_its_server_id():
    changed = {"/server_list/1/container_ip": "10.9.9.9"}
    judged = judge(made("a3-double", table=changed, env={"HOST_IP": "10.0.0.2"}))
    assert "start.this_node" not in [one.code for one in judged]


def test_an_npu_that_stands_twice_may_be_the_one_that_is_missing():
    hit = found("a3-double", table={"/server_list/0/device/1/device_id": "0"})["start.this_node"]
    assert hit.text == "the rank table names NPU 0 2 times on 10.0.0.1"
    assert 'device_id = "1"' in [fix.label for fix in hit.fixes]
