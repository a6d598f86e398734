"""What a line says of one run: when it started and how it ended."""

from __future__ import annotations

from mindie_tui.store.runs.info import RunInfo

ENDS = {
    0: "done",
    1: "refused",
    2: "launch failed",
    3: "outside the baseline",
    4: "not measured",
    129: "hung up",
    130: "interrupted",
    143: "terminated",
}
"""What an exit status means, in two words."""


def started(info: RunInfo) -> str:
    """Date and minute, as the clock of this machine showed it."""
    return info.started[:16].replace("T", " ")


def outcome(info: RunInfo) -> str:
    """The exit status and what it means, or the step in which it was last seen."""
    if info.exit is None:
        return f"not ended ({info.step})"
    return f"{ENDS.get(info.exit, 'ended')} ({info.exit})"
