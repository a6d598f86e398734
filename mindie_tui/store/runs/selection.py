"""Which runs of the list are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.message import Message
from mindie_tui.model.runs.outcomes import ORDERS, outcome_word
from mindie_tui.store.runs.index import IndexRow


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run must have to be listed; an empty text asks for nothing."""

    profile: str = ""
    """A part of the profile's name; the case does not matter."""
    outcome: str = ""
    """An exit status, or a part of what it means: "done", "baseline", "not ended"."""
    node: str = ""
    """The name of one of its nodes, or a part of it."""

    def holds(self, row: IndexRow) -> bool:
        """Whether a run is listed."""
        return (
            self.profile.casefold() in row.profile.casefold()
            and _has_outcome(row.exit, self.outcome)
            and (not self.node or any(self.node.casefold() in node.casefold() for node in row.nodes))
        )


def _has_outcome(exit_status: int | None, asked: str) -> bool:
    if asked.isdecimal():
        return exit_status == int(asked)
    return asked.casefold() in outcome_word(exit_status)


_Text = Callable[[IndexRow], str]
_Figure = Callable[[IndexRow], float | None]
_TEXTS: Mapping[str, _Text] = {
    "profile": lambda row: row.profile.casefold(),
    "outcome": lambda row: outcome_word(row.exit),
    "nodes": lambda row: ", ".join(row.nodes).casefold(),
    "layout": lambda row: row.layout,
}
_BEST_LOW: Mapping[str, _Figure] = {
    "ttft": lambda row: row.ttft_p99_ms,
    "tpot": lambda row: row.tpot_p99_ms,
}
_BEST_HIGH: Mapping[str, _Figure] = {
    "throughput": lambda row: row.output_tok_s,
    "accuracy": lambda row: max((score for _, score in row.scores), default=None),
    "length": lambda row: row.length_s,
}


def in_order(rows: Iterable[IndexRow], order: str = "newest") -> list[IndexRow]:
    """Rows that come newest first, sorted: texts from A, figures from the best, the longest run first.

    Runs without the figure come last; equal ones stay newest first. Raises CommandLineError for an unknown order.
    """
    rows = list(rows)
    if order in _TEXTS:
        text = _TEXTS[order]
        return sorted(rows, key=lambda row: (not text(row), text(row)))
    if order in _BEST_HIGH or order in _BEST_LOW:
        figure, sign = (_BEST_HIGH[order], -1) if order in _BEST_HIGH else (_BEST_LOW[order], 1)
        known = ((row, figure(row)) for row in rows)
        return [row for row, _ in sorted(known, key=lambda pair: (pair[1] is None, sign * (pair[1] or 0.0)))]
    if order != "newest":
        raise CommandLineError(
            Message("runs cannot be sorted by {order!r}", order=order),
            do=Message("write one of {names}", names=", ".join(ORDERS)),
        )
    return rows
