"""The load that a config.json is made for, as the ranking of layouts takes it."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.mindie.parameters.pointers import BACKEND, SCHEDULE


def load_of(config: Any) -> ServedLoad:
    """Requests as long as maxSeqLen, including maxIterTimes output tokens."""

    length = _number(config, f"{BACKEND}/ModelDeployConfig/maxSeqLen", 2560)
    output = min(_number(config, f"{SCHEDULE}/maxIterTimes", 512), length - 1)
    return ServedLoad(max(1, length - output), max(1, output))


def prefill_tokens(config: Any) -> int:
    """Tokens that a step of prefill takes at most."""
    return _number(config, f"{SCHEDULE}/maxPrefillTokens", 8192)


def _number(config: Any, at: str, default: int) -> int:
    value = document.get(config, at)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default
