"""vLLM-Ascend as an engine."""

from mindie_tui.model.vllm_ascend.engine import VLLM_ASCEND
from tests.kit.serve_profiles import FACTS, HEAD, serve_profile


def test_its_documents_are_judged():
    made = VLLM_ASCEND.documents(serve_profile(HEAD, serve={"data-parallel-size": 2}), FACTS)
    assert [f for f in VLLM_ASCEND.judge(made) if f.severity == "error"] == []
    smaller = VLLM_ASCEND.judge(VLLM_ASCEND.with_devices(made, 8))
    assert [f.code for f in smaller if f.severity == "error"] == ["site.devices"]


def test_it_says_which_release_it_judges_for():
    made = VLLM_ASCEND.documents(serve_profile(vllm_ascend="v0.20.2"))
    assert VLLM_ASCEND.origin(made) == "vLLM-Ascend 0.20.2"
