"""Stage `workers`: what the configuration takes, and the workers refuse before the weights are loaded."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

INTERLEAVE, DCP = "--cp-kv-cache-interleave-size", "--decode-context-parallel-size"


@rule(
    "workers.cp_interleave",
    says="--cp-kv-cache-interleave-size {size} must divide the block size {block}",
    places=(INTERLEAVE, DCP),
    source="vllm, config/vllm.py, validate_block_size",
)
def blocks_are_dealt_out_whole(v: CommandView) -> Iterator[Hit]:
    """Checked when the block size is final, which is in the engine. Sparse attention takes the block size itself."""
    former = v.number("dcp_kv_cache_interleave_size")
    size = former if former > 1 else v.number("cp_kv_cache_interleave_size")
    sparse = v.weights is not None and v.weights.sparse
    if v.dcp > 1 and not sparse and (size < 1 or v.block_size % size):
        engine = (
            f"Block_size({v.block_size}) should be greater than or equal to and divisible by "
            f"cp_kv_cache_interleave_size ({size})."
        )
        yield hit_at(size=size, block=v.block_size, fixes=(change(INTERLEAVE, v.block_size),), engine=engine)


@rule(
    "workers.dsa_cp",
    says="enable_dsa_cp needs enable_flashcomm1",
    places=("enable_dsa_cp", "enable_flashcomm1"),
    source="vllm_ascend/utils.py",
)
def sparse_context_parallel_has_flashcomm(v: CommandView) -> Iterator[Hit]:
    """The workers ask for it when they build the first layer. Models without an indexer ignore it."""
    indexed = v.weights is not None and "index_topk" in v.weights.text
    if indexed and v.on("enable_dsa_cp") and not v.sequence_parallel:
        engine = (
            "DSA CP requires SP to be enabled. Please enable SP(set VLLM_ASCEND_ENABLE_FLASHCOMM1=1) to use DSA CP."
        )
        fixes = (change("enable_flashcomm1", True), change("enable_dsa_cp", ABSENT))
        yield hit_at(fixes=fixes, engine=engine)


@rule(
    "workers.headless_ranks",
    says="--headless needs --data-parallel-size-local of 1 and up",
    places=("--data-parallel-size-local", "--headless"),
    source="vllm, entrypoints/cli/serve.py, run_headless",
)
def a_headless_node_has_ranks(v: CommandView) -> Iterator[Hit]:
    """A head may leave all ranks to other nodes; a headless node without ranks has nothing to do."""
    if v.headless and v.dp_local == 0:
        engine = "data_parallel_size_local must be > 0 in headless mode"
        yield hit_at(fixes=(change("--data-parallel-size-local", 1),), engine=engine)


RULES: tuple[ServeRule, ...] = (
    blocks_are_dealt_out_whole,
    sparse_context_parallel_has_flashcomm,
    a_headless_node_has_ranks,
)
