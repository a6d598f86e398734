"""What the log lines of a start show about memory, whatever engine printed them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenMemory:
    """`least` is rounded up to what one would write."""

    setting: str
    """The parameter that decides."""
    value: float
    """What it was."""
    least: float
    """The least of it that starts."""
    starts: bool
    blocks: int
    """KV blocks that there were."""
    needed: int
    """KV blocks that one longest request needs."""
    block_gib: float
    requests: float | None = None
    """How many requests of the longest length fit at once, on each data parallel rank; None: not printed."""
    better: str = ""
    """A setting that uses the memory better than this one, by what the start saw; "" where it names none."""
    better_value: int | None = None
