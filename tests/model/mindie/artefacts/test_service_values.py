"""What a bench takes over from config.json."""

import json

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.artefacts.service_values import service_values, weights_path
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.node import Node


def test_the_shipped_config_gives_all_three():
    values = service_values(json.loads(DEFAULT_CONFIG))
    assert (values["modelName"], values["port"]) == ("llama_65b", 1025) and values["modelWeightPath"].startswith("/")


def test_what_config_json_does_not_say_is_absent():
    assert service_values({"ServerConfig": {"port": 1}}) == {
        "modelName": ABSENT,
        "modelWeightPath": ABSENT,
        "port": 1,
    }
    assert set(service_values(ABSENT).values()) == {ABSENT}


def test_weights_of_the_profile_go_before_those_of_the_config():
    config = json.loads('{"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"modelWeightPath": "/conf/w"}]}}}')
    nodes = (Node(name="a"),)
    assert weights_path(Deployment(nodes=nodes), config) == "/conf/w"
    named = Deployment(nodes=nodes, parameters={"ModelConfig": {"modelWeightPath": "/data/w"}})
    assert weights_path(named, config) == "/data/w"
    assert weights_path(Deployment(nodes=nodes)) is None
