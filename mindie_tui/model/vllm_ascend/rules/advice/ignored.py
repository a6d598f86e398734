"""What the platform resets or ignores, mostly with a line that nobody reads (vllm_ascend/platform.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.arguments.table import by_dest
from mindie_tui.model.vllm_ascend.rules.graphs import captures_graphs, graph_mode
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import KEY_OF_VARIABLE, CommandView, whole

SOURCE = "vllm_ascend/platform.py, _fix_incompatible_config"
SWITCHES = (
    "disable_cascade_attn",
    "calculate_kv_scales",
    "mm_encoder_attn_backend",
    "enable_layerwise_nvtx_tracing",
    "ray_workers_use_nsight",
    "enable_dbo",
    "ubatch_size",
    "max_parallel_loading_workers",
    "numa_bind_nodes",
    "numa_bind_cpus",
)
"""Arguments that count for nothing on Ascend, whatever they say."""
NESTED: dict[str, tuple[str, Callable[[Json], bool]]] = {
    "--compilation-config/use_inductor_graph_partition": ("compilation_config", bool),
    "--compilation-config/custom_ops": ("compilation_config", bool),
    "--speculative-config/quantization": ("speculative_config", bool),
    "--kv-transfer-config/kv_buffer_size": ("kv_transfer_config", lambda value: value != 1e9),
    "--kv-transfer-config/enable_permute_local_kv": ("kv_transfer_config", bool),
    "--attention-config/use_prefill_decode_attention": ("attention_config", bool),
    "--attention-config/use_trtllm_attention": ("attention_config", bool),
    "--attention-config/disable_flashinfer_q_quantization": ("attention_config", bool),
    "--attention-config/flash_attn_version": ("attention_config", bool),
    "--attention-config/flash_attn_max_num_splits_for_cuda_graph": ("attention_config", lambda value: value != 32),
    "--attention-config/backend": ("attention_config", lambda value: str(value).upper() != "FLASH_ATTN"),
}
"""The same for keys of JSON arguments: when a value says something."""


@rule("advice.ignored", says="vLLM-Ascend will ignore {name}", severity="note", source=SOURCE)
def arguments_that_count_for_nothing(v: CommandView) -> Iterator[Hit]:
    """They belong to CUDA or ROCm, or are not built yet on Ascend."""
    for dest in SWITCHES:
        argument = by_dest()[dest]
        if v.given(dest) and v.value(dest) not in (None, argument.default):
            yield hit_at(argument.flag, name=argument.flag, fixes=(change(argument.flag, ABSENT),))
    for at, (dest, says_something) in NESTED.items():
        key = at.rpartition("/")[2]
        if key in v.dictionary(dest) and says_something(v.dictionary(dest)[key]):
            yield hit_at(at, name=at.replace("/", "."), fixes=(change(at, ABSENT),))
    backend = v.value("attention_backend")
    if isinstance(backend, str) and backend.upper() not in ("AUTO", "FLASH_ATTN"):
        flag = "--attention-backend"
        yield hit_at(flag, name=flag, fixes=(change(flag, ABSENT),))
    if v.given("all2all_backend") and not v.dictionary("compilation_config").get("pass_config", {}).get("enable_sp"):
        flag = "--all2all-backend"
        yield hit_at(flag, name=flag, fixes=(change(flag, ABSENT),))


@rule("advice.replaced", says="vLLM-Ascend will take {taken} instead of {name}", severity="note", source=SOURCE)
def values_that_are_replaced(v: CommandView) -> Iterator[Hit]:
    """The value that counts is another one."""
    block = v.value("block_size")
    if v.weights is not None and type(block) is int and block > 0 and block != v.block_size:
        yield hit_at("--block-size", name=f"--block-size {block}", taken=v.block_size)
    if v.value("numa_bind"):
        fixes = (change("--numa-bind", ABSENT),)
        yield hit_at("--numa-bind", name="--numa-bind", taken="enable_cpu_binding", fixes=fixes)
    name = "VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS"
    seconds = whole(v.variable(name))
    if seconds is not None and seconds < 1836:
        yield hit_at(f"${name}", name=f"{name}={seconds}", taken=3000)
    asked = str(v.dictionary("compilation_config").get("cudagraph_mode", "")).upper()
    if asked and asked != graph_mode(v):
        at = "--compilation-config/cudagraph_mode"
        yield hit_at(at, name=f"cudagraph_mode {asked}", taken=graph_mode(v), severity="warning")


@rule(
    "advice.ignored_key",
    says="vLLM-Ascend will ignore {name}: {why}",
    severity="warning",
    source="vllm_ascend/ascend_config.py",
)
def keys_that_count_for_nothing(v: CommandView) -> Iterator[Hit]:
    """Keys of additional_config whose conditions do not hold, so that they pass and do nothing."""
    if "eplb_config" in v.additional and not isinstance(v.key("eplb_config"), dict):
        yield _unused("eplb_config", Message("it is not an object"))
    if v.on("enable_shared_expert_dp") and not v.shared_expert_dp:
        yield _unused("enable_shared_expert_dp", Message("it needs expert parallel and tp above 1"))
    if v.on("recompute_scheduler_enable") and v.kv_role == "kv_producer":
        yield _unused("recompute_scheduler_enable", Message("this is a prefill node"))
    if v.on("multistream_overlap_shared_expert") and v.setting("enable_fused_mc2") == 1:
        yield _unused("multistream_overlap_shared_expert", Message("enable_fused_mc2 is 1"))
    if v.on("enable_async_exponential") and whole(v.variable("VLLM_BATCH_INVARIANT")):
        yield _unused("enable_async_exponential", Message("VLLM_BATCH_INVARIANT is set"))
    for key in ("enable_sparse_sfa_c8", "enable_sparse_li_c8", "enable_dsa_cp"):
        if v.on(key) and v.weights is not None and not v.weights.sparse:
            yield _unused(key, Message("the model has no sparse attention"))
    static = "ascend_compilation_config/enable_static_kernel"
    if v.group("ascend_compilation_config").get("enable_static_kernel") and (
        v.command.device == "310P" or not captures_graphs(v) or "PIECEWISE" in graph_mode(v)
    ):
        yield _unused(static, Message("it needs graph mode FULL or FULL_DECODE_ONLY"))


def _unused(name: str, why: str) -> Hit:
    return hit_at(name, name=name.rpartition("/")[2], why=why, fixes=(change(name, ABSENT),))


@rule(
    "advice.key_wins",
    says="{name} is ignored, because additional_config has {key}",
    severity="note",
    source="vllm_ascend/ascend_config.py",
)
def a_key_wins_over_its_variable(v: CommandView) -> Iterator[Hit]:
    """Where both are given with different values, one of them was forgotten."""
    for name, key in KEY_OF_VARIABLE.items():
        number = whole(v.variable(name))
        if number is not None and key in v.additional and v.additional[key] != number:
            yield hit_at(f"${name}", key, name=name, key=key, fixes=(change(f"${name}", ABSENT),))


@rule(
    "advice.start_rank",
    says="--data-parallel-start-rank {rank} counts for nothing without --data-parallel-size-local",
    severity="warning",
    places=("--data-parallel-start-rank", "--data-parallel-size-local"),
    source="vllm, engine/arg_utils.py",
)
def a_start_rank_needs_local_ranks(v: CommandView) -> Iterator[Hit]:
    """Without it this process takes all ranks, from 0 on."""
    rank = v.number("data_parallel_start_rank", 0)
    if rank > 0 and not v.local_given and not v.external_lb:
        yield hit_at(rank=rank)


RULES: tuple[ServeRule, ...] = (
    arguments_that_count_for_nothing,
    values_that_are_replaced,
    keys_that_count_for_nothing,
    a_key_wins_over_its_variable,
    a_start_rank_needs_local_ranks,
)
