"""The KV cache lines of a start -> the least NPU_MEMORY_FRACTION (or npuMemSize) that starts.

A failed warm-up prints how many blocks it needs, how many there were and the size of one; a good one prints what it
got. So the least setting is computed, not searched. Source of the formulas and the lines: docs/developers/mindie.md,
"Memory", and MindIE-LLM's generator.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL

VISIBLE = 60.96 / 64
"""Of the HBM that npu-smi shows, what MindIE sees."""
HBM_GIB = 64.0
FRACTION, FIXED = "NPU_MEMORY_FRACTION", "npuMemSize"
WORDS = (
    b"One block during warmup", b"warmup params:", b"NPU memory for KVcache", b"Requested memory:", b"Warmup failed",
)  # fmt: skip
"""A line that is read here holds one of these."""

_BLOCK = re.compile(r"One block during warmup needs npu memory\(GiB\): *([\d.]+)")
_SHORT = re.compile(r"Required block number: *(\d+)\. *Left block number: *(-?\d+)")
_GOT = re.compile(r"Allocated *([\d.]+) *\(GiB\) NPU memory for KVcache")
_ASKED = re.compile(r"Requested memory: *([\d.]+) *\(util\), *([\d.]+) *GiB")
_LENGTHS = re.compile(
    r"warmup params: max_prefill_tokens=(\d+), max_seq_len=(\d+), max_input_len=(\d+), max_iter_times=(\d+)"
)


@dataclass(frozen=True, slots=True)
class MemorySetting:
    """What was set before the start."""

    fraction: float = 0.8
    fixed_gib: float = -1
    """npuMemSize: above 0 it is the size of the KV cache in GiB, and the fraction is ignored."""
    split: int = 1
    """sp x cp: the number of ranks over which the blocks of one request are spread."""
    block_tokens: int = 128
    hbm_gib: float = HBM_GIB
    """Of one NPU, as npu-smi shows it."""

    @classmethod
    def of(cls, config: Any, environment: Mapping[str, str], hbm_gib: float | None = None) -> MemorySetting:
        """Out of config.json and one node's environment; what is no number there counts as MindIE's default."""

        def number(at: str, default: float) -> float:
            value = document.get(config, at)
            return value if isinstance(value, int | float) and not isinstance(value, bool) else default

        split = max(1, int(number(f"{MODEL}/sp", 1))) * max(1, int(number(f"{MODEL}/cp", 1)))
        try:
            fraction = float(environment.get(FRACTION, "0.8"))
        except ValueError:
            fraction = 0.8
        return cls(
            fraction, number(f"{MODEL}/npuMemSize", -1), split,
            max(1, int(number(f"{BACKEND}/ScheduleConfig/cacheBlockSize", 128))), hbm_gib or HBM_GIB,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the lines say; `least` is rounded up to what one would write (0.01, or a whole GiB)."""

    setting: str
    value: float
    least: float
    exact: float
    starts: bool
    blocks: int
    needed: int
    block_gib: float


def estimate(lines: Iterable[str], given: MemorySetting) -> Estimate | None:
    """The least setting that starts, from the lines of one start; None while they do not say enough."""
    block = short = got = asked = lengths = None
    for line in lines:
        block = _BLOCK.search(line) or block
        short = _SHORT.search(line) or short
        got = _GOT.search(line) or got
        asked = _ASKED.search(line) or asked
        lengths = _LENGTHS.search(line) or lengths
    if block is None or not (size := float(block[1])):
        return None
    if short is not None:
        needed, there, starts = int(short[1]), int(short[2]), False
    elif got is not None and lengths is not None:
        prefill, seq, inputs, iterations = map(int, lengths.groups())
        needed = blocks_needed(prefill, seq, inputs, iterations, given.block_tokens)
        there, starts = math.floor(float(got[1]) / size) * given.split, True
    else:
        return None
    total = given.hbm_gib * VISIBLE
    fraction = given.fraction
    if asked is not None and float(asked[1]):
        fraction, total = float(asked[1]), float(asked[2]) / float(asked[1])
    missing = math.ceil(needed / given.split) - there / given.split
    if given.fixed_gib > 0:
        exact = max(math.ceil(needed / given.split) * size, 0.0)
        least = float(math.ceil(round(exact, 6)))
        return Estimate(FIXED, given.fixed_gib, max(least, 1.0), exact, starts, there, needed, size)
    exact = fraction + missing * size / total
    if not starts:
        exact = max(exact, fraction)
    return Estimate(FRACTION, fraction, _up(exact), exact, starts, there, needed, size)


def blocks_needed(prefill: int, seq: int, inputs: int, iterations: int, block_tokens: int = 128) -> int:
    """KV blocks of the longest request: min(maxSeqLen, maxInputTokenLen + maxIterTimes), at least the prefill."""
    return math.ceil(max(min(seq, inputs + iterations), prefill) / block_tokens)


def _up(value: float) -> float:
    """To the next hundredth: what one would write."""
    return math.ceil(round(value * 100, 6)) / 100
