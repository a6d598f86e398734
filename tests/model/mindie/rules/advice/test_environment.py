"""Environment variables: their values, pairs that exclude each other, and names that are not in our list."""

import json
from pathlib import Path

import pytest

from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import made

SAMPLES = Path(__file__).parents[3] / "samples" / "releases"


def about(env, name="a3-double", **more):
    found = judge(made(name, env=env, **more))
    return {f.code: f for f in found if any(p.file == "environment" and p.pointer[1:] in env for p in f.places)}


@pytest.mark.parametrize(
    "env",
    [{"ATB_LLM_LCOC_ENABLE": "1"}, {"HCCL_SOCKET_FAMILY": "AF_INET6"}, {"HCCL_SOCKET_FAMILY": "AF_INET"},
     {"HCCL_RDMA_TC": "132"}, {"HCCL_RDMA_SL": "0"}, {"HCCL_IF_BASE_PORT": "50000"}, {"HCCL_EXEC_TIMEOUT": "0.05"},
     {"HCCL_CONNECT_TIMEOUT": "7200"}, {"HCCL_HOST_SOCKET_PORT_RANGE": "60000,60050-60100"},
     {"HCCL_INTRA_PCIE_ENABLE": "1", "HCCL_INTRA_ROCE_ENABLE": "0"}, {"HCCL_INTRA_ROCE_ENABLE": "1"},
     {"HCCL_OP_EXPANSION_MODE": "AICPU_TS"}, {"MINDIE_LOG_TO_STDOUT": "true"}, {"TOKENIZER_ENCODE_TIMEOUT": "60"},
     {"HCCL_OP_RETRY_ENABLE": "L1:1,L2:1", "HCCL_OP_RETRY_PARAMS": "MaxCnt:3,HoldTime:5000,IntervalTime:1000"}],
    ids=str,
)  # fmt: skip
def test_what_the_documents_allow_needs_no_word(env):
    assert about(env) == {}


@pytest.mark.parametrize(
    ("name", "value", "wanted", "fix"),
    [("HCCL_CONNECT_TIMEOUT", "60", "120 to 7200", "HCCL_CONNECT_TIMEOUT = 120"),
     ("HCCL_CONNECT_TIMEOUT", "10000", "120 to 7200", "HCCL_CONNECT_TIMEOUT = 7200"),
     ("HCCL_RDMA_TC", "130", "a multiple of 4", "HCCL_RDMA_TC = 128"),
     ("HCCL_RDMA_TC", "300", "a multiple of 4", "HCCL_RDMA_TC = 252"),
     ("HCCL_RDMA_SL", "1000", "0 to 7", "HCCL_RDMA_SL = 7"),
     ("HCCL_RDMA_TIMEOUT", "3", "5 to 24", "HCCL_RDMA_TIMEOUT = 5"),
     ("HCCL_RDMA_RETRY_CNT", "0", "1 to 7", "HCCL_RDMA_RETRY_CNT = 1"),
     ("HCCL_IF_BASE_PORT", "80", "1024 to 65520", "HCCL_IF_BASE_PORT = 1024"),
     ("HCCL_BUFFSIZE", "0", "1 and up", "HCCL_BUFFSIZE = 1"),
     ("HCCL_SOCKET_FAMILY", "ipv6", "AF_INET or AF_INET6", "without HCCL_SOCKET_FAMILY"),
     ("HCCL_INTRA_ROCE_ENABLE", "yes", "0 or 1", "without HCCL_INTRA_ROCE_ENABLE"),
     ("HCCL_WHITELIST_DISABLE", "2", "0 or 1", "without HCCL_WHITELIST_DISABLE"),
     ("TOKENIZER_ENCODE_TIMEOUT", "1", "5 to 300", "TOKENIZER_ENCODE_TIMEOUT = 5")],
)  # fmt: skip
def test_a_value_outside_its_range_is_named_with_it(name, value, wanted, fix):
    finding = about({name: value})["advice.variable"]
    assert wanted in finding.text and fix in [f.label for f in finding.fixes]


@pytest.mark.parametrize(
    ("env", "words", "fix"),
    [({"HCCL_INTRA_PCIE_ENABLE": "1", "HCCL_INTRA_ROCE_ENABLE": "1"}, "are both 1", "without HCCL_INTRA_ROCE_ENABLE"),
     ({"HCCL_INTRA_PCIE_ENABLE": "0", "HCCL_INTRA_ROCE_ENABLE": "0"}, "are both 0", "without HCCL_INTRA_PCIE_ENABLE"),
     ({"HCCL_IF_IP": "10.0.0.1", "HCCL_SOCKET_IFNAME": "eth0"}, "has no effect", "without HCCL_SOCKET_IFNAME"),
     ({"HCCL_HOST_SOCKET_PORT_RANGE": "auto", "HCCL_IF_BASE_PORT": "50000"}, "has no effect",
      "without HCCL_IF_BASE_PORT"),
     ({"HCCL_WHITELIST_DISABLE": "0"}, "HCCL_WHITELIST_FILE, is not", "without HCCL_WHITELIST_DISABLE"),
     ({"HCCL_OP_RETRY_PARAMS": "MaxCnt:3"}, "no effect without", "without HCCL_OP_RETRY_PARAMS")],
)  # fmt: skip
def test_pairs_that_exclude_each_other_or_need_each_other(env, words, fix):
    finding = about(env)["advice.variable_pair"]
    assert finding.severity == "warning" and words.split(",")[0] in finding.text
    assert fix in [f.label for f in finding.fixes]


def test_a_name_that_is_not_in_our_list_is_a_note_without_a_fix():
    finding = about({"HCCL_BRAND_NEW_SWITCH": "1"})["advice.variable_name"]
    assert finding.severity == "note" and finding.fixes == ()
    assert finding.text == "HCCL_BRAND_NEW_SWITCH is not in our list of variables"


def test_one_slip_is_offered_and_overwrites_nothing():
    slip = about({"HCCL_BUFSIZE": "200"})["advice.variable_name"]
    assert slip.text.endswith("did you mean HCCL_BUFFSIZE?")
    assert [f.label for f in slip.fixes] == ["HCCL_BUFFSIZE = 200"]
    both = about({"HCCL_BUFSIZE": "200", "HCCL_BUFFSIZE": "120"})["advice.variable_name"]
    assert [f.label for f in both.fixes] == ["without HCCL_BUFSIZE"], "HCCL_BUFFSIZE stays as the user set it"


def test_each_variable_is_declared_once_in_both_languages():
    names = [field.name for field in catalogue.ENVIRONMENT]
    assert len(names) == len(set(names)) and all(f.en and f.zh for f in catalogue.ENVIRONMENT)


def test_a_type_in_model_config_does_nothing():
    found = judge(made("a3-double", {"/BackendConfig/ModelDeployConfig/ModelConfig/0/torch_dtype": "float16"}))
    finding = next(f for f in found if f.code == "advice.no_effect")
    assert finding.text == "torch_dtype has no effect: the type is read from config.json beside the weights"


def test_mindies_own_table_for_torch_needs_no_word():
    text = (SAMPLES / "C11-v32-torch.json").read_text()
    site = Site(nodes=("a", "b"), devices_per_node=16, environment_known=False)
    assert [f.code for f in judge(artefacts.from_texts(text, site=site)) if f.severity != "note"] == []
    changed = json.loads(text)
    changed["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]["backendType"] = "atb"
    codes = [f.code for f in judge(artefacts.from_texts(json.dumps(changed), site=site))]
    assert "advice.plugins_and_dp" in codes, "it is torch that takes splitfuse with dp"
