"""Stage start where a first look is wrong: what MindIE's daemon takes though it seems wrong, and refuses though not."""

import json

import pytest

from mindie_tui.model.documents.cpp_values import is_ip
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Files, Site
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import ABSENT, CLOSED, WEIGHTS, base, errors, found, made

HERE = Site(nodes=("n1",), files=CLOSED, environment_known=False)


@pytest.mark.parametrize(
    "path", ["", ".", "./", "a/..", WEIGHTS, WEIGHTS + "/../deepseek/", "/" + WEIGHTS, "/data", "/"]
)
def test_a_lora_path_that_is_a_folder_there_is_taken(path):
    lora = [{"name": "a", "path": path, "baseModelName": "deepseek"}]
    assert errors("a3-single", {"LoraModules": lora}, site=HERE) == []


@pytest.mark.parametrize("path", ["a", "..x", "/dat", "~", "深", WEIGHTS + "/x"])
def test_a_lora_path_that_is_none_is_refused(path):
    lora = [{"name": "a", "path": path, "baseModelName": "deepseek"}]
    assert errors("a3-single", {"LoraModules": lora}, site=HERE) == ["start.lora"]


@pytest.mark.parametrize("path", ["", ".", "/data", WEIGHTS + "/.."])
def test_weights_need_a_config_json_in_their_folder(path):
    assert errors("a3-single", {"modelWeightPath": path}, site=HERE) == ["start.weights"]


def test_what_is_there_has_all_folders_above_it():
    files = Files(present=frozenset(("/data/a/b",)), closed=True)
    assert [files.exists(p) for p in ("/data/a/b", "/data/a", "/data", "/", "/data/a/b/c", "/dat")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_half_a_surrogate_in_a_text_is_no_character():
    text = json.dumps(base("a3-single")["config"]).replace('"deepseek"', '"\ud83d"')
    finding = judge(artefacts.from_texts(text))[0]
    assert finding.code == "start.json" and "lone surrogate" in finding.text


def test_with_several_nodes_the_missing_certificates_name_the_flag_that_makes_them_needed():
    site = Site(nodes=("n1",), files=CLOSED)
    finding = found("a3-double", {"interNodeTLSEnabled": True}, site=site)["start.inter_node_tls"]
    assert "/BackendConfig/multiNodesInferEnabled" in [p.pointer for p in finding.places]


def test_a_number_that_is_only_cast_is_forgotten_with_layerwise_whatever_its_size():
    changes = {"/ServerConfig/layerwiseDisaggregated": True, "longPrefillTokenThreshold": -(2**63) - 1}
    assert found("a3-single", changes)["start.range"].severity == "warning"
    changes = {"/ServerConfig/layerwiseDisaggregated": True, "policyType": 2**32 + 1}
    assert found("a3-single", changes)["start.choice"].severity == "error"
    changes = {"/ServerConfig/layerwiseDisaggregated": True, "policyType": 1}
    assert found("a3-single", changes)["start.choice"].severity == "warning"


def test_where_only_the_scheduler_reads_the_table_this_node_has_as_many_npus_as_the_last():
    changes = {"multiNodesInferEnabled": False, "distributedEnable": True}
    half = base("a3-double")["rank_table"]["server_list"][1]["device"][:8]
    table = {"/server_list/0/device": half * 2, "/server_list/1/device": half}
    judged = errors("a3-double", changes, table=table, env={"MIES_CONTAINER_IP": "10.0.0.1"})
    assert not [code for code in judged if code.startswith("start")]
    twice = {"/server_list/0/device/1/device_id": "0"}
    assert "start.this_node" in errors("a3-double", changes, table=twice)


@pytest.mark.parametrize(
    ("address", "good"),
    [("1.1.1.1\0", True), ("1.1.1.1\0x", True), ("x\0.1", False), ("::1\0", True), ("1.1.1.1\0:", False)],
)
def test_an_address_ends_at_a_zero_byte_as_in_c(address, good):
    assert is_ip(address, zero=False) is good


def test_the_key_that_needs_the_rank_table_is_named():
    several = {"layerwiseDisaggregatedMultiNodesInferEnabled": True, "layerwiseDisaggregatedMultiNodesCtrlPort": 2000}
    changes = {
        "/ServerConfig/layerwiseDisaggregated": True,
        "layerwiseDisaggregatedRoleType": "slave",
        "/BackendConfig/layerwiseDisaggregated": several,
    }
    said = found("a3-single", changes)["start.rank_table_file"].text
    assert said == "layerwiseDisaggregatedMultiNodesInferEnabled needs a rank table, and RANK_TABLE_FILE is not set"
    assert "start.rank_table_file" in [f.code for f in judge(made("a3-single", {"distributedEnable": True}))]


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
        ({"/BackendConfig": 5}, "start.section", "BackendConfig must be an object; found 5", ""),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]
