"""The variables of one node: the profile's first, and what follows the nodes unless the profile gives it."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.environment import environment_of
from tests.kit.two_nodes import FACTS, NODES, deployment


def test_each_node_gets_its_own_address_and_the_masters():
    first, second = art.of(deployment(environment={"MINDIE_LOG_LEVEL": "DEBUG"}), FACTS, run="R").environments
    assert (first["MIES_CONTAINER_IP"], second["MIES_CONTAINER_IP"]) == ("10.0.0.1", "10.0.0.2")
    assert (
        second["MASTER_IP"] == "10.0.0.1" and second["WORLD_SIZE"] == "32" and second["GLOO_SOCKET_IFNAME"] == "bond0"
    )
    assert second["MINDIE_LOG_LEVEL"] == "DEBUG", "what the profile gives is not overwritten"


def test_the_workers_of_torch_meet_on_one_node_too():
    one = Deployment(nodes=NODES[:1], parameters={"ModelConfig": {"backendType": "torch"}})
    (made,) = art.of(one, FACTS).environments
    assert (made["MASTER_IP"], made["MASTER_PORT"], made["GLOO_SOCKET_IFNAME"]) == ("10.0.0.1", "29500", "bond0")
    assert "RANK_TABLE_FILE" not in made
    assert "MASTER_PORT" not in art.of(one.model_copy(update={"parameters": {}}), FACTS).environments[0]


def test_both_names_of_the_rank_table_are_written_with_one_path():
    made = environment_of(deployment(), NODES[1], FACTS, 32, "/runs/t.json")
    assert made["RANK_TABLE_FILE"] == made["RANKTABLEFILE"] == "/runs/t.json"
    given = environment_of(deployment(environment={"RANKTABLEFILE": "/mine.json"}), NODES[1], FACTS, 32, "/runs/t.json")
    assert given["RANK_TABLE_FILE"] == given["RANKTABLEFILE"] == "/mine.json"
