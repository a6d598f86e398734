"""Tensor, expert, context and pipeline parallel against the model, and against each other."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

MODEL, PARALLEL, PLATFORM = "vllm, config/model.py", "vllm, config/parallel.py", "vllm_ascend/platform.py"
TP, DCP = "--tensor-parallel-size", "--decode-context-parallel-size"
PCP, DP = "--prefill-context-parallel-size", "--data-parallel-size"
INTERLEAVE = "--cp-kv-cache-interleave-size"


@rule(
    "configuration.tp_heads",
    says="--tensor-parallel-size {tp} does not divide the {heads} attention heads of the model",
    places=(TP,),
    source=MODEL,
)
def tp_divides_the_heads(v: CommandView) -> Iterator[Hit]:
    """Each rank holds whole heads. KV heads may be fewer than ranks: they are replicated."""
    heads = v.weights.heads if v.weights else None
    if heads and v.tp >= 1 and heads % v.tp:
        fits = [size for size in range(1, heads + 1) if heads % size == 0]
        below = max(size for size in fits if size < max(v.tp, 2))
        above = min((size for size in fits if size > v.tp), default=None)
        fixes = some(change(TP, below), change(TP, above) if above and above <= 2 * v.tp else None)
        engine = f"Total number of attention heads ({heads}) must be divisible by tensor parallel size ({v.tp})."
        yield hit_at(tp=v.tp, heads=heads, fixes=fixes, engine=engine)


@rule(
    "configuration.expert_parallel",
    says="--enable-expert-parallel is for mixture-of-experts models; this one is dense",
    places=("--enable-expert-parallel",),
    source=MODEL,
)
def expert_parallel_has_experts(v: CommandView) -> Iterator[Hit]:
    """There is nothing to spread."""
    if v.expert_parallel and v.moe is False:
        engine = "Number of experts in the model must be greater than 0 when expert parallelism is enabled."
        yield hit_at(fixes=(change("--enable-expert-parallel", ABSENT),), engine=engine)


@rule(
    "configuration.eplb",
    says="--enable-eplb is for CUDA and ROCm only: vLLM-Ascend has eplb_config in additional_config",
    places=("--enable-eplb",),
    source=PARALLEL,
)
def eplb_is_not_for_ascend(v: CommandView) -> Iterator[Hit]:
    """vLLM's own load balancing of experts; num_redundant_experts belongs to it."""
    redundant = v.dictionary("eplb_config").get("num_redundant_experts", 0)
    if v.value("enable_eplb"):
        engine = "Expert parallelism load balancing is only supported on CUDA devices or ROCm devices now."
        places = ("--enable-eplb", "--enable-expert-parallel")
        yield hit_at(*places, fixes=(change("--enable-eplb", ABSENT),), engine=engine)
        return
    if redundant:
        at = "--eplb-config/num_redundant_experts"
        says = "num_redundant_experts of --eplb-config needs --enable-eplb, which Ascend does not support"
        engine = (
            f"num_redundant_experts is set to {redundant} but EPLB is not enabled. Either enable EPLB or unset "
            "num_redundant_experts."
        )
        yield hit_at(at, "--enable-eplb", says=says, fixes=(change("--eplb-config", ABSENT),), engine=engine)
    if v.value("enable_elastic_ep"):
        says = "--enable-elastic-ep needs --enable-eplb, which Ascend does not support"
        engine = "Elastic EP is only supported with enable_eplb=True."
        fixes = (change("--enable-elastic-ep", ABSENT),)
        yield hit_at("--enable-elastic-ep", "--enable-eplb", says=says, fixes=fixes, engine=engine)


@rule(
    "configuration.dcp_tp",
    says="--decode-context-parallel-size {dcp} must divide --tensor-parallel-size {tp}",
    places=(DCP, TP),
    source=PARALLEL,
)
def dcp_divides_tp(v: CommandView) -> Iterator[Hit]:
    """Decode context parallel reuses the tensor parallel ranks."""
    if v.dcp >= 1 and v.tp >= 1 and v.tp % v.dcp:
        engine = f"tp_size={v.tp} must be divisible bydcp_size={v.dcp}."
        fits = [size for size in range(1, v.tp + 1) if v.tp % size == 0 and size < v.dcp]
        yield hit_at(dcp=v.dcp, tp=v.tp, fixes=(change(DCP, fits[-1]),), engine=engine)
    if v.dcp == 1 and v.value("dcp_comm_backend") == "a2a":
        at = "--dcp-comm-backend"
        engine = "dcp_comm_backend='a2a' requires decode_context_parallel_size > 1."
        says = "--dcp-comm-backend a2a needs --decode-context-parallel-size above 1"
        yield hit_at(at, DCP, says=says, fixes=(change(at, ABSENT),), engine=engine)


@rule(
    "configuration.dcp_heads",
    says="--decode-context-parallel-size {dcp}: {why}",
    places=(DCP, TP),
    source=MODEL,
)
def dcp_splits_replicated_heads(v: CommandView) -> Iterator[Hit]:
    """Without latent attention, decode context parallel splits the copies of a KV head: tp must be above the number of
    KV heads, and the query heads of one KV head must be divisible."""
    weights = v.weights
    if weights is None or v.dcp <= 1 or weights.mla and v.variable("VLLM_MLA_DISABLE") in (None, "0"):
        return
    heads, kv_heads = weights.heads, weights.kv_heads
    if not heads or not kv_heads:
        return
    copies, off = v.tp // kv_heads, change(DCP, 1)
    if v.tp <= kv_heads:
        engine = (
            f"tensor parallel size {v.tp} must be greater than total num kv heads {kv_heads} when enable decode "
            "context parallel for GQA/MQA"
        )
        why = Message("--tensor-parallel-size {tp} must be above the {heads} KV heads", tp=v.tp, heads=kv_heads)
        yield hit_at(dcp=v.dcp, why=why, fixes=(off,), engine=engine)
    elif v.dcp > copies:
        engine = (
            f"decode context parallel size must less than or equal to (tensor parallel size {v.tp} // total num kv "
            f"heads {kv_heads}) = {copies}, but got {v.dcp}"
        )
        why = Message(
            "tp {tp} has {copies} copies of each of the {heads} KV heads", tp=v.tp, copies=copies, heads=kv_heads
        )
        yield hit_at(dcp=v.dcp, why=why, fixes=(change(DCP, copies), off), engine=engine)
    elif heads // kv_heads % v.dcp:
        engine = f"Total number of q per kv attn heads ({heads // kv_heads}) must be divisible by dcp world size"
        why = Message("it must divide the {n} query heads of each KV head", n=heads // kv_heads)
        yield hit_at(dcp=v.dcp, why=why, fixes=(off,), engine=engine)


@rule(
    "configuration.dcp_sparse",
    says="--decode-context-parallel-size {dcp} must equal --tensor-parallel-size {tp} for sparse attention",
    places=(DCP, TP),
    source=PLATFORM,
)
def sparse_attention_takes_all_ranks(v: CommandView) -> Iterator[Hit]:
    """The indexer of sparse attention (DeepSeek V3.2) is replicated over all tensor parallel ranks."""
    if v.weights is not None and v.weights.sparse and v.dcp > 1 and v.pcp == 1 and v.dcp != v.tp:
        engine = f"DCP for SFA is only supported when dcp_size({v.dcp}) == tp_size({v.tp})."
        yield hit_at(dcp=v.dcp, tp=v.tp, fixes=(change(DCP, v.tp), change(DCP, 1)), engine=engine)


@rule(
    "configuration.pcp_dp",
    says="--prefill-context-parallel-size {pcp} excludes data parallel; found --data-parallel-size {dp}",
    places=(PCP, DP),
    source=PLATFORM,
)
def prefill_context_parallel_is_one_rank(v: CommandView) -> Iterator[Hit]:
    """vLLM-Ascend has one of the two."""
    if v.pcp > 1 and v.dp > 1:
        engine = (
            "PCP (Prefill Context Parallelism) and DP (Data Parallelism) cannot be enabled simultaneously in the "
            "current version of vLLM Ascend. Got "
            f"data_parallel_size={v.dp} and prefill_context_parallel_size={v.pcp}. Please "
            "set either --data-parallel-size 1 or --prefill-context-parallel-size 1."
        )
        yield hit_at(pcp=v.pcp, dp=v.dp, fixes=(change(PCP, 1), change(DP, 1)), engine=engine)


@rule(
    "configuration.cp_interleave",
    says="--cp-kv-cache-interleave-size {size} must equal the block size {block} with a KV connector",
    places=(INTERLEAVE, "--block-size"),
    source=PLATFORM,
)
def a_connector_sends_whole_blocks(v: CommandView) -> Iterator[Hit]:
    """With context parallel the tokens of a sequence are dealt out to ranks; a connector sends blocks."""
    size, block = v.number("cp_kv_cache_interleave_size"), v.block_size
    if v.transfer is not None and v.dcp * v.pcp > 1 and size != block:
        engine = (
            f"cp_kv_cache_interleave_size({size}) and block_size({block}) needs to be equal if use pcp or dcp > 1 in "
            "P/D disaggregate and kv pool scenario."
        )
        yield hit_at(size=size, block=block, fixes=(change(INTERLEAVE, block),), engine=engine)


@rule(
    "configuration.routed_experts",
    says="--enable-return-routed-experts excludes {other}",
    places=("--enable-return-routed-experts",),
    source="vllm, config/vllm.py",
)
def routed_experts_stay_in_one_engine(v: CommandView) -> Iterator[Hit]:
    """The experts of a token are reported by the engine that ran all of its layers."""
    if not v.value("enable_return_routed_experts"):
        return
    flag = "--enable-return-routed-experts"
    off = (change(flag, ABSENT),)
    if v.pp > 1:
        engine = "--enable-return-routed-experts is incompatible with pipeline parallelism (PP > 1)."
        yield hit_at(flag, "--pipeline-parallel-size", other="--pipeline-parallel-size", fixes=off, engine=engine)
    if v.produces or v.consumes:
        engine = (
            "--enable-return-routed-experts is incompatible with KV connectors (PD disaggregation, KV cache offload)."
        )
        yield hit_at(flag, "--kv-transfer-config", other="--kv-transfer-config", fixes=off, engine=engine)


RULES: tuple[ServeRule, ...] = (
    tp_divides_the_heads,
    expert_parallel_has_experts,
    eplb_is_not_for_ascend,
    dcp_divides_tp,
    dcp_splits_replicated_heads,
    sparse_attention_takes_all_ranks,
    prefill_context_parallel_is_one_rank,
    a_connector_sends_whole_blocks,
    routed_experts_stay_in_one_engine,
)
