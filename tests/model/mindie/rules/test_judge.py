"""The rules as an operator meets them: one wrong thing, the sentence that names it, and the way out."""

import importlib
import json
from pathlib import Path

import pytest

from mindie_tui.model.finding import as_json
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Files, Site
from mindie_tui.model.mindie.rules import judge as judge_module
from mindie_tui.model.mindie.rules.judge import RULES, Rule, fixed_by, judge
from tests.kit.judged import ABSENT, CLOSED, asking, base, errors, found, made


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


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"maxBatchSize": "200"}, "start.type", 'maxBatchSize is "200"', "maxBatchSize = 200"),
        ({"maxBatchSize": 200.0}, "start.type", "must be int, 1 to 819200", "maxBatchSize = 200"),
        ({"httpsEnabled": "false"}, "start.type", "true or false", "httpsEnabled = false"),
        (
            {"interNodeTLSEnabled": ABSENT},
            "start.missing",
            "interNodeTLSEnabled is missing",
            "interNodeTLSEnabled = false",
        ),
        ({"/ServerConfig/port": 80}, "start.range", "int, 1024 to 65535", "port = 1024"),
        ({"templateType": "standard"}, "start.choice", "Standard, Mix", 'templateType = "Standard"'),
        ({"modelName": "_x"}, "start.range", "letter or digit at both ends", ""),
        ({"npuMemSize": 0}, "start.range", "int, 1 and up, or -1", "npuMemSize = 1"),
        ({"worldSize": 8}, "start.world_size", "npuDeviceIds lists 16 NPUs", "worldSize = 16"),
        ({"modelInstanceNumber": 2}, "start.instances", "holds 1 lists", "modelInstanceNumber = 1"),
        ({"maxPrefillTokens": 100}, "start.prefill_tokens", "less than maxInputTokenLen", "maxPrefillTokens = 4096"),
        ({"maxPrefillBatchSize": 300}, "start.prefill_batch", "more than maxBatchSize", "maxPrefillBatchSize = 200"),
        ({"maxPreemptCount": 1, "cpuMemSize": 0}, "start.preempt_memory", "cpuMemSize", "cpuMemSize = 5"),
        ({"maxN": 300}, "start.max_n", "maxBatchSize, which is 200", "maxN = 200"),
        ({"multiNodesInferPort": 1025}, "start.port_clash", "both 1025", "multiNodesInferPort = 1120"),
        ({"dp": -1}, "start.parallel", "dp is -1: it must be 1 and up, or absent", "without dp"),
        ({"plugin_params": '{"plugin_type": 1}'}, "start.plugin_params", "plugin_type must be text", ""),
        ({"managementIpAddress": "localhost"}, "start.address", "IPv4 or IPv6", 'managementIpAddress = "127.0.0.2"'),
        ({"interCommTLSEnabled": 1}, "start.inter_comm", "true or false", "interCommTLSEnabled = true"),
        ({"BackendConfig": 5}, "start.section", "BackendConfig must be an object: here stands 5", ""),
        ({"tp": -1}, "executor.tp", "reads 4294967295", "tp = 8"),
        ({"dp": 1, "tp": 8, "moe_ep": 8}, "executor.dp_per_node", "dp is 1 on 2 nodes", "dp = 4"),
        ({"cp": 2}, "workers.cp_and_dp", "with cp above 1, dp must be 1", "cp = 1"),
        ({"moe_ep": 4}, "workers.moe", "moe_tp 4 x moe_ep 4 = 16, not 32", "moe_ep = 8"),
        ({"sp": 2}, "workers.sp", "1 or the same as tp, which is 8", "sp = 8"),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    changes = {f"/{k}" if k == "BackendConfig" else k: v for k, v in changes.items()}
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    if fix:
        assert fix in [f.label for f in finding.fixes]


def test_one_edit_is_not_always_enough_and_then_several_are_offered_together():
    finding = found("a3-double", {"dp": 2, "moe_ep": 4})["workers.attention"]
    assert "dp = 4" in [f.label for f in finding.fixes]
    both = next(f for f in finding.fixes if len(f.edits) > 1)
    after = judge(fixed_by(made("a3-double", {"dp": 2, "moe_ep": 4}), both))
    assert not [f for f in after if f.stage == "workers"]


def test_certificates_that_are_known_to_be_missing_stop_the_daemon_and_unknown_ones_are_a_warning():
    site = Site(nodes=("n1",), ips=("10.0.0.1",), files=CLOSED)
    finding = found("a3-single", {"httpsEnabled": True}, site=site)["start.https"]
    assert "security/certs/server.pem" in finding.text
    assert [f.label for f in finding.fixes] == ["httpsEnabled = false"]
    unknown = found("a3-single", {"httpsEnabled": True})
    assert "start.https" not in unknown and unknown["advice.https"].severity == "warning"


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


@pytest.mark.parametrize(
    ("table", "code", "words"),
    [
        ({"/server_count": 2}, "start.rank_table", "server_count must be the number of servers as text"),
        ({"/server_count": "3"}, "start.servers", "server_count is 3, and server_list has 2"),
        ({"/server_list": []}, "start.rank_table", "crashes"),
        ({"/server_list/0/container_ip": ABSENT}, "start.servers", "container_ip is missing"),
        ({"/server_list/1/device/3": ABSENT}, "start.servers", "has 15 devices"),
        ({"/server_list/0/device/0/device_ip": ""}, "start.devices", "an address of the NPU"),
        ({"/server_list/0/device/0/device_id": "64"}, "start.devices", "0 to 63"),
        ({"/server_list/0/device/1/device_id": "0"}, "start.this_node", "names NPU 0 2 times on 10.0.0.1"),
        ({"/server_list/1/container_ip": "10.9.9.9"}, "start.this_node", "MIES_CONTAINER_IP is 10.0.0.2"),
        ({"/server_list/0/device/1/rank_id": "0"}, "site.ranks", "rank 0 stands twice"),
        ({"/server_list/0/device/0/rank_id": "40"}, "site.ranks", "beyond the 32 devices"),
    ],
)
def test_a_rank_table_that_cannot_serve_is_named(table, code, words):
    finding = found("a3-double", table=table)[code]
    assert words in finding.text
    assert finding.places[0].file in ("rank_table.json", "environment")


def test_a_bench_that_asks_for_another_model_is_named():
    finding = found("a3-single", bench=asking(model="qwen"))["site.bench"]
    assert finding.text == "the bench asks for model qwen, and the service is called deepseek"


def test_with_layerwise_the_daemon_forgets_what_it_found_and_we_warn():
    changes = {"/ServerConfig/layerwiseDisaggregated": True, "maxLinkNum": 0, "maxBatchSize": "1"}
    judged = found("a3-single", changes)
    assert judged["start.range"].severity == "warning"
    assert judged["start.type"].severity == "error"


def test_numbers_that_no_type_holds_stop_the_daemon_even_with_layerwise():
    on = {"/ServerConfig/layerwiseDisaggregated": True}
    assert found("a3-single", {**on, "maxLinkNum": 2**40})["start.range"].severity == "error"
    assert found("a3-single", {**on, "maxLinkNum": 5000})["start.range"].severity == "warning"


def test_of_several_lora_adapters_the_last_decides():
    def adapters(*names):
        return [{"name": n, "path": "/data/lora", "baseModelName": "deepseek"} for n in names]

    at = "LoraModules"
    assert found("a3-single", {at: adapters("-x", "b")})["start.lora"].severity == "warning"
    assert found("a3-single", {at: adapters("a", "-x")})["start.lora"].severity == "error"


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


def test_a_fix_that_moves_the_refusal_to_another_stage_is_not_offered_beside_a_better_one():
    finding = found("a3-double", {"cp": 2})["workers.cp_and_dp"]
    assert finding.fixes and all(fix.label != "dp = 1" for fix in finding.fixes)
    for fix in finding.fixes:
        assert not [f for f in judge(fixed_by(made("a3-double", {"cp": 2}), fix)) if f.code.startswith("executor")]


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
