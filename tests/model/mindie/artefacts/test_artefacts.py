"""What will stand on the nodes."""

import json
import subprocess

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.node import Facts, Node, Npu

NODES = (Node(name="a3-01", ip="10.0.0.1"), Node(name="a3-02", ip="10.0.0.2"))


def facts(name, number, **more):
    npus = tuple(Npu(i, device_ip=f"192.168.{number}.{i + 1}") for i in range(16))
    return Facts(name, npus=npus, nic="bond0", home="/root", daemon="/opt/a b/mindieservice_daemon", **more)


FACTS = {"a3-01": facts("a3-01", 1, config_text=DEFAULT_CONFIG), "a3-02": facts("a3-02", 2)}


def deployment(**parts):
    return Deployment(nodes=NODES, container=Container(name="mindie"), **parts)


def test_what_follows_the_nodes_follows_them_and_the_rest_stays_as_it_was():
    made = art.of(deployment(parameters={"ModelConfig": {"dp": 4}}), FACTS)
    backend = made.config["BackendConfig"]
    model = backend["ModelDeployConfig"]["ModelConfig"][0]
    assert backend["npuDeviceIds"] == [list(range(16))] and backend["multiNodesInferEnabled"] is True
    assert (model["worldSize"], model["dp"], model["modelName"]) == (16, 4, "llama_65b")
    assert list(made.config) == list(json.loads(DEFAULT_CONFIG))
    assert made.site.base == "a3-01's own config.json"


def test_the_rank_table_counts_ranks_in_node_order_with_strings_only():
    table = art.of(deployment(), FACTS).rank_table
    assert table["server_count"] == "2" and table["status"] == "completed"
    assert [s["container_ip"] for s in table["server_list"]] == ["10.0.0.1", "10.0.0.2"]
    assert [d["rank_id"] for s in table["server_list"] for d in s["device"]] == [str(n) for n in range(32)]
    assert table["server_list"][1]["device"][3] == {"device_id": "3", "device_ip": "192.168.2.4", "rank_id": "19"}


def test_each_node_gets_its_own_address_and_the_masters():
    first, second = art.of(deployment(environment={"MINDIE_LOG_LEVEL": "DEBUG"}), FACTS, run="R").environments
    assert (first["MIES_CONTAINER_IP"], second["MIES_CONTAINER_IP"]) == ("10.0.0.1", "10.0.0.2")
    assert (
        second["MASTER_IP"] == "10.0.0.1" and second["WORLD_SIZE"] == "32" and second["GLOO_SOCKET_IFNAME"] == "bond0"
    )
    assert second["MINDIE_LOG_LEVEL"] == "DEBUG", "what the profile gives is not overwritten"


def test_one_node_has_no_rank_table():
    one = Deployment(nodes=NODES[:1], container=Container(name="mindie"))
    made = art.of(one, FACTS)
    assert made.rank_table is None and "RANK_TABLE_FILE" not in made.environments[0]
    assert made.environments[0]["WORLD_SIZE"] == "16"


def test_the_workers_of_torch_meet_on_one_node_too():
    one = Deployment(nodes=NODES[:1], parameters={"ModelConfig": {"backendType": "torch"}})
    (made,) = art.of(one, FACTS).environments
    assert (made["MASTER_IP"], made["MASTER_PORT"], made["GLOO_SOCKET_IFNAME"]) == ("10.0.0.1", "29500", "bond0")
    assert "RANK_TABLE_FILE" not in made
    assert "MASTER_PORT" not in art.of(one.model_copy(update={"parameters": {}}), FACTS).environments[0]


def test_unknown_devices_make_no_rank_table():
    assert art.of(deployment(), {"a3-01": FACTS["a3-01"]}).rank_table is None


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


def test_the_start_script_is_read_by_bash_whatever_stands_in_it(tmp_path):
    nasty = {"A": "two words", "B": "$(touch x)", "C": "'", "D": "权重\nline"}
    text = art.start_script(deployment(), FACTS["a3-01"], nasty)
    script = tmp_path / "start.sh"
    script.write_text(text)
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0
    assert "'/opt/a b/mindieservice_daemon' &" in text
