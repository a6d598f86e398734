"""Misspelt keys and variables are named with the right ones."""

import pytest

from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import let_pass, made


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        (
            {"/BackendConfig/ScheduleConfig/maxPrefilTokens": 1},
            "advice.unknown_key",
            "did you mean maxPrefillTokens?",
            "",
        ),
        ({"/BackendConfig/ScheduleConfig/dp": 4}, "advice.unknown_key", "belongs into ModelConfig", "without dp"),
        ({"/ServerConfig/unheardOf": 4}, "advice.unknown_key", "does not know unheardOf", "without unheardOf"),
        (
            {"/BackendConfig/ModelDeployConfig/ModelConfig/0/moe_eps": 4},
            "advice.unknown_key",
            "moe_ep?",
            "without moe_eps",
        ),
    ],
)
def test_what_mindie_lets_pass_is_said_with_its_fix(changes, code, words, fix):
    finding = let_pass(changes, code)
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_a_misspelt_variable_and_a_misspelt_value_are_named():
    env = {"NPU_MEMORY_FRACTON": "0.9", "HCCL_EXEC_TIMEOUT": "never", "RANKTABLEFILE": "/x"}
    judged = [f.text for f in judge(made("a3-double", env=env))]
    assert "NPU_MEMORY_FRACTON is not in our list of variables; did you mean NPU_MEMORY_FRACTION?" in judged
    assert any(text.startswith("RANK_TABLE_FILE is") and "write the same path" in text for text in judged)
    assert any(text.startswith('HCCL_EXEC_TIMEOUT is "never"') for text in judged)
