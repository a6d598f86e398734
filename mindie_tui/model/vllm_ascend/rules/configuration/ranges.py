"""The range of each argument, which vLLM's configuration classes check one by one (vllm, config/*.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.arguments.table import by_dest
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView, whole

SOURCE = "vllm, config/*.py"
_BACKENDS = frozenset(
    "FLASH_ATTN FLASH_ATTN_DIFFKV TRITON_ATTN ROCM_ATTN ROCM_AITER_MLA ROCM_AITER_TRITON_MLA ROCM_AITER_FA "
    "ROCM_AITER_MLA_SPARSE XPU_MLA_SPARSE TORCH_SDPA FLASHINFER FLASHINFER_MLA TOKENSPEED_MLA FLASHINFER_MLA_SPARSE "
    "TRITON_MLA CUTLASS_MLA FLASHMLA FLASHMLA_SPARSE FLASHMLA_SPARSE_DSV4 FLASHINFER_MLA_SPARSE_DSV4 "
    "ROCM_FLASHMLA_SPARSE_DSV4 FLASH_ATTN_MLA NO_ATTENTION FLEX_ATTENTION ROCM_AITER_UNIFIED_ATTN CPU_ATTN TURBOQUANT "
    "CUSTOM".split()
)
"""Names of attention backends (vllm, v1/attention/backends/registry.py). On Ascend all but FLASH_ATTN are ignored."""
_ENGINE = {
    "gt": "Input should be greater than {}",
    "ge": "Input should be greater than or equal to {}",
    "le": "Input should be less than or equal to {}",
}
"""vLLM's sentence for a bound."""


@cache
def ranges() -> dict[str, dict[str, Any]]:
    """Destination -> its bounds: gt, ge, le, in; `also` is a value beside them that means something; `when` names
    the switch that must be on for anybody to look."""
    found: dict[str, dict[str, Any]] = json.loads((files(__package__) / "ranges.json").read_text(encoding="utf-8"))
    return found


def words(bounds: dict[str, Any]) -> Message:
    """The range for people: "above 0 and up to 1"."""
    if "in" in bounds:
        return Message("one of {values}", values=", ".join(map(str, bounds["in"])))
    if "also" in bounds:
        return Message("{low} and up, or {also}", low=bounds["ge"], also=bounds["also"])
    if "ge" in bounds:
        return Message("{low} and up", low=bounds["ge"])
    if "le" in bounds:
        return Message("above {low} and up to {high}", low=bounds["gt"], high=bounds["le"])
    return Message("above {low}", low=bounds["gt"])


def broken_bound(bounds: dict[str, Any], value: float) -> str | None:
    """vLLM's words for the first bound that a number breaks."""
    if value == bounds.get("also"):
        return None
    kept = {"gt": value > bounds.get("gt", 0), "ge": value >= bounds.get("ge", 0), "le": value <= bounds.get("le", 0)}
    return next((_ENGINE[key].format(bounds[key]) for key in kept if key in bounds and not kept[key]), None)


@rule("configuration.range", says="{flag} must be {wanted}; found {value}", source=SOURCE)
def arguments_are_in_range(v: CommandView) -> Iterator[Hit]:
    """The parser takes any number; the configuration does not."""
    for dest, bounds in ranges().items():
        value, flag = v.value(dest), by_dest()[dest].flag
        if value is None or "when" in bounds and not v.value(bounds["when"]):
            continue
        if "in" in bounds:
            number = whole(str(value))
            engine = None if number in bounds["in"] else "Input should be 0, 1, 2 or 3"
        elif dest == "max_model_len" and value < 1:
            least = "Input should be greater than or equal to -1"
            engine = {-1: None, 0: "max_model_len must be a positive integer, got int: 0"}.get(value, least)
        else:
            engine = broken_bound(bounds, value) if isinstance(value, (int, float)) else None
        if engine is not None:
            nearest = _nearest(bounds, value)
            fixes = some(change(flag, nearest) if nearest is not None else None, change(flag, ABSENT))
            wanted = words(bounds)
            yield hit_at(flag, flag=flag, wanted=wanted, value=shown(value), fixes=fixes, engine=f"{dest}: {engine}")


def _nearest(bounds: dict[str, Any], value: Json) -> Json:
    """The closest whole number in the range; None where only the operator knows one."""
    if "ge" in bounds and value < bounds["ge"]:
        return bounds["ge"]
    return bounds["le"] if "le" in bounds and value > bounds["le"] else None


@rule("configuration.rank_range", says="{flag} must be 0 and up; found {value}", source="vllm, config/parallel.py")
def ranks_are_not_negative(v: CommandView) -> Iterator[Hit]:
    """--data-parallel-rank, or the first rank of a node, becomes data_parallel_rank."""
    for dest in ("data_parallel_rank", "data_parallel_start_rank"):
        value, flag = v.value(dest), by_dest()[dest].flag
        counts = dest == "data_parallel_rank" or not v.external_lb and v.local_given
        if type(value) is int and value < 0 and counts:
            engine = "data_parallel_rank: Input should be greater than or equal to 0"
            yield hit_at(flag, "--data-parallel-rank", flag=flag, value=value, fixes=(change(flag, 0),), engine=engine)


@rule(
    "configuration.unsupported",
    says="{flag} is {value}, which vLLM does not support",
    source="vllm, engine/arg_utils.py",
)
def partial_prefills_are_one(v: CommandView) -> Iterator[Hit]:
    """Concurrent partial prefills are declared and refused."""
    for dest in ("max_num_partial_prefills", "max_long_partial_prefills"):
        value, flag = v.value(dest), by_dest()[dest].flag
        if value != 1:
            engine = "Concurrent Partial Prefill is not supported. We recommend to remove it from your config."
            yield hit_at(flag, flag=flag, value=shown(value), fixes=(change(flag, ABSENT),), engine=engine)


@rule(
    "configuration.attention_backend",
    says="{value} is not an attention backend of vLLM",
    places=("--attention-backend",),
    source="vllm, v1/attention/backends/registry.py",
)
def the_attention_backend_is_known(v: CommandView) -> Iterator[Hit]:
    """Ascend ignores every backend but FLASH_ATTN, and still the name must be known."""
    value = v.value("attention_backend")
    nested = v.dictionary("attention_config").get("backend")
    if isinstance(value, str) and value.lower() != "auto" and value.upper() not in _BACKENDS:
        engine = f"Unknown attention backend: '{value.upper()}'."
        yield hit_at(value=shown(value), fixes=(change("--attention-backend", ABSENT),), engine=engine)
    if value is not None and nested is not None and str(nested).lower() != "auto":
        engine = "attention_backend and attention_config.backend are mutually exclusive"
        says = "--attention-backend and --attention-config.backend exclude each other"
        yield hit_at("--attention-backend", "--attention-config/backend", says=says, engine=engine)


@rule("configuration.needs", says="{flag} needs {needs}", source=SOURCE)
def arguments_have_what_they_need(v: CommandView) -> Iterator[Hit]:
    """Small relations between two arguments each."""
    for dest in ("numa_bind_nodes", "numa_bind_cpus"):
        if v.value(dest) is not None and not v.value("numa_bind"):
            flag = by_dest()[dest].flag
            engine = "numa_bind_nodes and numa_bind_cpus require numa_bind=True."
            fixes = (change("--numa-bind", True), change(flag, ABSENT))
            yield hit_at(flag, "--numa-bind", flag=flag, needs="--numa-bind", fixes=fixes, engine=engine)
    loras, cached = v.number("max_loras"), v.value("max_cpu_loras")
    if v.value("enable_lora") and type(cached) is int and 0 < cached < loras:
        engine = f"max_cpu_loras ({cached}) must be >= max_loras ({loras})."
        needs = Message("{flag} of {least} and up; found {n}", flag="--max-cpu-loras", least=loras, n=cached)
        more = (change("--max-cpu-loras", loras),)
        yield hit_at("--max-cpu-loras", "--max-loras", flag="--max-loras", needs=needs, fixes=more, engine=engine)
    if v.value("collect_detailed_traces") and not v.value("otlp_traces_endpoint"):
        flag, other = "--collect-detailed-traces", "--otlp-traces-endpoint"
        engine = f"collect_detailed_traces requires `{other}` to be set."
        yield hit_at(flag, other, flag=flag, needs=other, fixes=(change(flag, ABSENT),), engine=engine)
    yield from _offloads(v)


def _offloads(v: CommandView) -> Iterator[Hit]:
    """Weights that are kept in the memory of the host, in groups."""
    group, inside = v.number("offload_group_size", 0), v.number("offload_num_in_group", 1)
    if v.value("offload_backend") == "prefetch" or group > 0:
        if inside > group:
            engine = f"offload_num_in_group ({inside}) must be <= offload_group_size ({group})"
            needs = Message("{flag} of {least} and up; found {n}", flag="--offload-group-size", least=inside, n=group)
            places = ("--offload-num-in-group", "--offload-group-size")
            larger = (change("--offload-group-size", inside),)
            yield hit_at(*places, flag="--offload-num-in-group", needs=needs, fixes=larger, engine=engine)
        if v.number("offload_prefetch_step", 1) < 1:
            flag = "--offload-prefetch-step"
            yield hit_at(
                flag,
                flag="--offload-backend prefetch",
                needs=Message("{flag} of {least} and up; found {n}", flag=flag, least=1, n=0),
                fixes=(change(flag, 1),),
            )


@rule(
    "configuration.served_model_name",
    says="--served-model-name must not be empty",
    places=("--served-model-name",),
    source="vllm, config/model.py",
)
def the_service_has_a_name(v: CommandView) -> Iterator[Hit]:
    """An empty text is read as none, and a list of names may not hold none."""
    names = v.value("served_model_name")
    if isinstance(names, list) and None in names:
        engine = "served_model_name.str: Input should be a valid string"
        yield hit_at(fixes=(change("--served-model-name", ABSENT),), engine=engine)


@rule(
    "configuration.hf_overrides",
    says="--hf-overrides must be a JSON object; found {value}",
    places=("--hf-overrides",),
    source="vllm, config/model.py",
)
def overrides_are_an_object(v: CommandView) -> Iterator[Hit]:
    """A text that is not of the form {...} passes the parser as plain text."""
    value = v.value("hf_overrides")
    if value is not None and not isinstance(value, dict):
        yield hit_at(value=shown(value), fixes=(change("--hf-overrides", ABSENT),))


RULES: tuple[ServeRule, ...] = (
    arguments_are_in_range,
    ranks_are_not_negative,
    partial_prefills_are_one,
    the_attention_backend_is_known,
    arguments_have_what_they_need,
    the_service_has_a_name,
    overrides_are_an_object,
)
