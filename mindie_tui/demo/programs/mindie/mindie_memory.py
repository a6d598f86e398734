"""The KV cache of the demo's MindIE: what the warm-up leaves, and what it says where that is too little.

Figures of the documented start on two A3 nodes (fraction 0.92: 56.08 GiB asked, 5.31 GiB left for blocks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOO_LITTLE = (
    "Warmup failed. This could be caused by setting both `max_prefill_tokens` and `max_input_length` to very large "
    "values, or setting insufficient `npu_mem`. Reducing either `max_prefill_tokens` or `max_input_length` may solve "
    "this issue. If `npu_mem` is -1, try to increase the environment value `NPU_MEMORY_FRACTION`. "
    "Required block number: {needed}. Left block number: {left}."
)
NO_ROOM = (
    "Warmup failed due to NPU out of memory when `npuMemSize` set to {fixed}.Try to increase the environment value "
    "`NPU_MEMORY_FRACTION`or decrease `max_prefill_tokens`"
)
VISIBLE_GIB, USED_GIB, BLOCK_GIB = 60.96, 50.77, 0.008514404296875
"""HBM of one NPU that MindIE sees, what is taken after the warm-up, and one KV block of DeepSeek with MTP."""


@dataclass(frozen=True, slots=True)
class HeldMemory:
    """What a start takes of an NPU, in GiB."""

    used: float = USED_GIB
    """After the warm-up, without KV blocks."""
    block: float = BLOCK_GIB

    @classmethod
    def of(cls, faults: Mapping[str, Any]) -> HeldMemory:
        """As a test drew it: {"memory": {"used": GiB, "block": GiB}}."""
        given = faults.get("memory")
        return cls(**given) if isinstance(given, dict) else cls()


_USUAL = HeldMemory()


def warmup_params(deploy: Mapping[str, Any], schedule: Mapping[str, Any]) -> dict[str, Any]:
    """What the warm-up prints of config.json, by its own names."""
    return {
        "max_prefill_tokens": schedule.get("maxPrefillTokens"),
        "max_seq_len": deploy.get("maxSeqLen"),
        "max_input_len": deploy.get("maxInputTokenLen"),
        "max_iter_times": schedule.get("maxIterTimes"),
    }


def room(
    model: Mapping[str, Any], params: Mapping[str, int], fraction: str, held: HeldMemory = _USUAL, *, short: bool
) -> tuple[float, str]:
    """GiB for KV blocks, and the error where the longest request does not fit, else "". `short` makes it too little."""
    fixed = model.get("npuMemSize", -1)
    gib = fixed if isinstance(fixed, int) and fixed > 0 else float(fraction) * VISIBLE_GIB - held.used
    split = max(1, model.get("sp") or 1) * max(1, model.get("cp") or 1)
    longest = min(params["max_seq_len"], params["max_input_len"] + params["max_iter_times"])
    needed, left = -(-max(longest, params["max_prefill_tokens"]) // 128), int(gib / held.block) * split
    if short:
        needed, left = 161, 40
    if left >= needed:
        return gib, ""
    return gib, NO_ROOM.format(fixed=fixed) if gib <= 0 else TOO_LITTLE.format(needed=needed, left=left)


def requested(fraction: str, gib: float) -> str:
    """What a good warm-up prints about the share and the KV cache."""
    asked = float(fraction) * VISIBLE_GIB
    return f"Requested memory: {fraction} (util), {asked:.2f} GiBnpu_mem: {gib:.2f} GiB"
