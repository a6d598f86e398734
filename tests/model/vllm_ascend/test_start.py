"""How vLLM-Ascend is found, started and asked."""

from mindie_tui.model.vllm_ascend.engine import VLLM_ASCEND
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile

START = VLLM_ASCEND.start


def test_a_node_uses_as_many_npus_as_its_ranks_take():
    assert START.npu_ids(serve_profile(HEAD, serve={"data-parallel-size": 1}), FACTS) == tuple(range(8))
    assert START.npu_ids(serve_profile(HEAD, WORKER), FACTS) == tuple(range(16))
    one = serve_profile(HEAD, WORKER, serve={"data-parallel-size": 1, "tensor-parallel-size": 32})
    assert START.npu_ids(one, FACTS) == tuple(range(16))
    visible = serve_profile(HEAD, environment={"ASCEND_RT_VISIBLE_DEVICES": "4,5"})
    assert START.npu_ids(visible, FACTS) == (4, 5) and START.npu_ids(visible, {}) is None


def test_it_writes_no_file_and_is_asked_for_by_its_program():
    profile = serve_profile(HEAD)
    made = VLLM_ASCEND.documents(profile, FACTS)
    assert START.files(made, FACTS["a3-01"], "~") == () and START.probe["program"] == "vllm"
    assert START.weights(profile, made) == "/models/M" and START.most_at_once(made) is None
    assert "vllm serve" in START.script(profile, made, 0, FACTS["a3-01"], frozenset())
    assert START.service_values(made)["port"] == 8000


def test_its_addresses_and_its_usual_times_are_its_own():
    made = VLLM_ASCEND.documents(serve_profile(HEAD), FACTS)
    assert START.endpoint(made, False, None).stop == "" and START.ports(made, True, False) == (("port", 8000),)
    assert START.usual().ready_s is None and START.memory(["x"], made, 0, None) is None
    assert set(START.usual().phases) < set(START.words().order)
