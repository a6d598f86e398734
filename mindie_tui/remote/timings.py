"""How long a step waits, and how often it looks: one value, handed in where a step begins."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.launch.stalls import Patience


@dataclass(frozen=True, slots=True)
class Timings:
    """Waits that the profile does not set; in seconds, what ends in _s. The defaults are what an operator gets."""

    retry_s: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0)
    """Pauses between two tries to reach a node that was lost; the last one again and again."""
    reconnect_s: float = 300.0
    """How long a lost node is tried again before the step that needs it gives up; what runs there continues
    meanwhile."""
    keepalive_s: float = 5.0
    """Between two questions whether a line over SSH still answers; it counts as dead after three such times."""
    transfer_tick_s: float = 1.0
    """Between two upload.progress, and between two image.loading; never less."""
    stalled_s: float = 10.0
    """After so long without accepting bytes of a file, a node gives its turn to another, and continues when it can."""
    shared_file_looks: int = 2
    """How often it is looked again at a file that another sender has, and that does not grow."""
    container_s: float = 120.0
    """How long an engine may take to create and start a container; then we give up and ask what exists."""
    bench_tick_s: float = 1.0
    """Between two bench.progress; never less."""
    patience: Patience = Patience()
    """How long a launch looks on before it says something."""


DEFAULT = Timings()
