"""What MindIE's service prints of its start: the words of each phase, of the weights' progress and of the memory.

Source of the words: docs/developers/mindie.md and the samples of logs, composed from MindIE-LLM's sources.
"""

from __future__ import annotations

import re
from functools import partial

from mindie_tui.model.launch.log_recogniser import UNRECOGNISED, LogRecogniser, LogWords
from mindie_tui.model.mindie.kv_memory import WORDS as _MEMORY

__all__ = ["PHASES", "UNRECOGNISED", "WORDS", "Recogniser"]

PHASES = ("config", "rank_table", "slaves", "engine", "weights", "memory", "warmup", "endpoint", "started", "healthy")
"""Phases of a start, in order; `healthy` comes from the health answer, not from a line."""
_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"ConfigManager: Load Config from", "config"),
    (b"Start to parse ranktable file", "rank_table"),
    (b"Finished parsing ranktable file", "rank_table"),
    (b"GRPCCommunicator: wait slave connecting", "slaves"),
    (b"Start to init as Slave", "slaves"),
    (b"slaves connected", "engine"),
    (b"Registration succeeded", "engine"),
    (b"LLMRuntime init success", "engine"),
    (b"Loading selected layers:", "weights"),
    (b"One block during warmup needs", "memory"),
    (b"warmup params:", "warmup"),
    (b"Start endpoint success", "endpoint"),
    (b"slave instance need not init TokenizerProcessPool", "endpoint"),
    (b"Daemon start success!", "started"),
)
_LAYERS = re.compile(rb"Loading selected layers: +(\d+)%\|[^|]*\| *(\d+/\d+)?")
_LOADED = re.compile(rb"ConfigManager: Load Config from (/[^\s]+?)\.?\s*$")


def _is_quiet(piece: bytes) -> bool:
    return (b"[INFO]" in piece or b"[DEBUG]" in piece) and b"[ERROR]" not in piece


WORDS = LogWords(_WORDS, PHASES, {"weights": _LAYERS}, _MEMORY, _is_quiet, _LOADED)
Recogniser = partial(LogRecogniser, WORDS)
"""Watches the log of one node's MindIE."""
