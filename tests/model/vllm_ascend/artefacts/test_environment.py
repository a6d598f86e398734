"""The variables of one node."""

from mindie_tui.model.vllm_ascend.artefacts.environment import environment_of
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile


def test_each_of_several_nodes_has_its_own_address_and_interface():
    profile = serve_profile(HEAD, WORKER, environment={"TP_SOCKET_IFNAME": "bond0"})
    made = [environment_of(profile, node, FACTS) for node in (HEAD, WORKER)]
    assert [one["HCCL_IF_IP"] for one in made] == ["10.0.0.1", "10.0.0.2"]
    assert [one["HCCL_SOCKET_IFNAME"] for one in made] == ["enp1s0", "enp2s0"]
    assert [one["TP_SOCKET_IFNAME"] for one in made] == ["bond0", "bond0"]


def test_a_node_alone_needs_none_and_api_servers_wait_as_long_as_we_do():
    assert environment_of(serve_profile(HEAD), HEAD, FACTS) == {"VLLM_ENGINE_READY_TIMEOUT_S": "3600"}


def test_an_address_that_nobody_knows_is_not_written():
    assert "HCCL_IF_IP" not in environment_of(
        serve_profile(WORKER, WORKER.model_copy(update={"name": "b"})), HEAD.model_copy(update={"ip": None}), {}
    )
