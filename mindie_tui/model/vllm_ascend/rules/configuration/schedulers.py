"""The schedulers of vLLM-Ascend: profiled chunks, balance over the ranks, recomputation on decode nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.configuration.groups import python_type
from mindie_tui.model.vllm_ascend.rules.configuration.switches import switched_off
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

CONFIG, PLATFORM = "vllm_ascend/ascend_config.py", "vllm_ascend/platform.py"
CHUNK, BALANCE, RECOMPUTE = "profiling_chunk_config", "enable_balance_scheduling", "recompute_scheduler_enable"
NUMBERS: tuple[tuple[str, Callable[[Any], float], Json, Message], ...] = (
    ("smooth_factor", float, 1.0, Message("a number above 0 and up to 1")),
    ("min_chunk", int, 4096, Message("a whole number above 0")),
    ("max_fit_chunk", int, 30, Message("a whole number above 5")),
)
"""Key, what reads it, default, range."""


@rule("configuration.profiling_chunk_range", says="{name} must be {wanted}; found {value}", source=CONFIG)
def chunks_are_in_range(v: CommandView) -> Iterator[Hit]:
    """Read by int() and float(), so that a number in quotes passes; checked whether the group is enabled or not."""
    for name, reader, default, wanted in NUMBERS:
        value, at = v.group(CHUNK).get(name, default), f"{CHUNK}/{name}"
        try:
            number = reader(value)
        except (TypeError, ValueError, OverflowError) as error:
            yield _out(at, name, wanted, value, str(error))
            continue
        if name == "smooth_factor" and not 0 < number <= 1:
            yield _out(at, name, wanted, value, f"{CHUNK}.smooth_factor must be in (0, 1], got {number}")
        elif name == "min_chunk" and number <= 0:
            yield _out(at, name, wanted, value, f"{CHUNK}.min_chunk must be positive, got {number}")
        elif name == "max_fit_chunk" and number <= 5:
            engine = f"Recommend to use at least 30 data points for fitting, got {number}"
            yield _out(at, name, wanted, value, engine)


def _out(at: str, name: str, wanted: str, value: Json, engine: str) -> Hit:
    fixes = (change(at, ABSENT),)
    shown_ = shown(value) if value is not None else python_type(value)
    return hit_at(at, name=name, wanted=wanted, value=shown_, fixes=fixes, engine=engine)


@rule(
    "configuration.profiling_chunk", says="profiling_chunk_config needs pipeline_parallel_size above 1", source=CONFIG
)
def chunks_need_a_pipeline(v: CommandView) -> Iterator[Hit]:
    """Chunks are sized so that the stages of a pipeline take equally long. Balance scheduling excludes it."""
    if not v.group(CHUNK).get("enabled", False):
        return
    at, off = f"{CHUNK}/enabled", change(f"{CHUNK}/enabled", False)
    if v.pp <= 1:
        engine = (
            "profiling_chunk_config requires pipeline parallelism (pp > 1). Please set --pipeline-parallel-size to a "
            "value greater than 1, or disable profiling_chunk_config."
        )
        yield hit_at(at, "--pipeline-parallel-size", fixes=(off,), engine=engine)
    if v.on(BALANCE):
        where, name = switched_off(v, BALANCE)
        says = "profiling_chunk_config and {name} exclude each other"
        engine = (
            "profiling_chunk_config and balance scheduling (enable_balance_scheduling) cannot be enabled at the same "
            "time. Please disable one of them."
        )
        yield hit_at(at, where, says=says, name=name, fixes=(off, change(where, ABSENT)), engine=engine)


@rule(
    "configuration.balance_scheduling",
    says="{name} is not for nodes with the KV role {role}",
    source=PLATFORM,
)
def balance_is_for_mixed_nodes(v: CommandView) -> Iterator[Hit]:
    """It balances prefill and decode of one engine, so there is nothing to balance on a node that does one of them."""
    if v.on(BALANCE) and v.transfer is not None and v.kv_role != "kv_both":
        at, name = switched_off(v, BALANCE)
        engine = (
            "enable_balance_scheduling only supports PD-mixed mode (kv_role='kv_both' or no kv_transfer_config), and "
            "is not supported in PD-disaggregated mode (kv_role='kv_producer'/'kv_consumer')."
        )
        fixes = (change(at, ABSENT),)
        yield hit_at(at, "--kv-transfer-config/kv_role", name=name, role=v.kv_role, fixes=fixes, engine=engine)


@rule(
    "configuration.recompute_scheduler",
    says="recompute_scheduler_enable is for decode nodes only (kv_role kv_consumer in --kv-transfer-config)",
    places=(RECOMPUTE, "--kv-transfer-config/kv_role"),
    source=PLATFORM,
)
def recompute_is_for_decode_nodes(v: CommandView) -> Iterator[Hit]:
    """It sends a request back to the prefill node when the KV cache is full. A prefill node ignores it."""
    if v.on(RECOMPUTE) and v.kv_role not in ("kv_producer", "kv_consumer"):
        engine = (
            "recompute_scheduler_enable can only be enabled on PD-disaggregated D nodes (kv_role='kv_consumer', but "
            f"got kv_role={v.kv_role!r}), and is not supported in PD-mixed mode."
        )
        yield hit_at(fixes=(change(RECOMPUTE, ABSENT),), engine=engine)


RULES: tuple[ServeRule, ...] = (
    chunks_are_in_range,
    chunks_need_a_pipeline,
    balance_is_for_mixed_nodes,
    recompute_is_for_decode_nodes,
)
