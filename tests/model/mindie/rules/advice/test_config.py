"""Values that MindIE lets pass, or reads otherwise than they are written."""

import pytest

from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import found, let_pass, made


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"moe_ep": "8"}, "advice.dropped", "MindIE reads 8", "moe_ep = 8"),
        ({"sp": None}, "advice.dropped", "counts as absent", "without sp"),
        ({"truncation": "true"}, "advice.truncation", "reads as 0", "truncation = 0"),
        ({"prefillPolicyType": 2}, "advice.policy", "0 only", "prefillPolicyType = 0"),
        ({"enableSplit": True}, "advice.no_effect", "plugin_params", "without enableSplit"),
        ({"/ServerConfig/interCommPort": 1121.5}, "advice.cast", "MindIE reads 1121", "interCommPort = 1121"),
        ({"modelName": "llama_65b"}, "advice.placeholder", 'still "llama_65b"', ""),
        ({"modelWeightPath": "weights"}, "advice.weights_path", "write an absolute path", ""),
    ],
)
def test_what_mindie_lets_pass_is_said_with_its_fix(changes, code, words, fix):
    finding = let_pass(changes, code)
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_the_devices_of_a_server_ascend_and_the_table_says_that_it_is_complete():
    table = {
        "/status": "initializing",
        "/server_list/0/device/0/device_id": "1",
        "/server_list/0/device/1/device_id": "0",
    }
    texts = [one.text for one in judge(made("a3-double", table=table)) if one.code == "advice.rank_table"]
    assert texts == [
        "rank table: the devices of server 1 do not ascend, so ranks and NPUs are paired wrongly",
        'rank table: status is "initializing", and CANN waits for completed',
    ]


def test_what_a_split_of_the_layers_makes_the_daemon_forget_is_a_note():
    assert found("a3-single", {"/ServerConfig/layerwiseDisaggregated": True})["advice.silenced"].severity == "note"
