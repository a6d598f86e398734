"""The KV cache lines of a start -> the least --gpu-memory-utilization that starts, and what fits.

Graphs use memory outside the fraction (vllm-ascend 0.23), so the `--kv-cache-memory` that a good start prints is the
better setting: it is what the fraction or the free memory leaves. Source: docs/developers/vllm-ascend.md, "Memory".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mindie_tui.model.launch.seen_memory import SeenMemory
from mindie_tui.model.vllm_ascend.rules.view import CommandView

if TYPE_CHECKING:
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts

UTILIZATION, KV_BYTES = "--gpu-memory-utilization", "--kv-cache-memory-bytes"
VISIBLE_GIB = 60.96
"""What vLLM sees of the 64 GiB of an NPU."""
_KV = re.compile(r"Available KV cache memory: (-?[\d.]+) GiB")
_TOKENS = re.compile(r"KV cache size: ([\d,]+) tokens")
_LONGEST = re.compile(r"Maximum concurrency for ([\d,]+) tokens per request: ([\d.]+)x")
_ON_DEVICE = re.compile(
    r"Free memory on device \(([\d.]+)/([\d.]+) GiB\).*?utilization is \(([\d.]+), ([\d.]+) GiB\).*?"
    r"`--kv-cache-memory=(-?\d+)`.*?`--kv-cache-memory=(-?\d+)`"
)
_SHORT = re.compile(r"([\d.]+) GiB KV cache is needed, which is larger than the available KV cache memory \((-?[\d.]+)")
_BLOCK = 128


def seen_memory(lines: Iterable[str], documents: ServeArtefacts, rank: int, hbm_gib: float | None) -> SeenMemory | None:
    """The result of one start; None while its lines are not enough. The least rank counts."""
    view = CommandView(documents.commands[rank])
    given = view.value("gpu_memory_utilization")
    value = float(given) if isinstance(given, int | float) else 0.92
    text = list(lines)
    total = max((float(found[2]) for line in text if (found := _ON_DEVICE.search(line))), default=VISIBLE_GIB)
    for line in text:
        if (found := _SHORT.search(line)) is not None:
            needed, there = float(found[1]), float(found[2])
            least = _up(value + (needed - there) / total)
            return SeenMemory(UTILIZATION, value, least, False, 0, math.ceil((view.length or 0) / _BLOCK), 0.0)
    tokens = min((_number(found[1]) for line in text if (found := _TOKENS.search(line))), default=0)
    longest = next((_number(found[1]) for line in text if (found := _LONGEST.search(line))), view.length or 0)
    if not tokens or not longest:
        return None
    room = min((float(found[1]) for line in text if (found := _KV.search(line))), default=0.0)
    room = room or _room(text)
    block = room * _BLOCK / tokens
    least = _up(max(value - (tokens - longest) / tokens * room / total, 0.01))
    requests = round(tokens / longest, 2)
    seen = SeenMemory(UTILIZATION, value, least, True, tokens // _BLOCK, math.ceil(longest / _BLOCK), round(block, 6))
    offered = kv_cache_bytes(text)
    fixed = view.value("kv_cache_memory_bytes") is not None
    if offered is None or fixed or offered[0] <= 0:
        return replace(seen, requests=requests)
    return replace(seen, requests=requests, better=KV_BYTES, better_value=offered[0])


def kv_cache_bytes(lines: Iterable[str]) -> tuple[int, int] | None:
    """Bytes for --kv-cache-memory-bytes: within the fraction, and up to what was free; of the rank with the least."""
    found = [(int(one[5]), int(one[6])) for line in lines if (one := _ON_DEVICE.search(line)) is not None]
    return (min(first for first, _ in found), min(second for _, second in found)) if found else None


def _room(lines: Iterable[str]) -> float:
    """GiB of KV cache by the lines of a good start, graphs and 150 MiB put back."""
    found = kv_cache_bytes(lines)
    return found[0] / 2**30 if found is not None else 0.0


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _up(value: float) -> float:
    """To the next hundredth: what one would write."""
    return math.ceil(round(value * 100, 6)) / 100
