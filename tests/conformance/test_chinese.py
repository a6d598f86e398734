"""No English sentence is left inside a Chinese one, whatever is found."""

import json
import re

import pytest

from mindie_tui.model import language
from mindie_tui.model.chinese.values import label, word
from mindie_tui.model.documents import json_text
from mindie_tui.model.finding import localized_text as said
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.rules.judge import judge
from tests.conformance.runner import HERE, outcomes
from tests.kit.judged import made


@pytest.fixture(autouse=True)
def chinese():
    """The language in force, and English again."""
    language.use("zh")
    yield
    language.use("en")


ENGLISH = re.compile(r"\b(?!rank table\b|prefix_cache\b)[a-z]{2,} [a-z]{2,}(?: [a-z]+)*\b")


def left(finding):
    """English words side by side that stand neither in the document nor in a name."""
    values = " ".join(str(v) for k, v in finding.values.items() if k in ("value", "text", "path", "found", "known"))
    return [m for m in ENGLISH.findall(said(finding)) if m not in values and m != "rank table"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["startup", "parallel"])
def test_what_is_said_of_the_recorded_cases_is_chinese(name):
    english = {}
    for outcome in outcomes(HERE / f"{name}.jsonl"):
        for finding in outcome.errors:
            assert said(finding) != finding.text, finding.says
            if left(finding):
                english[finding.says] = said(finding)
            english |= {fix.label: label(fix.label) for fix in finding.fixes if ENGLISH.search(label(fix.label))}
    assert not english


BROKEN = (
    '{"a": 1, // x\n}', '{"a": 1,}', '{"a": 1,,}', '{"a": 01}', '{"a": NaN}', '{"a": 1e999}', '{"a": True}', "{'a': 1}",
    '{"a": "x', '{"a": "x\ny"}', '{"a" 1}', '{"a": 1 "b": 2}', '{"a": 1', '{"a": "\\ud800"}', "", "[" * 60_000,
    '{"a": }', '{"a": "\\q"}', '{"a": "\\u12"}', '{"a": "\ud800"}', '"' + "x" * 10_600_000 + '"',
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_why_a_text_is_no_json_is_said_in_chinese(text):
    finding = judge(artefacts.from_texts(text))[0]
    assert finding.code == "start.json"
    assert not left(finding), said(finding)
    assert word(json_text.parse(text).refusal.text) != json_text.parse(text).refusal.text


CHANGES = (
    {"/ServerConfig/httpsEnabled": True, "tlsCert": "", "tlsCaFile": ["a", "b", "c", "d"], "tlsCrlFiles": []},
    {"interNodeTLSEnabled": True, "interNodeTlsCert": 5, "interNodeTlsCaFiles": []},
    {"LoraModules": [{"name": "-x", "path": "深", "baseModelName": "nobody"}, {"name": "a"}]},
    {"/ServerConfig/layerwiseDisaggregated": True, "templateType": "Mix", "backendType": "torch"},
    {"plugin_params": '{"plugin_type":"la,mtp","num_speculative_tokens":9}', "dp": 4, "cp": 2, "sp": 8},
    {"modelWeightPath": "a b", "ipAddress": "::", "cacheBlockSize": 7, "truncation": "x", "policyType": 9},
    {"maxInputTokenLen": 24576, "maxIterTimes": 30000, "maxBatchSize": 30, "/ServerConfig/unheardOf": 1},
)


@pytest.mark.parametrize("changes", CHANGES, ids=range(len(CHANGES)))
@pytest.mark.parametrize("base", ["a3-double", "a3-single"])
def test_advice_is_chinese_too(base, changes):
    env = {"MINDIE_LOG_LEVEL": "ERROR", "NPU_MEMORY_FRACTION": "0.96", "http_proxy": "x", "MASTER_PORT": "70000"}
    for finding in judge(made(base, changes, env=env)):
        json.dumps(said(finding))
        assert not left(finding), (finding.code, said(finding))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("without dp, tp = 8", "去掉 dp, tp = 8"),
        ("ModelConfig as MindIE ships it; modelWeightPath stays to be set",
         "ModelConfig 取 MindIE 自带值；modelWeightPath 待填写"),
        ('modelName = "without end"', 'modelName = "without end"'),
        ("rank_id = 0 to 31 in order", "rank_id 依次为 0 到 31"),
    ],
)  # fmt: skip
def test_what_a_fix_is_called_is_said_in_chinese(english, chinese):
    assert label(english) == chinese
