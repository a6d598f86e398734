"""The failing logs of vLLM-Ascend name their causes; what a healthy start prints is no fault."""

from pathlib import Path

from mindie_tui.model.faults.culprit import judge, weighed
from mindie_tui.model.faults.log_reader import LogReader

CASES = Path(__file__).with_name("cases")
CAUSES = {
    "fail_aicore_timeout_profile_2node": "EZ9903",
    "fail_bad_json": "vllm-arg-json",
    "fail_batched_lt_len": "vllm-batched-lt-len",
    "fail_engine_killed_head": "vllm-gloo-peer-died",
    "fail_eplb_key": "vllm-eplb-key",
    "fail_graph_streams_old_v0_11": "vllm-acl-streams",
    "fail_hccl_EI0006": "hccl-ei0006",
    "fail_hccl_buffsize_a3": "vllm-hccl-buffsize",
    "fail_hccl_socket_table_2node_a3": "AISW_CANN_HCCL_017",
    "fail_headless_no_master": "vllm-handshake-5min",
    "fail_idle_engine_killed_head": "vllm-gloo-peer-died",
    "fail_kv_none": "AISW_VLLM_ENGINE_001",
    "fail_kv_short": "vllm-kv-short",
    "fail_max_model_len": "vllm-max-len-derived",
    "fail_no_model": "vllm-model-path",
    "fail_plugin_not_loaded": "vllm-plugin-load",
    "fail_port_in_use": "AISW_PyTorch_Init_05",
    "fail_quant_matmul_dtype_2node": "vllm-quant-dtype",
    "fail_quant_missing": "AISW_VLLM_ASCEND_QUANTIZATION_ASCEND_001",
    "fail_ready_timeout_multi": "vllm-ready-timeout",
    "fail_rpc_port_in_use": "AISW_PyTorch_Init_05",
    "fail_tp_heads": "vllm-heads-tp",
    "fail_unknown_arch": "vllm-arch-unsupported",
    "fail_unknown_arg": "vllm-arg-unknown",
    "fail_visible_devices_out_of_range": "vllm-visible-devices",
    "fail_worker_oom": "mem-oom",
}
HEALTHY = (
    "start_2node_headless", "start_2node_master", "start_offline_single_npu_v0_20", "start_single_serve",
    "start_single_serve_tail_v0_22_dp16", "start_single_tp2_serve", "stop_2node_headless", "stop_2node_master",
)  # fmt: skip
"""Two of them end by a TERM, and print errors on their way."""


def culprit_of(name):
    reader = LogReader(f"{name}.log")
    reader.feed((CASES / f"{name}.log").read_bytes())
    verdict = judge(weighed(reader.finish().of("a3-01", 0.0)))
    return verdict and verdict.first.seen


def test_each_failing_log_names_its_cause_and_a_healthy_one_none():
    found = {name: culprit_of(f"vllm/{name}") for name in CAUSES}
    named = {name: seen and (seen.fault.code if seen.fault else seen.line) for name, seen in found.items()}
    assert named == CAUSES
    assert [name for name in HEALTHY if culprit_of(f"vllm/{name}") is not None] == []


def test_a_death_that_nobody_asked_for_and_a_fault_of_the_next_start_are_errors():
    stopped = (CASES / "vllm/stop_2node_master.log").read_bytes()
    dead = b"EngineDeadError: EngineCore encountered an issue. See stack trace (above)\n"
    reader = LogReader("x.log")
    reader.feed(stopped + b"INFO 11-30 20:40:01 [api_utils.py:299] vLLM API server version 0.23.0\n" + dead)
    assert [one.seen.fault.code for one in reader.finish().found] == ["vllm-engine-dead"]


def test_a_line_that_says_only_that_hccl_failed_gives_way_to_the_coded_line_behind_it():
    assert culprit_of("ei0015").fault.code == "EI0015"
