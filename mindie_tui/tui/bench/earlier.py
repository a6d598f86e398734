"""What earlier runs of a profile measured, as a table below the plan of the next measurement."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from mindie_tui.model.runs.outcomes import outcome_word
from mindie_tui.model.text import one_line
from mindie_tui.store.runs.index import IndexRow
from mindie_tui.tui.text.cells import cut, left, number, right, say
from mindie_tui.tui.text.translate import t

LEAST_ROWS = 4
_STARTED, _FIGURE, _OUTCOME, _GAP = 12, 13, 22, 2


def measured(rows: Sequence[IndexRow], profile: str, simulated: bool, run: str) -> list[IndexRow]:
    """The runs of a profile that measured something, newest first; `run`, the one that is open, is none of them."""
    return [
        row for row in rows
        if row.points and row.profile == profile and row.simulated is simulated and row.id != run
    ]  # fmt: skip


def lines(found: Sequence[IndexRow], rows: int, columns: int) -> list[Content]:
    """At most `rows` lines; nothing where fewer than LEAST_ROWS would do, or no run is there."""
    if not found or rows < LEAST_ROWS:
        return []
    load = max(columns - _STARTED - 3 * _FIGURE - _GAP - _OUTCOME, 0)
    figures = ("output tok/s", "TTFT p99 ms", "TPOT p99 ms")
    head = left(t("started"), _STARTED) + "".join(right(words, _FIGURE) for words in figures)
    head += " " * _GAP + left(t("outcome"), _OUTCOME) + (t("load") if load > 12 else "")
    table = [_line(row, load) for row in found[: rows - 2]]
    return [say((t("Earlier runs of this profile"), "bold $strong")), Content.styled(head, "$muted"), *table]


def _line(row: IndexRow, load: int) -> Content:
    values = (row.output_tok_s, row.ttft_p99_ms, row.tpot_p99_ms)
    figures = "".join(right("-" if value is None else number(value, 1), _FIGURE) for value in values)
    started = left(row.started[5:16].replace("T", " "), _STARTED)
    outcome = left(cut(t(outcome_word(row.exit)), _OUTCOME - 1), _OUTCOME)
    more = f"   x{row.points}" if row.points > 1 else ""
    said = cut(one_line(row.settings) + more, load) if load > 12 else ""
    return say((started, "$foreground"), (figures, "$foreground"), (" " * _GAP + outcome + said, "$muted"))
