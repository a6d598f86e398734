"""What the log lines of a start show, which replaces the estimate for that layout."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.memory.fit import MOST, Verdict
from mindie_tui.model.memory.shares import Placement

MARGIN = 0.02
"""Of the memory, kept free above what one request needs."""


@dataclass(frozen=True, slots=True)
class SeenStart:
    """The memory of one NPU in a start, in bytes."""

    at: Placement
    visible: float
    """What the engine saw of the NPU."""
    used: float
    """All that is no KV cache: weights, activation, communication, other processes."""
    kv_token: float
    """Of one token."""
    of: str = ""
    """The run that it was."""

    def agrees(self, kv_token: float) -> bool:
        """Whether the start was of a model with so many bytes per token, within the precision of the log's figure."""
        return abs(self.kv_token - kv_token) <= 0.01 * kv_token


def seen_verdict(used: float, kv: float, visible: float) -> Verdict:
    """The verdict where the needs are known: with a margin, without one, or not at all. All in bytes."""
    if used + kv <= (MOST - MARGIN) * visible:
        return "fits"
    return "tight" if used + kv <= MOST * visible else "does not fit"
