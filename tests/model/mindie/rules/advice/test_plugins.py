"""plugin_params and the options of a model: what does not go together."""

import pytest

from tests.kit.judged import found, let_pass


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"plugin_params": "{mtp"}, "advice.plugin_params", "no plug-in is on", "without plugin_params"),
        ({"templateType": "Mix"}, "advice.template", "splitfuse", 'templateType = "Standard"'),
        (
            {"/BackendConfig/ModelDeployConfig/ModelConfig/0/models/deepseekv2/ep_level": 2},
            "advice.ep_level",
            "moe_tp 4",
            "ep_level = 1",
        ),
    ],
)
def test_what_mindie_lets_pass_is_said_with_its_fix(changes, code, words, fix):
    finding = let_pass(changes, code)
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_mtp_with_more_than_one_token_does_not_go_with_sp():
    plugin = '{"plugin_type":"mtp","num_speculative_tokens": 2}'
    finding = found("a3-double", {"plugin_params": plugin, "sp": 8})["advice.mtp"]
    assert "only 1 is supported" in finding.text
