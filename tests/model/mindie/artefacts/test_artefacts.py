"""What will stand on the nodes."""

import json

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from tests.kit.two_nodes import FACTS, NODES, deployment


def test_what_follows_the_nodes_follows_them_and_the_rest_stays_as_it_was():
    made = art.of(deployment(parameters={"ModelConfig": {"dp": 4}}), FACTS)
    backend = made.config["BackendConfig"]
    model = backend["ModelDeployConfig"]["ModelConfig"][0]
    assert backend["npuDeviceIds"] == [list(range(16))] and backend["multiNodesInferEnabled"] is True
    assert (model["worldSize"], model["dp"], model["modelName"]) == (16, 4, "llama_65b")
    assert list(made.config) == list(json.loads(DEFAULT_CONFIG))
    assert made.site.base == "a3-01's own config.json"


def test_one_node_has_no_rank_table():
    one = Deployment(nodes=NODES[:1], container=Container(name="mindie"))
    made = art.of(one, FACTS)
    assert made.rank_table is None and "RANK_TABLE_FILE" not in made.environments[0]
    assert made.environments[0]["WORLD_SIZE"] == "16"
