"""config.json: the profile's sections over a base."""

import json

from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.config_json import config_of
from tests.kit.two_nodes import FACTS, deployment


def test_plugin_params_as_a_mapping_become_text_and_as_text_stay_as_they_are():
    def written(value):
        made = art.of(deployment(parameters={"ModelConfig": {"plugin_params": value}}), FACTS)
        return made.config["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]["plugin_params"]

    assert written({"plugin_type": "mtp"}) == '{"plugin_type":"mtp"}'
    assert written('{"plugin_type":"mtp", "n": 1}') == '{"plugin_type":"mtp", "n": 1}'


def test_documents_of_any_shape_do_not_raise():
    for base in (
        "",
        "[]",
        "nul",
        '{"BackendConfig": 3}',
        '{"BackendConfig": {"ModelDeployConfig": {"ModelConfig": {}}}}',
    ):
        made = art.of(deployment(parameters={"ModelConfig": {"dp": "x"}, "ServerConfig": 4}), FACTS, base_text=base)
        assert json.loads(made.config_text) == made.config


def test_what_the_profile_drops_is_not_there_and_what_it_gives_beats_the_nodes():
    base = {"ServerConfig": {"port": 1, "x": 2}, "BackendConfig": {}}
    dropping = deployment(drop=("ServerConfig.x",), parameters={"BackendConfig": {"npuDeviceIds": [[3]]}})
    made = config_of(dropping, base, 2, (0, 1))
    assert made["ServerConfig"] == {"port": 1}
    assert made["BackendConfig"]["npuDeviceIds"] == [[3]] and made["BackendConfig"]["multiNodesInferEnabled"] is True
    assert made["BackendConfig"]["ModelDeployConfig"]["ModelConfig"] == [{"worldSize": 2}]
