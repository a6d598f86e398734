"""What the demo's vLLM prints about the memory of an NPU: weights, the profiled use, what is left for the KV cache."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.vllm_ascend.rules.view import CommandView

TOTAL_GIB, FREE_GIB = 60.96, 60.6
WEIGHTS_GIB, PEAK_GIB, OTHER_GIB, GRAPH_GIB = 28.48, 1.52, 3.15, 0.75
TOKENS_PER_GIB = 21_842
"""So many tokens of KV cache in a GiB of one NPU."""
SPARE = 150 << 20


def room(view: CommandView, *, short: bool) -> float:
    """GiB for the KV cache."""
    given = view.value("kv_cache_memory_bytes")
    if type(given) is int and given > 0:
        return round(given / 2**30, 2)
    return 0.5 if short else round(_requested(view) - WEIGHTS_GIB - PEAK_GIB - OTHER_GIB, 2)


def _fraction(view: CommandView) -> float:
    given = view.value("gpu_memory_utilization")
    return float(given) if isinstance(given, int | float) else 0.92


def _requested(view: CommandView) -> float:
    return TOTAL_GIB * _fraction(view)


def _tokens(gib: float) -> int:
    return max(int(gib * TOKENS_PER_GIB) // 128 * 128, 0)


def lines(view: CommandView, gib: float, engine: str, worker: str) -> Iterator[tuple[str, str, str]]:
    """Place, process and text of what a profile prints."""
    yield "worker.py:657", worker, f"Available KV cache memory: {gib:.2f} GiB"
    length = view.length or 8192
    if error(view, gib) is None:
        yield "kv_cache_utils.py:1744", engine, f"GPU KV cache size: {_tokens(gib):,} tokens"
        text = f"Maximum concurrency for {length:,} tokens per request: {_tokens(gib) / length:.2f}x"
        yield "kv_cache_utils.py:1745", engine, text


def error(view: CommandView, gib: float) -> str | None:
    """vLLM's sentence where one longest request does not fit."""
    length = view.length or 8192
    if gib <= 0:
        return "No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing."
    if _tokens(gib) >= length:
        return None
    return (
        f"To serve at least one request with the model's max seq len ({length}), ({length / TOKENS_PER_GIB:.2f} GiB KV "
        f"cache is needed, which is larger than the available KV cache memory ({gib:.2f} GiB). Based on the available "
        f"memory, the estimated maximum model length is {_tokens(gib)}. Try increasing `gpu_memory_utilization`"
    )


def on_device(view: CommandView, gib: float) -> str:
    """The line of a good start that says what it allows."""
    asked = _requested(view)
    within = int((asked - WEIGHTS_GIB - PEAK_GIB - OTHER_GIB - GRAPH_GIB) * 2**30) - SPARE
    free = int((FREE_GIB - WEIGHTS_GIB - PEAK_GIB - OTHER_GIB - GRAPH_GIB) * 2**30) - SPARE
    return (
        f"Free memory on device ({FREE_GIB}/{TOTAL_GIB} GiB) on startup. Desired GPU memory utilization is "
        f"({_fraction(view):g}, {asked:.2f} GiB). Actual usage: {WEIGHTS_GIB} GiB for weights, {PEAK_GIB} GiB for peak "
        f"activation, {OTHER_GIB} GiB for non-torch memory, {GRAPH_GIB} GiB for NPU graph memory. Replace "
        f"gpu_memory_utilization with `--kv-cache-memory={within}` ({within / 2**30:.2f} GiB) to fit into requested "
        f"memory, or `--kv-cache-memory={free}` ({free / 2**30:.2f} GiB) to fully utilize NPU free memory. Current KV "
        f"cache memory: {gib:.2f} GiB."
    )
