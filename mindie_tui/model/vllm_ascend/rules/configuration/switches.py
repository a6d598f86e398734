"""Switches of additional_config that need, or exclude, something: Flash Comm, fused MC2, xlite, kernels, placement."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import VARIABLE_OF_KEY, CommandView, is_positive

CONFIG, PLATFORM = "vllm_ascend/ascend_config.py", "vllm_ascend/platform.py"
FLASHCOMM1 = "enable_flashcomm1"


def place_of(v: CommandView, key: str) -> str:
    """Where a switch is set: its key, or the variable that it had before."""
    variable = VARIABLE_OF_KEY.get(key)
    return f"${variable}" if variable and key not in v.additional and v.variable(variable) else key


def switched_off(v: CommandView, key: str) -> tuple[str, str]:
    """The place of a switch, and its name there."""
    at = place_of(v, key)
    return at, at.lstrip("$")


@rule(
    "configuration.flashcomm1",
    says="{name} needs tensor_parallel_size above 1",
    source=PLATFORM,
)
def flashcomm1_has_ranks_and_experts(v: CommandView) -> Iterator[Hit]:
    """Flash Comm v1 splits the sequence over the tensor parallel ranks; a mixture-of-experts model needs expert
    parallel for it."""
    if not v.sequence_parallel:
        return
    at, name = switched_off(v, FLASHCOMM1 if v.on(FLASHCOMM1) else "enable_shared_expert_dp")
    off = change(at, ABSENT)
    if v.tp <= 1:
        engine = "Flash Comm v1 is only supported when tp_size > 1."
        yield hit_at(at, "--tensor-parallel-size", name=name, fixes=(off,), engine=engine)
    if v.weights is not None and v.weights.names_experts and not v.expert_parallel:
        says = "{name} needs --enable-expert-parallel, because the model has experts"
        fixes = (change("--enable-expert-parallel", True), off)
        engine = "Flash Comm v1 requires enable_expert_parallel=True for MoE models."
        yield hit_at(at, "--enable-expert-parallel", says=says, name=name, fixes=fixes, engine=engine)


@rule(
    "configuration.mc2_hierarchy",
    says="enable_mc2_hierarchy_comm and {name} exclude each other",
    source=PLATFORM,
)
def hierarchy_excludes_fused_mc2(v: CommandView) -> Iterator[Hit]:
    """The fused operator has its own exchange between nodes."""
    if v.on("enable_mc2_hierarchy_comm") and v.on("enable_fused_mc2"):
        at, name = switched_off(v, "enable_fused_mc2")
        off = change(at, "0") if at.startswith("$") else change(at, 0)
        fixes = (off, change("enable_mc2_hierarchy_comm", ABSENT))
        engine = (
            "fused mc2 op cannot be used with hierarchy communication."
            "Please disable VLLM_ASCEND_ENABLE_FUSED_MC2 by setting it to 0."
        )
        yield hit_at("enable_mc2_hierarchy_comm", at, name=name, fixes=fixes, engine=engine)


@rule(
    "configuration.static_kernel",
    says="enable_static_kernel needs enable_npugraph_ex",
    places=("ascend_compilation_config/enable_static_kernel", "ascend_compilation_config/enable_npugraph_ex"),
    source=CONFIG,
)
def static_kernels_need_npugraph_ex(v: CommandView) -> Iterator[Hit]:
    """npugraph_ex compiles them. On 310P both are switched off instead."""
    group = v.group("ascend_compilation_config")
    if v.command.device == "310P" or not group.get("enable_static_kernel", False):
        return
    if not group.get("enable_npugraph_ex", True):
        kernel, graph = "enable_static_kernel", "enable_npugraph_ex"
        fixes = (
            change(f"ascend_compilation_config/{graph}", True),
            change(f"ascend_compilation_config/{kernel}", False),
        )
        yield hit_at(fixes=fixes, engine="Static kernel generation requires npugraph_ex to be enabled.")


@rule("configuration.xlite", says="xlite_graph_config needs {flag} 1; found {n}", source=CONFIG)
def xlite_is_alone(v: CommandView) -> Iterator[Hit]:
    """The openEuler graph engine: no pipeline, and one speculative token at most."""
    if not v.group("xlite_graph_config").get("enabled", False):
        return
    at, off = "xlite_graph_config/enabled", change("xlite_graph_config/enabled", False)
    tokens = v.speculative_tokens
    if tokens is not None and tokens != 1:
        engine = "Xlite graph mode only support speculative decoding with num_speculative_tokens=1."
        where = "--speculative-config/num_speculative_tokens"
        name = "num_speculative_tokens"
        yield hit_at(at, where, flag=name, n=tokens, fixes=(change(where, 1), off), engine=engine)
    if v.pp > 1:
        engine = "Xlite graph mode is not compatible with pipeline parallelism. Please set pipeline_parallel_size to 1."
        where = "--pipeline-parallel-size"
        yield hit_at(at, where, flag=where, n=v.pp, fixes=(change(where, 1), off), engine=engine)


@rule(
    "configuration.mix_placement",
    says="mix_placement and {name} exclude each other",
    source=CONFIG,
)
def mix_placement_is_alone(v: CommandView) -> Iterator[Hit]:
    """Shared experts are placed among the routed ones, so nothing is left to overlap or to replicate."""
    if not v.on("mix_placement"):
        return
    overlap = "multistream_overlap_shared_expert"
    overlaps = v.on(overlap) and v.setting("enable_fused_mc2") != 1
    if v.shared_expert_dp or overlaps:
        name = "enable_shared_expert_dp" if v.shared_expert_dp else overlap
        fixes = (change("mix_placement", ABSENT), change(name, ABSENT))
        engine = "Mix placement is not supported with shared expert DP or multistream overlap."
        yield hit_at("mix_placement", name, name=name, fixes=fixes, engine=engine)


@rule("configuration.kv_nz", says="enable_kv_nz needs {needs}", source=CONFIG)
def kv_nz_is_for_mla_decode_nodes(v: CommandView) -> Iterator[Hit]:
    """The NZ layout of the KV cache exists for latent attention without sparsity, on decode nodes."""
    if not v.on("enable_kv_nz"):
        return
    fixes = (change("enable_kv_nz", ABSENT),)
    if v.weights is not None and (not v.weights.mla or v.weights.sparse):
        needs = Message("a model with latent attention and without sparse attention")
        yield hit_at(
            "enable_kv_nz", needs=needs, fixes=fixes, engine="enable_kv_nz is only supported for mla currently."
        )
    if not v.consumes:
        needs = Message("a decode node (kv_role kv_consumer in --kv-transfer-config)")
        engine = "enable_kv_nz is only supported in pd scenario and can only be used in D node."
        yield hit_at("enable_kv_nz", "--kv-transfer-config/kv_role", needs=needs, fixes=fixes, engine=engine)


@rule("configuration.reduce_sample", says="enable_reduce_sample {reason}", source=CONFIG)
def reduce_sample_has_the_whole_head(v: CommandView) -> Iterator[Hit]:
    """Experimental; refused where it would give wrong tokens."""
    if not v.on("enable_reduce_sample"):
        return
    off, head = change("enable_reduce_sample", ABSENT), "finegrained_tp_config/lmhead_tensor_parallel_size"
    if is_positive(v.group("finegrained_tp_config").get("lmhead_tensor_parallel_size", 0)):
        engine = (
            "enable_reduce_sample is incompatible with finegrained_tp_config.lmhead_tensor_parallel_size. "
            "Please disable one of them."
        )
        fixes = (off, change(head, ABSENT))
        reason = Message("and lmhead_tensor_parallel_size exclude each other")
        yield hit_at("enable_reduce_sample", head, reason=reason, fixes=fixes, engine=engine)
    if v.kv_role == "kv_producer":
        engine = (
            "enable_reduce_sample is not supported on PD-disaggregated scenarios. Please disable enable_reduce_sample."
        )
        where = "--kv-transfer-config/kv_role"
        reason = Message("is not for prefill nodes (kv_role kv_producer)")
        yield hit_at("enable_reduce_sample", where, reason=reason, fixes=(off,), engine=engine)


@rule(
    "configuration.layer_sharding",
    says="layer_sharding is for prefill nodes (kv_role kv_producer in --kv-transfer-config) only",
    places=("layer_sharding", "--kv-transfer-config/kv_role"),
    source=PLATFORM,
)
def layer_sharding_is_for_prefill_nodes(v: CommandView) -> Iterator[Hit]:
    """Whatever its value is, as long as it is not empty."""
    if v.key("layer_sharding") and v.kv_role != "kv_producer":
        engine = "additional_config.layer_sharding can only be enabled in PD-disaggregated's P node."
        yield hit_at(fixes=some(change("layer_sharding", ABSENT)), engine=engine)


RULES: tuple[ServeRule, ...] = (
    layer_sharding_is_for_prefill_nodes,
    xlite_is_alone,
    static_kernels_need_npugraph_ex,
    kv_nz_is_for_mla_decode_nodes,
    reduce_sample_has_the_whole_head,
    mix_placement_is_alone,
    flashcomm1_has_ranks_and_experts,
    hierarchy_excludes_fused_mc2,
)
