"""The graphs that a command captures: in which mode, in which sizes."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.vllm_ascend.rules.view import CommandView

_LEVEL_MODES = {"0": "NONE", "1": "PIECEWISE"}
"""The default graph mode of the lower optimization levels."""


def compilation(v: CommandView) -> dict[str, Any]:
    """compilation_config as given."""
    return v.dictionary("compilation_config")


def compile_mode(v: CommandView) -> int:
    """0 none, 3 compiled by vLLM; --enforce-eager, optimization level 0 and two variables switch it off."""
    off = v.variable("TORCH_COMPILE_DISABLE") == "1" or v.variable("VLLM_USE_BREAKABLE_CUDAGRAPH") == "1"
    if v.eager or off:
        return 0
    given = compilation(v).get("mode")
    if type(given) is int:
        return given
    return 0 if str(v.value("optimization_level")) == "0" else 3


def graph_mode(v: CommandView) -> str:
    """The graphs that are captured: NONE, PIECEWISE, FULL, FULL_DECODE_ONLY or FULL_AND_PIECEWISE."""
    xlite = v.group("xlite_graph_config")
    if v.eager:
        return "NONE"
    if xlite.get("enabled"):
        return "NONE" if xlite.get("full_mode") and v.speculative is None else "FULL_DECODE_ONLY"
    given = compilation(v).get("cudagraph_mode")
    level = str(v.value("optimization_level"))
    mode = given.upper() if isinstance(given, str) else _LEVEL_MODES.get(level, "FULL_AND_PIECEWISE")
    compiles = compile_mode(v)
    if "PIECEWISE" in mode and compiles != 3:
        return "NONE"
    return mode if compiles in (0, 3) else "NONE"


def captures_graphs(v: CommandView) -> bool:
    """Whether graphs are captured at all."""
    return graph_mode(v) != "NONE"


def given_sizes(v: CommandView) -> list[int] | None:
    """The requested sizes, by the flag or in --compilation-config; None: vLLM chooses."""
    sizes = compilation(v).get("cudagraph_capture_sizes")
    sizes = v.value("cudagraph_capture_sizes") if sizes is None else sizes
    return [size for size in sizes if type(size) is int] if isinstance(sizes, list) else None


def given_most(v: CommandView) -> int | None:
    """The largest requested size; None: vLLM chooses."""
    most = compilation(v).get("max_cudagraph_capture_size")
    most = v.value("max_cudagraph_capture_size") if most is None else most
    return most if type(most) is int else None


def captured_sizes(v: CommandView) -> tuple[int, ...]:
    """The sizes that are captured, in tokens, ascending: those asked for that fit a batch, else vLLM's own list up to
    max_num_seqs x (1 + speculative tokens), at most 512 (vllm, config/vllm.py)."""
    tokens, sizes = v.batched_tokens, given_sizes(v)
    if sizes is not None:
        kept = sorted({size for size in sizes if size <= tokens})
    else:
        most = given_most(v)
        most = min(v.sequences * (1 + max(v.speculative_tokens or 0, 0)), 512) if most is None else most
        most = min(most, tokens)
        small = range(1, min(most, 32) + 1) if v.value("performance_mode") == "interactivity" else (1, 2, 4)
        steps = (*small, *range(8, min(most + 1, 256), 8), *range(256, most + 1, 16))
        kept = sorted({size for size in steps if size <= most} | ({tokens} if tokens <= most else set()))
    if compilation(v).get("pass_config", {}).get("enable_sp") and v.tp > 1:
        kept = [size for size in kept if size % v.tp == 0]
    return tuple(kept)
