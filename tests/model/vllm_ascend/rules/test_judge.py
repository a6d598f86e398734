"""All rules together."""

import json

import pytest

from mindie_tui.model.finding import as_json
from mindie_tui.model.language import parse
from mindie_tui.model.vllm_ascend.parameters.declarations import keys
from mindie_tui.model.vllm_ascend.rules.command import ServeCommand
from mindie_tui.model.vllm_ascend.rules.judge import RULES, STAGES, judge
from tests.kit.serve_commands import DENSE, command
from tools import catalogue


def test_codes_are_filed_by_their_stage_and_have_a_reason():
    for rule in RULES:
        stage, _, name = rule.code.partition(".")
        assert stage == rule.stage and stage in STAGES and name
        assert rule.why and rule.source and rule.says, rule.code
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_every_sentence_of_a_rule_is_in_the_catalogue():
    chinese = parse(catalogue.CATALOGUE.read_text(encoding="utf-8"))
    assert [rule.says for rule in RULES if not chinese.get(("", rule.says))] == []


def test_findings_come_in_the_order_of_the_stages():
    one = command("--max-num-seqs 1k -tp 3 --port 70000", additional={"enable_flash_comm1": True})
    stages = [finding.stage for finding in judge(one)]
    assert stages == sorted(stages, key=STAGES.index) and set(stages) == {
        "arguments",
        "configuration",
        "site",
        "advice",
    }


def test_a_plain_command_has_no_finding():
    assert judge(command("-tp 2 --max-model-len 4096")) == ()


def test_a_finding_has_a_public_form():
    form = as_json(judge(command("-tp 3"))[0])
    assert form["places"] == [{"file": "arguments", "pointer": "/tensor-parallel-size"}]
    assert form["fixes"][0]["file"] == "arguments"


ODD = [None, True, 0, -1, 1.5, "", "abc", "{x}", [], [1], {}, {"a": {"b": [None]}}, 10**30, float("inf")]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_value_ends_in_a_traceback(value):
    for key in keys():
        group, _, last = key.name.rpartition("/")
        document = {group: {last: value}} if group else {last: value}
        for finding in judge(command("-tp 2", DENSE, document)):
            assert finding.text
    for flag in ("--speculative-config", "--kv-transfer-config", "--compilation-config", "--hf-overrides"):
        for text in (
            json.dumps(value),
            json.dumps({"method": value, "kv_role": value, "num_speculative_tokens": value}),
        ):
            for finding in judge(ServeCommand(("/models/M", flag, text), weights=DENSE)):
                assert finding.text
