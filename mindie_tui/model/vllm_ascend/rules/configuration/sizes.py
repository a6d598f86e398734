"""Parallel sizes below the tensor parallel one: finegrained_tp_config, and the O-matrix groups of Flash Comm v2."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import VARIABLE_OF_KEY, CommandView, is_positive

SOURCE = "vllm_ascend/ascend_config.py, FinegrainedTPConfig"
GROUP = "finegrained_tp_config"
OPROJ, OLORA, EMBEDDING = "oproj_tensor_parallel_size", "olora_tensor_parallel_size", "embedding_tensor_parallel_size"
SIZES = (OPROJ, OLORA, "lmhead_tensor_parallel_size", EMBEDDING, "mlp_tensor_parallel_size")
DECODE_ONLY = (OPROJ, OLORA)
"""Sizes for decode nodes in graph mode."""
FLASHCOMM2 = "enable_flashcomm2_parallel_size"


@rule("configuration.finegrained_type", says="{name} must be a whole number; found {value}", source=SOURCE)
def sizes_are_numbers(v: CommandView) -> Iterator[Hit]:
    """A size is compared with 0 whatever it is, so a text ends in a traceback."""
    for name in SIZES:
        value, at = v.group(GROUP).get(name, 0), f"{GROUP}/{name}"
        if is_positive(value) is None:
            meant = change(at, int(value)) if isinstance(value, str) and value.isdecimal() else None
            engine = f"'>' not supported between instances of '{type(value).__name__}' and 'int'"
            yield hit_at(at, name=name, value=shown(value), fixes=some(meant, change(at, ABSENT)), engine=engine)


@rule("configuration.finegrained_moe", says="{name} is for mixture-of-experts models; this one is dense", source=SOURCE)
def sizes_are_for_experts(v: CommandView) -> Iterator[Hit]:
    """A dense model runs its data parallel ranks as independent engines, so there is no group to split over."""
    for name in _used(v) if v.moe is False else ():
        at = f"{GROUP}/{name}"
        engine = "The finegrained tp sizes can be enabled only for MOE models."
        yield hit_at(at, name=name, fixes=(change(at, ABSENT),), engine=engine)


@rule(
    "configuration.finegrained_dp",
    says="{name} {size} must divide data_parallel_size {dp}",
    source=SOURCE,
)
def sizes_divide_dp(v: CommandView) -> Iterator[Hit]:
    """The groups are made of data parallel ranks. vLLM-Ascend's text says the reverse of what it checks."""
    for name in _used(v):
        size, at = v.size(GROUP, name), f"{GROUP}/{name}"
        if v.dp % size != 0:
            fits = [one for one in (2, 4, 8, 16) if v.dp % one == 0 and one <= size]
            fixes = some(change(at, fits[-1]) if fits else None, change(at, ABSENT))
            engine = "finegrained tp sizes must divide by data_parallel_size."
            yield hit_at(
                at, GROUP, "--data-parallel-size", name=name, size=shown(size), dp=v.dp, fixes=fixes, engine=engine
            )


@rule("configuration.finegrained_decode", says="{name} {needs}", source=SOURCE)
def some_sizes_are_for_decode_nodes(v: CommandView) -> Iterator[Hit]:
    """Their exchange buffers are static, sized for the replay of a graph, and only decode nodes replay one."""
    for name in DECODE_ONLY:
        at = f"{GROUP}/{name}"
        if not is_positive(v.group(GROUP).get(name, 0)):
            continue
        off = change(at, ABSENT)
        if name == OPROJ and v.tp > 1:
            yield hit_at(
                at,
                "--tensor-parallel-size",
                name=name,
                needs=Message("needs {flag} 1; found {n}", flag="tensor_parallel_size", n=v.tp),
                fixes=(off,),
                engine=f"{name} currently requires tensor_parallel_size == 1, got {v.tp}.",
            )
        if v.eager:
            fixes = (off, change("--enforce-eager", ABSENT))
            needs = Message("needs graph mode, and --enforce-eager switches it off")
            yield hit_at(
                at,
                "--enforce-eager",
                name=name,
                needs=needs,
                fixes=fixes,
                engine=f"{name} is only supported in graph mode",
            )
        if not v.consumes:
            engine = f"{name} is only supported in pd scenario and can only be used in D node."
            needs = Message("needs a decode node (kv_role kv_consumer in --kv-transfer-config)")
            yield hit_at(at, "--kv-transfer-config/kv_role", name=name, needs=needs, fixes=(off,), engine=engine)


@rule(
    "configuration.finegrained_recompute",
    says="{name} needs recompute_scheduler_enable",
    source="vllm_ascend/ascend_config.py",
)
def exchanges_need_the_recompute_scheduler(v: CommandView) -> Iterator[Hit]:
    """They exchange between data parallel ranks, which needs the same number of tokens on each; only the recompute
    scheduler keeps it so."""
    used = [name for name in (OPROJ, EMBEDDING) if is_positive(v.group(GROUP).get(name, 0))]
    if used and not v.on("recompute_scheduler_enable"):
        places = [f"{GROUP}/{name}" for name in used]
        fixes = some(
            change("recompute_scheduler_enable", True) if v.kv_role == "kv_consumer" else None,
            *(change(at, ABSENT) for at in places),
        )
        engine = (
            "oproj_tensor_parallel_size / embedding_tensor_parallel_size require recompute_scheduler_enable=true: "
            "their cross-DP HCCL collectives need uniform num_tokens across DP ranks, which is only guaranteed when "
            "the recompute scheduler is enabled."
        )
        yield hit_at(*places, "recompute_scheduler_enable", name=" and ".join(used), fixes=fixes, engine=engine)


@rule(
    "configuration.flashcomm2",
    says="{name} {size} must be below tensor_parallel_size {tp}",
    source="vllm_ascend/utils.py",
)
def flashcomm2_divides_tp(v: CommandView) -> Iterator[Hit]:
    """The size of the groups that share the O matrix: a proper divisor of the tensor parallel size."""
    size = v.setting(FLASHCOMM2)
    key = FLASHCOMM2 in v.additional
    at = FLASHCOMM2 if key else f"${VARIABLE_OF_KEY[FLASHCOMM2]}"
    off, name = change(at, ABSENT), at.lstrip("$")
    if size is None and not key:
        return
    if is_positive(size) is None:
        engine = f"'<=' not supported between instances of '{type(size).__name__}' and 'int'"
        says = "{name} must be a whole number; found {value}"
        yield hit_at(at, says=says, name=name, value=shown(size), fixes=(off,), engine=engine)
        return
    if size <= 0:
        return
    label, places = "flashcomm2_oproj_tensor_parallel_size", (at, "--tensor-parallel-size")
    fits = [one for one in (1, 2, 4, 8) if one < v.tp and v.tp % one == 0 and one <= size]
    fixes = some(change(at, str(fits[-1]) if not key else fits[-1]) if fits else None, off)
    if v.tp <= size:
        engine = f"{label} ({size}) cannot exceed global tensor parallel size ({v.tp})"
        yield hit_at(*places, name=name, size=shown(size), tp=v.tp, fixes=fixes, engine=engine)
    elif v.tp % size != 0:
        says = "{name} {size} must divide tensor_parallel_size {tp}"
        engine = f"Global tensor parallel size ({v.tp}) must be divisible by {label} ({size})"
        yield hit_at(*places, says=says, name=name, size=shown(size), tp=v.tp, fixes=fixes, engine=engine)


@rule(
    "configuration.flashcomm2_role",
    says="{name} is not for decode nodes",
    source="vllm_ascend/utils.py",
)
def flashcomm2_goes_with_the_rest(v: CommandView) -> Iterator[Hit]:
    """Flash Comm v2 is for prefill nodes and mixed ones without a connector; it takes o_proj alone as sharded layer and
    no oproj_tensor_parallel_size."""
    size = v.setting(FLASHCOMM2)
    if not is_positive(size):
        return
    at = FLASHCOMM2 if FLASHCOMM2 in v.additional else f"${VARIABLE_OF_KEY[FLASHCOMM2]}"
    off, name = change(at, ABSENT), at.lstrip("$")
    sharded = v.key("layer_sharding")
    if sharded and sharded != ["o_proj"]:
        engine = f"FLASHCOMM2 only supports 'o_proj' as the sole layer sharding configuration! Found: {sharded}"
        yield hit_at(
            at,
            "layer_sharding",
            says='{name} allows layer_sharding ["o_proj"] alone; found {value}',
            name=name,
            value=shown(sharded),
            fixes=(change("layer_sharding", ["o_proj"]), off),
            engine=engine,
        )
    if is_positive(v.group(GROUP).get(OPROJ, 0)):
        engine = (
            "flashcomm2_oproj_tensor_parallel_size cannot be enabled simultaneously with oproj_tensor_parallel_size"
        )
        says = "{name} and oproj_tensor_parallel_size exclude each other"
        fixes = (off, change(f"{GROUP}/{OPROJ}", ABSENT))
        yield hit_at(at, f"{GROUP}/{OPROJ}", says=says, name=name, fixes=fixes, engine=engine)
    if v.consumes:
        engine = "FLASHCOMM2 primarily targets P-scenario deployments. It is not applicable in D-scenario environments."
        yield hit_at(at, "--kv-transfer-config/kv_role", name=name, fixes=(off,), engine=engine)


def _used(v: CommandView) -> list[str]:
    return [name for name in SIZES if is_positive(v.group(GROUP).get(name, 0))]


RULES: tuple[ServeRule, ...] = (
    sizes_are_numbers,
    some_sizes_are_for_decode_nodes,
    sizes_are_for_experts,
    sizes_divide_dp,
    exchanges_need_the_recompute_scheduler,
    flashcomm2_divides_tp,
    flashcomm2_goes_with_the_rest,
)
