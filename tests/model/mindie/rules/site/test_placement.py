"""What MindIE starts with and what cannot work on these nodes: each is named with its way out."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import found


def test_the_flag_that_is_forgotten_on_two_nodes_is_named_with_its_way_out():
    finding = found("a3-double", {"multiNodesInferEnabled": False, "dp": 2, "moe_ep": 4})["site.one_world"]
    assert finding.text == (
        "multiNodesInferEnabled is not true: each of the 2 nodes is a world of its own of 16 NPUs, not one of 32"
    )
    assert "multiNodesInferEnabled = true, dp = 4, moe_ep = 8" in [fix.label for fix in finding.fixes]


def test_a_rank_table_on_one_node_is_an_error_of_the_site():
    finding = found("a3-single", env={"RANK_TABLE_FILE": "/root/table.json"})["site.table_on_one_node"]
    assert [f.label for f in finding.fixes] == ["without RANK_TABLE_FILE"]
    assert finding.fixes[0].file == "environment"


def test_npus_that_a_node_does_not_have_are_named():
    site = Site(nodes=("n1",), ips=("10.0.0.1",), devices=(tuple(range(8)),))
    finding = found("a3-single", site=site)["site.npus"]
    assert finding.text == "n1 has no NPU 8, 9, 10, 11, 12, 13 ...: it has 0-7"
    whole = "npuDeviceIds = [[0, 1, 2, 3, 4, 5, 6, 7]], worldSize = 8, dp = 1, moe_ep = 2"
    assert whole in [f.label for f in finding.fixes]


def test_a_bench_elsewhere_does_not_reach_a_loopback_address():
    site = Site(nodes=("n1",), ips=("10.0.0.1",), bench_node="bench")
    finding = found("a3-single", {"ipAddress": "127.0.0.2"}, env={"MIES_CONTAINER_IP": ""}, site=site)["site.address"]
    assert "127.0.0.2" in finding.text and "bench" in finding.text
    assert [f.label for f in finding.fixes] == ['ipAddress = "10.0.0.1"']


def test_an_unreadable_base_is_said_and_nothing_is_built_upon_it_in_silence():
    judged = judge(artefacts.of(Deployment(), base_text='{"a": 1,}'))
    assert "site.base" in [f.code for f in judged]
