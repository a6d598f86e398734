"""What an event is: a frozen value with a name; and the words of steps, phases and verdicts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

VERSION = 1
Step = Literal["nodes", "parameters", "preflight", "launch", "bench", "report"]
STEPS: tuple[Step, ...] = ("nodes", "parameters", "preflight", "launch", "bench", "report")
Verdict = Literal["pass", "warn", "fail", "unknown"]

PHASES = (
    *("config", "rank_table", "slaves", "arguments", "engine", "distributed", "weights", "memory", "warmup"),
    *("profiling", "kv_cache", "graphs", "endpoint", "api", "started", "healthy"),
)
"""Phases of service.phase, in order; each engine has some of them. weights and graphs have a percent; healthy comes
from the health answer, not from a line."""
BENCH_PHASES = ("start", "warmup", "load", "tables")
ACCURACY_PHASES = ("start", "warmup", "infer", "eval", "tables")
"""For an accuracy run; eval is repeated for each subject."""


@dataclass(frozen=True, slots=True)
class Event:
    """The base. `name` is the event's name in JSON; a field `node` comes right after it."""

    name: ClassVar[str] = ""

    def body(self) -> dict[str, Any]:
        """The keys after the envelope, None left out."""
        pairs = {f.name: getattr(self, f.name) for f in fields(self)}
        return {key: value for key, value in pairs.items() if value is not None}
