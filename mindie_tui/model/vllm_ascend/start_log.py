"""What vLLM-Ascend prints of its start: the words of each phase, of the progress of weights and graphs, of memory.

A piece is never anchored at its begin: progress bars, and lines of several processes, share it. A head has started
with the `Application startup complete.` of its first API server; a headless node never says that, its last word is the
`init engine (...) took` of its last engine. Source: docs/developers/vllm-ascend.md, "Log".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mindie_tui.model.launch.log_recogniser import LogWords

PHASES = ("arguments", "distributed", "weights", "profiling", "kv_cache", "graphs", "api", "started", "healthy")
"""Phases of a start, in order; `healthy` comes from the health answer, not from a line."""
_HEADLESS = re.compile(rb"Launching (\d+) data parallel engine\(s\) in headless mode")
_WORKERS_ALONE = b"headless multiproc executor"
"""A node of one rank over several nodes: it has workers and no engine, so its last word is that of its workers."""
_ENGINE_READY = b"init engine (profile"
_WORKER_READY = b"Free memory on device ("
_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"Platform plugin ascend is activated", "arguments"),
    (b"non-default args:", "arguments"),
    (b"in headless mode, with head node", "arguments"),
    (_WORKERS_ALONE, "arguments"),
    (b"Initializing a V1 LLM engine", "distributed"),
    (b"distributed_init_method=", "distributed"),
    (b"Starting to load model", "weights"),
    (b"checkpoint shards:", "weights"),
    (b"Dynamo bytecode transform time:", "profiling"),
    (b"Compiling a graph for compile range", "profiling"),
    (b"Loading weights took", "profiling"),
    (b"Available KV cache memory:", "kv_cache"),
    (b"Available memory:", "kv_cache"),
    (b"KV cache size:", "kv_cache"),
    (b"Capturing CUDA graphs", "graphs"),
    (b"Capturing ACL graphs", "graphs"),
    (b"Starting to capture ACL graphs", "graphs"),
    (b"Graph capturing finished in", "graphs"),
    (_WORKER_READY, "graphs"),
    (_ENGINE_READY, "api"),
    (b"Starting vLLM server", "api"),
    (b"Starting vLLM API server", "api"),
    (b"Application startup complete.", "started"),
)
_SHARDS = re.compile(rb"checkpoint shards:\s+(\d+)% Completed \| (\d+/\d+)")
_CAPTURES = re.compile(rb"Capturing (?:CUDA|ACL) graphs \([^)]*\):\s+(\d+)%\|[^|]*\| (\d+/\d+)")
_MEMORY = (b"Free memory on device (", b"KV cache size:", b"Maximum concurrency for", b"Available KV cache memory:")
_MEMORY_ERRORS = (b"KV cache is needed, which is larger", b"No available memory for the cache blocks")
_LEVEL = re.compile(rb"(?:^|\) )(?:INFO|DEBUG)[ :]")
_LOUD = re.compile(rb"\b(?:ERROR|WARNING|CRITICAL) \d\d-\d\d |Error\b|Traceback")


def _is_quiet(piece: bytes) -> bool:
    return _LEVEL.search(piece) is not None and _LOUD.search(piece) is None


def _settles() -> Callable[[bytes, str], str]:
    """The end of one log: its first statements about itself decide which line is the last one to expect."""
    engines = 0
    ready = 0
    workers_alone = False

    def settle(piece: bytes, phase: str) -> str:
        nonlocal engines, ready, workers_alone
        if (found := _HEADLESS.search(piece)) is not None:
            engines = int(found[1])
        workers_alone = workers_alone or _WORKERS_ALONE in piece
        if phase == "api" and _ENGINE_READY in piece and engines:
            ready += 1
            return "started" if ready >= engines else "graphs"
        return "started" if workers_alone and _WORKER_READY in piece else phase

    return settle


WORDS = LogWords(
    phases=_WORDS,
    order=PHASES,
    progress={"weights": _SHARDS, "graphs": _CAPTURES},
    memory=(*_MEMORY, *_MEMORY_ERRORS),
    is_quiet=_is_quiet,
    settles=_settles,
)
