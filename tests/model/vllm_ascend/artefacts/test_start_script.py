"""start.sh of one node."""

from dataclasses import replace

from mindie_tui.model.vllm_ascend.artefacts.artefacts import of
from mindie_tui.model.vllm_ascend.artefacts.start_script import start_script
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile


def test_it_exports_and_becomes_the_parent_of_a_service_with_a_group_of_its_own():
    profile = serve_profile(
        HEAD, WORKER, serve={"served-model-name": "a b; rm -rf /"}, environment={"A_TOKEN": "secret"}
    )
    fact = replace(
        FACTS["a3-02"], daemon="/usr/local/bin/vllm", set_env=("/usr/local/Ascend/ascend-toolkit/set_env.sh",)
    )
    text = start_script(profile, of(profile, FACTS), 1, fact, frozenset({"A_TOKEN"}))
    assert "export HCCL_IF_IP=10.0.0.2" in text and "source /usr/local/Ascend/ascend-toolkit/set_env.sh" in text
    assert "/usr/local/bin/vllm serve /models/M" in text and "--served-model-name 'a b; rm -rf /'" in text
    assert "--headless" in text and "secret" not in text
    assert text.index("set -m") < text.index("vllm serve")
