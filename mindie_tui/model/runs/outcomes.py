"""The words of a list of runs: how each ended, and what the list may be sorted by."""

from __future__ import annotations

from collections.abc import Mapping

OUTCOMES: Mapping[int, str] = {
    0: "done",
    1: "refused",
    2: "launch failed",
    3: "outside the baseline",
    4: "not measured",
    129: "hung up",
    130: "interrupted",
    143: "terminated",
}
"""Exit status: what it means. The source is the table of exit statuses in docs/formats.md."""
NOT_ENDED = "not ended"
ORDERS = ("newest", "profile", "outcome", "nodes", "layout", "throughput", "ttft", "tpot", "accuracy", "length")
"""What a list of runs may be sorted by."""


def outcome_word(exit_status: int | None) -> str:
    """The meaning of an exit status; NOT_ENDED where there is none yet, "ended" for one without a word."""
    return NOT_ENDED if exit_status is None else OUTCOMES.get(exit_status, "ended")
