"""Runs as rows of a matrix: as many columns as the terminal has room for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from mindie_tui.model.runs.outcomes import outcome_word
from mindie_tui.model.text import one_line
from mindie_tui.store.runs.index import IndexRow
from mindie_tui.tui.common.matrix import Cell, Column, MatrixRow, text
from mindie_tui.tui.text.cells import cut, duration, number
from mindie_tui.tui.text.translate import t

OUTSIDE = 3
"""The exit status of a run that was measured outside its baseline."""
_MARK = "●"


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the list; those with a low `rank` are there first."""

    head: str
    width: int
    rank: int
    says: Callable[[IndexRow], str]
    right: bool = False


def _figure(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else number(value, digits)


def _score(row: IndexRow) -> str:
    return "-" if not row.scores else f"{max(score for _, score in row.scores):.2f}"


def how(row: IndexRow) -> str:
    """How it ended, in a word or two."""
    return t(outcome_word(row.exit))


_FIELDS = (
    _Field("started", 11, 0, lambda row: when(row.started)),
    _Field("profile", 18, 0, lambda row: one_line(row.profile)),
    _Field("outcome", 13, 0, how),
    _Field("tok/s", 9, 1, lambda row: _figure(row.output_tok_s), right=True),
    _Field("TTFT p99", 9, 2, lambda row: _figure(row.ttft_p99_ms), right=True),
    _Field("TPOT p99", 8, 3, lambda row: _figure(row.tpot_p99_ms), right=True),
    _Field("accuracy", 8, 4, _score, right=True),
    _Field("length", 9, 5, lambda row: "-" if row.length_s is None else duration(row.length_s), right=True),
    _Field("layout", 20, 6, lambda row: one_line(row.layout) or "-"),
    _Field("nodes", 24, 7, lambda row: one_line(", ".join(row.nodes)) or "-"),
)
_GAP, _EDGE = 2, 6
_OUTCOME = 9
"""Cells that the outcome grows by where every column is there and more room: it is never cut then."""


def when(started: str) -> str:
    """ "11-23 02:11" of an ISO time."""
    return started[5:16].replace("T", " ")


def fields(room: int) -> tuple[_Field, ...]:
    """The fields that fit into so many cells, in their order."""
    left, kept = room - _EDGE, set()
    for field in sorted(_FIELDS, key=lambda one: one.rank):
        left -= field.width + _GAP
        if left < 0:
            break
        kept.add(field.head)
    shown = tuple(field for field in _FIELDS if field.head in kept)
    if len(shown) < len(_FIELDS):
        return shown
    more = _OUTCOME if left >= _OUTCOME else 0
    return tuple(replace(field, width=field.width + more) if field.head == "outcome" else field for field in shown)


def columns(room: int, order: str) -> tuple[Column, ...]:
    """Heads; the one by which the list is sorted has an arrow."""
    return tuple(
        Column(t(f.head) + (" ↓" if f.head == ORDER_OF.get(order) else ""), f.width, right=f.right, gap=_GAP)
        for f in fields(room)
    )


ORDER_OF = {
    "newest": "started", "profile": "profile", "outcome": "outcome", "throughput": "tok/s", "ttft": "TTFT p99",
    "tpot": "TPOT p99", "accuracy": "accuracy", "length": "length", "layout": "layout", "nodes": "nodes",
}  # fmt: skip
"""Order of store/runs/selection: the head of its column."""


def rows(found: Sequence[IndexRow], room: int, *, marked: Collection[str], base: str | None) -> list[MatrixRow]:
    """A line per run; `marked` are those to compare, `base` is the run of the profile's baseline."""
    shown = fields(room)
    return [_row(row, shown, row.id in marked, row.id == base) for row in found]


def _row(row: IndexRow, shown: Sequence[_Field], is_marked: bool, is_base: bool) -> MatrixRow:
    cells: list[Cell] = []
    for field in shown:
        words, style = cut(field.says(row), field.width), "$muted" if field.head in ("layout", "nodes") else ""
        if field.head == "profile" and is_base:
            cells.append(((cut(words, field.width - 6), ""), ("  " + t("base"), "$accent")))
        elif field.head == "profile" and row.simulated:
            cells.append(((cut(words, field.width - 5), ""), ("  SIM", "$warning")))
        else:
            cells.append(text(words, style))
    return MatrixRow(row.id, tuple(cells), (_MARK, "$accent") if is_marked else glyph(row))


def glyph(row: IndexRow) -> tuple[str, str]:
    """How a run of the list ended."""
    return ended_glyph(row.exit, measured=bool(row.points or row.scores))


def ended_glyph(exit_status: int | None, *, measured: bool) -> tuple[str, str]:
    """How a run ended, as a sign and its colour."""
    if exit_status == 0:
        return ("✓", "$success") if measured else ("-", "$muted")
    return {OUTSIDE: ("!", "$warning"), None: ("-", "$muted")}.get(exit_status, ("✗", "$error"))


def finds(row: IndexRow, words: str) -> bool:
    """Whether a run has each of the words somewhere: in its id, profile, nodes, layout or outcome."""
    held = " ".join((row.id, row.profile, *row.nodes, row.layout, how(row), outcome_word(row.exit))).casefold()
    return all(word in held for word in words.casefold().split())
