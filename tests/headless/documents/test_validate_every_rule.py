"""Each rule of the stages executor, site and advice on the command line: its code, its severity and its first place."""

import json

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.mindie.rules.judge import RULES
from tests.kit.judged import base

SINGLE, DOUBLE = "a3-single", "a3-double"
MTP2 = 'plugin_params={"plugin_type":"mtp","num_speculative_tokens":2}'
LA = '{"plugin_type":"la","level":4,"window":5,"guess_set_size":5}'
LORA = 'LoraModules=[{"name":"a","path":"/data/a","baseModelName":"deepseek"}]'

CONFIGS = [
    # code, severity, the last name of its first place, base, what is set
    ("executor.tp", "error", "tp", SINGLE, ["tp=-1"]),
    ("executor.tp", "error", "tp", SINGLE, ["tp=0"]),
    ("executor.tp", "error", "tp", SINGLE, ['tp="x"']),
    ("executor.dp_per_node", "error", "dp", DOUBLE, ["dp=1", "cp=2", "tp=16", "tp=8"]),
    ("site.devices_per_node", "error", "worldSize", SINGLE, ["--devices-per-node=8"]),
    ("site.one_world", "error", "multiNodesInferEnabled", SINGLE, ["--nodes=2"]),
    ("site.visible", "error", "npuDeviceIds", SINGLE, ["ASCEND_RT_VISIBLE_DEVICES=8,9,10,11,12,13,14,15"]),
    ("site.visible", "error", "ASCEND_RT_VISIBLE_DEVICES", SINGLE, ["ASCEND_RT_VISIBLE_DEVICES=0,1,1"]),
    ("advice.visible", "note", "ASCEND_VISIBLE_DEVICES", SINGLE, ["environment.ASCEND_VISIBLE_DEVICES=0-7"]),
    ("site.fraction", "error", "NPU_MEMORY_FRACTION", SINGLE, ["NPU_MEMORY_FRACTION=1.5"]),
    ("site.fraction", "error", "NPU_MEMORY_FRACTION", SINGLE, ["environment.NPU_MEMORY_FRACTION=0"]),
    ("site.ranks", "error", "rank_id", DOUBLE, ['rank_table.server_list[0].device[1].rank_id="0"']),
    ("site.ranks", "error", "rank_id", DOUBLE, ['rank_table.server_list[0].device[0].rank_id="40"']),
    ("site.torch", "error", "server_id", DOUBLE, ["backendType=torch", 'rank_table.server_list[0].server_id="node"']),
    ("advice.release", "warning", "tlsCrl", SINGLE, ['ServerConfig.tlsCrl="security/certs/a.pem"']),
    ("advice.key_release", "warning", "maxJsonDepth", SINGLE, ["--mindie=2.1.RC1", "maxJsonDepth=20"]),
    ("advice.value_release", "warning", "backendType", SINGLE, ["--mindie=2.1.RC1", "backendType=torch"]),
    ("advice.variable_release", "warning", "RANKTABLEFILE", SINGLE, ["--mindie=2.1.RC1", "RANKTABLEFILE=/t"]),
    ("advice.rank_table_names", "warning", "RANKTABLEFILE", DOUBLE, ["RANK_TABLE_FILE=/a", "RANKTABLEFILE=/b"]),
    ("advice.variable_name", "note", "HCCL_UNHEARD_OF", SINGLE, ["environment.HCCL_UNHEARD_OF=1"]),
    ("advice.variable_pair", "warning", "HCCL_INTRA_PCIE_ENABLE", SINGLE,
     ["HCCL_INTRA_PCIE_ENABLE=1", "HCCL_INTRA_ROCE_ENABLE=1"]),
    ("site.hccl_device_ip", "error", "device_ip", DOUBLE,
     ['rank_table.server_list[1].device[0].device_ip="10.20.0.2"']),
    ("site.hccl_family", "error", "device_ip", DOUBLE, ['rank_table.server_list[1].device[0].device_ip="fd00::1"']),
    ("site.hccl_server_id", "error", "server_id", DOUBLE, ['rank_table.server_list[1].server_id="10.0.0.1"']),
    ("site.hccl_super_device", "warning", "version", DOUBLE, ['rank_table.version="1.2"']),
    ("advice.hccl_digits", "warning", "rank_id", DOUBLE, ['rank_table.server_list[0].device[1].rank_id="+1"']),
    ("advice.hccl_ranks", "warning", "rank_id", DOUBLE,
     ['rank_table.server_list[0].device[15].rank_id="31"', 'rank_table.server_list[1].device[15].rank_id="15"']),
    ("advice.rank_table", "warning", "status", DOUBLE, ['rank_table.status="x"']),
    ("advice.rank_table", "warning", "version", DOUBLE, ['rank_table.version="2"']),
    ("advice.world_unknown", "note", "multiNodesInferEnabled", DOUBLE, ["no table"]),
    ("advice.plugin_params", "warning", "plugin_params", SINGLE, ["plugin_params={mtp"]),
    ("advice.plugin_params", "warning", "plugin_params", SINGLE, ['plugin_params={"plugin_type":"mpt"}']),
    ("advice.plugin_params", "warning", "plugin_params", SINGLE, ['plugin_params="{\\"a\\":1}"']),
    ("advice.mtp", "warning", "plugin_params", SINGLE, [MTP2, "sp=8"]),
    ("advice.mtp", "warning", "plugin_params", SINGLE, [MTP2, "dp=1", "cp=2", "sp=8"]),
    ("advice.mtp", "warning", "plugin_params", SINGLE, ['plugin_params={"plugin_type":"mtp"}']),
    ("advice.mtp", "warning", "plugin_params", SINGLE, ['plugin_type="mtp,splitfuse"']),
    ("advice.plugins_and_dp", "warning", "plugin_params", SINGLE, ['plugin_params={"plugin_type":"splitfuse"}']),
    ("advice.plugins_and_dp", "note", "plugin_params", SINGLE, ['plugin_params={"plugin_type":"prefix_cache"}']),
    ("advice.plugin_fields", "warning", "plugin_params", SINGLE, ['plugin_params={"plugin_type":"la","level":4}']),
    ("advice.plugin_fields", "warning", "plugin_params", SINGLE, [f"plugin_params={LA}"]),
    ("advice.plugin_fields", "warning", "plugin_params", SINGLE, ["num_speculative_tokens=9"]),
    ("advice.plugin_fields", "warning", "plugin_params", SINGLE, [f"plugin_type={'x' * 1100}"]),
    (
        "advice.async_plugins",
        "warning",
        "MINDIE_ASYNC_SCHEDULING_ENABLE",
        SINGLE,
        [f"plugin_params={LA}", "MINDIE_ASYNC_SCHEDULING_ENABLE=1"],
    ),
    ("advice.lora", "warning", "LoraModules", SINGLE, [LORA]),
    ("advice.template", "warning", "templateType", SINGLE, ["templateType=Mix"]),
    ("advice.ep_level", "warning", "ep_level", SINGLE, ["models.deepseekv2.ep_level=2"]),
    ("advice.model_option", "warning", "ep_level", SINGLE, ["deepseekv2.ep_level=3.5"]),
    ("advice.model_option", "warning", "hccl_buffer", SINGLE, ["parallel_options.hccl_buffer=0"]),
    ("advice.model_pairs", "warning", "topk_scaling_factor", SINGLE,
     ["deepseekv2.enable_init_routing_cutoff=true", "topk_scaling_factor=0.1"]),
    ("advice.model_pairs", "warning", "mix_shared_routing", SINGLE,
     ["mix_shared_routing=true", "num_dangling_shared_experts=2"]),
    ("advice.model_pairs", "warning", "expert_map_file", SINGLE, ["eplb.level=1"]),
    ("advice.model_pairs", "warning", "enable_nz", SINGLE,
     ["enable_nz=false", 'plugin_params={"plugin_type":"prefix_cache"}']),
    ("advice.kv_pool", "warning", "kvPoolConfig", SINGLE, ["kvPoolConfig.backend=mooncake"]),
    ("advice.pool_prefix", "warning", "kvPoolConfig", SINGLE, ["kvPoolConfig.backend=memcache"]),
    ("advice.torch", "warning", "backendType", SINGLE,
     ["backendType=torch", 'plugin_type="mtp,splitfuse"']),
    ("advice.block_size", "warning", "cacheBlockSize", SINGLE, ["cacheBlockSize=100"]),
    ("advice.output_length", "warning", "maxIterTimes", SINGLE, ["maxIterTimes=30000"]),
    ("advice.input_length", "warning", "maxInputTokenLen", SINGLE, ["maxSeqLen=4096"]),
    ("advice.prefill_raised", "note", "maxPrefillTokens", SINGLE, []),
    ("advice.prefill_beyond", "note", "maxPrefillTokens", SINGLE, ["maxSeqLen=8192"]),
    ("advice.length_rounded", "note", "maxSeqLen", SINGLE, ["dp=1", "cp=2", "maxSeqLen=24577"]),
    ("advice.batch_cut", "note", "maxBatchSize", SINGLE, ["maxBatchSize=800000"]),
    ("advice.ports", "warning", "port", SINGLE, ["MIES_CONTAINER_MANAGEMENT_IP=127.0.0.2", "managementPort=1025",
                                                  'ServerConfig.ipAddress="127.0.0.2"']),
    ("advice.ports", "warning", "metricsPort", DOUBLE, ["metricsPort=1120"]),
    ("advice.ports", "warning", "metricsPort", SINGLE, ["inferMode=dmi", "metricsPort=1121"]),
    ("advice.links", "note", "maxLinkNum", SINGLE, ["maxLinkNum=4000"]),
    ("advice.inter_node_tls", "warning", "interNodeTLSEnabled", DOUBLE, ["interNodeTLSEnabled=true"]),
    ("advice.https", "warning", "httpsEnabled", SINGLE, ["httpsEnabled=true"]),
    ("advice.dropped", "warning", "dp", SINGLE, ["dp=2.5"]),
    ("advice.dropped", "note", "moe_ep", SINGLE, ['moe_ep="4"']),
    ("advice.cast", "warning", "interCommPort", SINGLE, ["interCommPort=1121.5"]),
    ("advice.truncation", "warning", "truncation", SINGLE, ['truncation="true"']),
    ("advice.powers_of_two", "warning", "moe_tp", SINGLE, ["moe_tp=12"]),
    ("advice.no_effect", "warning", "enableSplit", SINGLE, ["enableSplit=true"]),
    ("advice.policy", "warning", "prefillPolicyType", SINGLE, ["prefillPolicyType=2"]),
    ("advice.placeholder", "warning", "modelName", SINGLE, ["modelName=llama_65b"]),
    ("advice.weights_path", "warning", "modelWeightPath", SINGLE, ["modelWeightPath=weights"]),
    ("advice.silenced", "note", "layerwiseDisaggregated", SINGLE, ["ServerConfig.layerwiseDisaggregated=true"]),
    ("advice.unknown_key", "warning", "maxPrefilTokens", SINGLE, ["ScheduleConfig.maxPrefilTokens=1"]),
    ("advice.unknown_key", "warning", "moeTp", SINGLE, ["ModelConfig.moeTp=1"]),
    ("advice.unknown_key", "warning", "dp", SINGLE, ["ScheduleConfig.dp=1"]),
    ("advice.unknown_key", "note", "ours", SINGLE, ["ServerConfig.ours=1"]),
    ("advice.variable", "warning", "HCCL_EXEC_TIMEOUT", SINGLE, ["HCCL_EXEC_TIMEOUT=never"]),
    ("advice.variable", "warning", "MASTER_PORT", SINGLE, ["MASTER_PORT=65536"]),
    ("advice.variable", "warning", "MINDIE_LOG_LEVEL", SINGLE, ["MINDIE_LOG_LEVEL=loud"]),
    ("advice.variable_name", "warning", "HCCL_CONECT_TIMEOUT", SINGLE, ["environment.HCCL_CONECT_TIMEOUT=1"]),
    ("advice.monitor", "warning", "MIES_SERVICE_MONITOR_MODE", SINGLE, ["MIES_SERVICE_MONITOR_MODE=0"]),
    ("advice.master_port", "warning", "MASTER_PORT", SINGLE, ["MASTER_PORT=1026"]),
    ("advice.proxy", "warning", "http_proxy", SINGLE, ["environment.http_proxy=http://p"]),
    ("advice.world_variable", "warning", "WORLD_SIZE", SINGLE, ["WORLD_SIZE=8"]),
    ("advice.fraction", "note", "NPU_MEMORY_FRACTION", SINGLE, ["NPU_MEMORY_FRACTION=0.96"]),
    ("advice.fraction", "note", "NPU_MEMORY_FRACTION", SINGLE, ["NPU_MEMORY_FRACTION=0.9", "npuMemSize=20"]),
    ("advice.async", "note", "MINDIE_ASYNC_SCHEDULING_ENABLE", SINGLE,
     ["MINDIE_ASYNC_SCHEDULING_ENABLE=1", "maxBatchSize=50", "maxN=50"]),
]  # fmt: skip
NODES = "nodes: [{name: a, host: a, ip: 10.0.0.1}"
PROFILES = [
    # code, severity, the last name of its first place, the profile
    ("site.table_on_one_node", "error", "RANK_TABLE_FILE", NODES + "]\nenvironment: {RANK_TABLE_FILE: /t}"),
    ("site.address", "error", "ipAddress",
     NODES + ", {name: b, host: b, serves: false}]\nenvironment: {MIES_CONTAINER_IP: ''}\nbench: {node: b}"),
    ("site.torch", "error", "MASTER_PORT",
     NODES + "]\nparameters: {ModelConfig: {backendType: torch}}\nenvironment: {MASTER_PORT: ''}"),
    ("site.pipeline", "error", "pp", NODES + "]\nparameters: {ModelConfig: {pp: 2, tp: 2}}"),
    ("advice.torch_variables", "warning", "GLOO_SOCKET_IFNAME",
     NODES + "]\nparameters: {ModelConfig: {backendType: torch}}"),
    ("advice.loopback", "note", "ipAddress", NODES + "]\nenvironment: {MIES_CONTAINER_IP: ''}"),
    ("advice.log", "warning", "MINDIE_LOG_LEVEL", NODES + "]\nenvironment: {MINDIE_LOG_LEVEL: ERROR}"),
    ("advice.log", "warning", "MINDIE_LOG_TO_STDOUT", NODES + "]\nenvironment: {MINDIE_LOG_TO_STDOUT: 0}"),
    ("site.variable_name", "error", "MY VAR", NODES + "]\nenvironment: {MY VAR: x}"),
    ("site.dataset_name", "error", "..", NODES + "]\nbench: {datasets: {'..': {path: /d}}}"),
    ("advice.drop", "note", "drop", NODES + "]\ndrop: [parameters.ServerConfig.nothing]"),
    ("site.secret", "warning", "HF_TOKEN", NODES + "]\nenvironment: {HF_TOKEN: ZZ}"),
    ("site.secret", "warning", "password", NODES + "]\nbench: {accuracy: {generation_kwargs: {password: ZZ}}}"),
    ("advice.master", "warning", "MASTER_IP", NODES + "]\nenvironment: {MASTER_IP: 10.0.0.9}"),
]  # fmt: skip
ELSEWHERE = {
    "advice.text": "needs a text of its own: test_validate.py",
    "site.base": "the master's own file is asked of a node",
    "site.hccl_device_id": "a daemon that knows its node: test_rules_hccl.py",
    "advice.hccl_pods_apart": "a table with super pods: test_rules_hccl.py",
    "site.hccl_super_pod": "the same",
    "site.npus": "what NPUs a node has is asked of it",
    "site.unlike_nodes": "the same",
    "site.memory": "the model's own configuration is asked of a node: rules/site/test_memory.py",
    "site.memory_share": "the same",
    "advice.memory_tight": "the same",
    "advice.memory_unknown": "the same",
    "site.table_nodes": "a rank table by hand and the nodes' own addresses: test_rules.py",
}
"""Rules that a small file cannot meet, and why. Those of the bench have tests of their own."""


def said(capsys, *line):
    status = main(["validate", "--json", *line])
    lines = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert lines[-1]["event"] == "summary"
    assert status == (1 if lines[-1]["errors"] else 0)
    return lines[:-1]


def assert_hits(found, code, severity, name):
    mine = [f for f in found if f["code"] == code]
    assert mine, sorted({f["code"] for f in found})
    good = [f for f in mine if f["severity"] == severity and f["places"][0]["pointer"].rpartition("/")[2] == name]
    assert good, mine
    assert all(f["stage"] == code.partition(".")[0] and f["text"] and f["source"] for f in good)


@pytest.mark.parametrize(("code", "severity", "name", "on", "sets"), CONFIGS, ids=range(len(CONFIGS)))
def test_a_small_configuration_meets_its_rule(tmp_path, capsys, code, severity, name, on, sets):
    documents = base(on)
    (tmp_path / "config.json").write_text(json.dumps(documents["config"]))
    (tmp_path / "table.json").write_text(json.dumps(documents["rank_table"]))
    line = [str(tmp_path / "config.json")]
    if documents["rank_table"] and sets != ["no table"]:
        line += ["--rank-table", str(tmp_path / "table.json")]
    for one in sets:
        line += [one] if one.startswith("--") else ["--set", one] if "=" in one else []
    assert_hits(said(capsys, *line), code, severity, name)


@pytest.mark.parametrize(("code", "severity", "name", "text"), PROFILES, ids=range(len(PROFILES)))
def test_a_small_profile_meets_its_rule(tmp_path, capsys, code, severity, name, text):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    assert_hits(said(capsys, str(file)), code, severity, name)


def test_no_rule_is_left_out():
    tried = {entry[0] for entry in (*CONFIGS, *PROFILES)}
    of_stages = {rule.code for rule in RULES if rule.stage in ("executor", "site", "advice")}
    assert {c for c in of_stages - tried if ".bench" not in c} == set(ELSEWHERE)


def test_every_code_is_explained_and_the_words_of_a_stage_and_a_section_too(capsys):
    for rule in RULES:
        assert main(["explain", rule.code]) == 0
    capsys.readouterr()
    for word, line in (("workers", "workers.attention: dp {dp}"), ("ScheduleConfig", "maxBatchSize: Requests")):
        assert main(["explain", word]) == 0
        assert line in capsys.readouterr().out
