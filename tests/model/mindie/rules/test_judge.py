"""The rules as an operator meets them: one wrong thing, the sentence that names it, and the way out."""

import importlib
import json
from pathlib import Path

import pytest

from mindie_tui.model.finding import as_json
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Files, Site
from mindie_tui.model.mindie.rules import judge as judge_module
from mindie_tui.model.mindie.rules.judge import RULES, Rule, judge
from tests.kit.judged import ABSENT, asking, base, errors, found, made


@pytest.mark.parametrize("name", ["a3-double", "a3-single", "a2-single", "plain"])
def test_a_good_configuration_has_no_error(name):
    assert errors(name) == []


def test_five_mistakes_show_five_findings():
    wrong = {"tokenTimeout": "600", "maxBatchSize": 0, "dp": 2, "/ServerConfig/port": 99, "maxIterTimes": ABSENT}
    assert errors("a3-double", wrong) == [
        "start.range",
        "start.type",
        "start.range",
        "start.missing",
        "workers.attention",
    ]


def test_findings_are_sorted_by_stage_severity_and_place_in_the_file():
    judged = judge(made("a3-double", {"dp": 2, "maxBatchSize": 0, "maxLinkNum": 0, "cacheBlockSize": 100}))
    assert [(f.stage, f.places[0].pointer.rpartition("/")[2]) for f in judged if f.severity != "note"] == [
        ("start", "maxLinkNum"),
        ("start", "maxBatchSize"),
        ("workers", "dp"),
        ("advice", "cacheBlockSize"),
    ]


def test_the_public_form_is_that_of_the_interfaces():
    finding = found("a3-double", {"dp": 2})["workers.attention"]
    assert as_json(finding) | {"places": finding.code, "fixes": len(finding.fixes)} == {
        "code": "workers.attention",
        "stage": "workers",
        "severity": "error",
        "places": "workers.attention",
        "text": "dp 2 x cp 1 x tp 8 = 16, not 32 (2 x 16 NPUs)",
        "values": {"dp": 2, "cp": 1, "tp": 8, "product": 16, "world": 32, "nodes": 2, "per_node": 16},
        "fixes": len(finding.fixes),
        "source": "atb_llm/utils/mapping.py",
    }
    assert as_json(finding)["fixes"][0] == {
        "label": "dp = 4",
        "edits": [{"op": "replace", "pointer": "/BackendConfig/ModelDeployConfig/ModelConfig/0/dp", "value": 4}],
    }


def test_what_is_not_known_is_not_judged():
    here = Site(nodes=("n1",), ips=("10.0.0.1",), environment_known=False)
    assert errors("a3-single", {"modelWeightPath": "/nobody/knows"}, site=here) == []
    missing = Site(nodes=("n1",), files=Files(missing=frozenset(("/data/weights/gone",))))
    assert errors("a3-single", {"modelWeightPath": "/data/weights/gone"}, site=missing) == ["start.weights"]


def test_without_a_rank_table_and_nodes_the_world_is_one_note():
    text = json.dumps(base("a3-double")["config"])
    judged = judge(artefacts.from_texts(text, site=Site(environment_known=False)))
    assert "advice.world_unknown" in [f.code for f in judged]
    assert not [f for f in judged if f.severity == "error"]


def test_a_bench_that_asks_for_another_model_is_named():
    finding = found("a3-single", bench=asking(model="qwen"))["site.bench"]
    assert finding.text == "the bench asks for model qwen, and the service is called deepseek"


def test_every_rule_says_why_and_has_a_code_of_its_own():
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.why.strip(), rule.code
        assert rule.source, rule.code
        assert rule.code.partition(".")[0] == rule.stage


def test_an_address_that_the_profile_gives_as_the_nodes_own_is_not_doubted():
    def judged(**site):
        site = Site(nodes=("n1",), ips=("127.9.0.1",), bench_node="b1", **site)
        codes = found("a3-single", env={"MIES_CONTAINER_IP": "127.9.0.1"}, site=site)
        return codes.keys() & {"advice.loopback", "site.address"}

    assert judged() == {"advice.loopback", "site.address"}
    assert judged(named_ips=frozenset({"127.9.0.1"})) == set()


def test_every_rule_of_every_module_is_run_in_the_order_of_its_module():
    folder = Path(judge_module.__file__).parent
    package = judge_module.__name__.rpartition(".")[0]
    declaring = set()
    for path in folder.rglob("*.py"):
        name = ".".join((package, *path.relative_to(folder).with_suffix("").parts))
        module = importlib.import_module(name)
        rules = [value for value in vars(module).values() if isinstance(value, Rule)]
        if rules:
            declaring.add(name)
            assert list(module.RULES) == rules, name
            first = RULES.index(rules[0])
            assert list(RULES[first : first + len(rules)]) == rules, name
    assert declaring == {rule.run.__module__ for rule in RULES}
