"""What a profile of vLLM-Ascend cannot hold."""

from mindie_tui.model.finding import Place
from mindie_tui.model.vllm_ascend.artefacts.form import FORM
from tests.kit.serve_profiles import HEAD, WORKER, serve_profile

INSTEAD = {
    "tp": "write tensor-parallel-size", "tensor_parallel_size": "write tensor-parallel-size",
    "--port": "write port", "additional-config": "write it under additional_config:",
    "cc": "write it under compilation_config:", "speculative-config.method": "write it under speculative_config:",
    "kv-transfer-config.kv_role": "write kv_role under kv-transfer-config:",
    "api-key": "write environment_from: [VLLM_API_KEY]",
}  # fmt: skip


def test_each_key_with_another_place_or_name_says_what_to_write():
    found = {name: [one.do for one in FORM.problems(serve_profile(serve={name: 1}))] for name in INSTEAD}
    assert found == {name: [do] for name, do in INSTEAD.items()}


def test_a_key_without_a_value_and_one_said_twice():
    assert [one.do for one in FORM.problems(serve_profile(serve={"port": None}))] == ["write one, or remove the key"]
    twice = {"no-enable-prefix-caching": True, "enable-prefix-caching": True}
    assert [one.path for one in FORM.problems(serve_profile(serve=twice))] == [("serve", "enable-prefix-caching")]


def test_what_differs_from_node_to_node_is_ours_on_several_nodes_only():
    given = {"serve": {"headless": True}, "environment": {"HCCL_IF_IP": "10.0.0.1"}}
    assert list(FORM.problems(serve_profile(HEAD, **given))) == []
    paths = [one.path for one in FORM.problems(serve_profile(HEAD, WORKER, **given))]
    assert paths == [("serve", "headless"), ("environment", "HCCL_IF_IP")]


def test_a_place_of_a_finding_has_its_path_in_the_profile():
    places = {
        ("arguments", "/port"): ("serve", "port"),
        ("arguments", "/speculative-config/method"): ("speculative_config", "method"),
        ("arguments", "/model-tag"): ("serve", "model"),
        ("additional_config", "/eplb_config/dynamic_eplb"): ("additional_config", "eplb_config", "dynamic_eplb"),
        ("environment", "/HCCL_BUFFSIZE"): ("environment", "HCCL_BUFFSIZE"),
        ("profile", "/bench/performance"): ("bench", "performance"),
    }
    assert {place: FORM.path_of(Place(*place)) for place in places} == places


def test_a_stray_key_has_its_section():
    names = {
        "tp": "serve:",
        "max_model_len": "serve:",
        "enable_flashcomm1": "additional_config:",
        "HCCL_BUFFSIZE": "environment:",
        "x": "",
    }
    assert {name: FORM.section_of_stray(name) for name in names} == names


def test_names_lead_to_their_places():
    paths = set(FORM.named_paths(serve_profile(serve={"my-own": 1})))
    assert {("serve", "port"), ("serve", "my-own"), ("additional_config", "eplb_config", "dynamic_eplb")} <= paths
    assert ("serve", "additional-config") not in paths
