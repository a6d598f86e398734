"""The rank table of the picked nodes, and how many NPUs serve."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.rank_table import world_of
from tests.kit.two_nodes import FACTS, NODES, deployment


def test_the_rank_table_counts_ranks_in_node_order_with_strings_only():
    table = art.of(deployment(), FACTS).rank_table
    assert table["server_count"] == "2" and table["status"] == "completed"
    assert [s["container_ip"] for s in table["server_list"]] == ["10.0.0.1", "10.0.0.2"]
    assert [d["rank_id"] for s in table["server_list"] for d in s["device"]] == [str(n) for n in range(32)]
    assert table["server_list"][1]["device"][3] == {"device_id": "3", "device_ip": "192.168.2.4", "rank_id": "19"}


def test_unknown_devices_make_no_rank_table():
    assert art.of(deployment(), {"a3-01": FACTS["a3-01"]}).rank_table is None


def test_the_world_is_the_devices_of_the_table_or_the_npus_of_one_node():
    made = art.of(deployment(), FACTS)
    assert world_of(made.config, made.rank_table) == 32
    assert world_of(made.config, None) is None, "several nodes, and their table is not known"
    alone = art.of(Deployment(nodes=NODES[:1]), FACTS)
    assert world_of(alone.config, None) == 16
