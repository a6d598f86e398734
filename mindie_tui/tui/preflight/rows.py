"""Checks x nodes as rows of a matrix: what was asked of whom, how it was judged, what was found. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mindie_tui.model import language
from mindie_tui.model.events.codec import CheckDone
from mindie_tui.model.message import in_language
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.common.matrix import Cell, Column, MatrixRow, text
from mindie_tui.tui.text import translate
from mindie_tui.tui.text.cells import distinct, number, spinner, width

MANY = 7
"""From this many nodes on, the columns are counts and the names are in the text."""
GLYPHS = {
    "pass": ("✓", "$success"),
    "warn": ("!", "$warning"),
    "fail": ("✗", "$error"),
    "unknown": ("?", "$error"),
    "waived": ("!", "$warning"),
    "none": ("-", "$muted"),
}
_WORST = ("fail", "unknown", "waived", "warn", "pass")


class ListedCheck(Protocol):
    """A check of the preflight as the matrix needs it."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def zh(self) -> str: ...

    @property
    def group(self) -> str: ...


def title(check: ListedCheck) -> str:
    """Its title in the language of the screens."""
    return check.zh if language.in_force() == "zh" else check.title


def verdict(state: RunState, done: CheckDone) -> str:
    """The verdict, or "waived" where a reason waives it."""
    bad = done.verdict in ("fail", "unknown")
    return "waived" if bad and done.check in state.waived else done.verdict


def worst(state: RunState, check: str, nodes: Sequence[str]) -> tuple[str, CheckDone | None]:
    """The worst verdict of a check over the nodes, and the answer that it is from. "none" without an answer."""
    found = [(verdict(state, done), done) for node in nodes if (done := state.checks.get((check, node))) is not None]
    for word in _WORST:
        for how, done in found:
            if how == word:
                return word, done
    return "none", None


@dataclass(frozen=True, slots=True)
class CheckView:
    """How the checks are shown: the room, which rows, and how long a question has been open."""

    wide: bool = True
    spare: int = 0
    """Cells that a wide screen has beyond 120: names of nodes grow into them."""
    only_bad: bool = False
    find: str = ""
    asked_s: Callable[[str, str], float] = lambda check, node: 0.0
    """Seconds for which a (check, node) has been asked."""


def check_rows(
    checks: Sequence[ListedCheck], nodes: Sequence[str], state: RunState, view: CheckView
) -> tuple[list[Column], list[MatrixRow]]:
    """Columns and rows, a section per group."""
    names, columns = _columns(nodes, view)
    rows: list[MatrixRow] = []
    group, took = "", None
    for check in checks:
        row = _row(check, nodes, names, state, view)
        words = f"{check.name} {title(check)} {_plain(row)}".lower() if row is not None else ""
        if row is None or view.find.lower() not in words:
            continue
        if check.group != group and not view.only_bad:
            group = check.group
            rows.append(MatrixRow.section(translate.t(group)))
        ms = _ms(check.name, nodes, state) if view.wide else None
        if ms is not None and ms == took:  # one command answered several checks: its time is said once
            row = replace(row, cells=(*row.cells[:-2], (), row.cells[-1]))
        took = ms
        rows.append(row)
    return columns, rows


def _columns(nodes: Sequence[str], view: CheckView) -> tuple[list[int], list[Column]]:
    """The cells of each node's column, empty where one column counts them all; and the columns."""
    few = len(nodes) < MANY + view.spare // 14
    most = min(10 + view.spare // (2 * max(len(nodes), 1)), 24)
    looks = distinct(nodes, most)
    rooms = [max(width(looks[node]), 5) for node in nodes] if few else [12]
    heads = [looks[node] for node in nodes] if few else [translate.t("{n} nodes", n=len(nodes))]
    columns = [Column(translate.t("check"), 28 if view.wide else 23)]
    columns += [
        Column(_centred(head, room), room, gap=4 if view.wide and n else 2)
        for n, (head, room) in enumerate(zip(heads, rooms, strict=True))
    ]
    if view.wide:
        columns.append(Column("ms", 6, right=True, gap=3))
    columns.append(Column(translate.t("found"), 0, gap=4 if view.wide else 3))
    return rooms if few else [], columns


def _ms(check: str, nodes: Sequence[str], state: RunState) -> int | None:
    """How long the slowest node took to answer; None while a check runs."""
    if any((check, node) in state.asked for node in nodes):
        return None
    answers = [done.ms for node in nodes if (done := state.checks.get((check, node))) is not None]
    return round(max(answers)) if answers else None


def _row(
    check: ListedCheck, nodes: Sequence[str], names: Sequence[int], state: RunState, view: CheckView
) -> MatrixRow | None:
    how, _ = worst(state, check.name, nodes)
    asking = [node for node in nodes if (check.name, node) in state.asked]
    if view.only_bad and how in ("pass", "none") and not asking:
        return None
    glyph = (spinner(), "$accent") if asking and how not in ("fail", "unknown") else GLYPHS[how]
    marks = [_mark(state, check.name, node) for node in nodes]
    if names:
        cells = [_padded(mark, room) for mark, room in zip(marks, names, strict=True)]
    else:
        cells = [_counts(marks)]
    if view.wide:
        ms = _ms(check.name, nodes, state)
        cells.append(text(number(ms) if ms is not None else "", "$muted"))
    cells.append(_found(check.name, nodes, state, view))
    return MatrixRow(check.name, (text(title(check), ""), *cells), glyph)


def _mark(state: RunState, check: str, node: str) -> tuple[str, str]:
    """One cell of the matrix: a tick is muted, so that the one cross is found without reading."""
    if (check, node) in state.asked:
        return spinner(), "$accent"
    done = state.checks.get((check, node))
    how = verdict(state, done) if done else "none"
    return (GLYPHS[how][0], "$muted") if how in ("pass", "none") else GLYPHS[how]


def _counts(marks: Sequence[tuple[str, str]]) -> Cell:
    """58 ✓  2 ✗"""
    spans: list[tuple[str, str]] = []
    for glyph, style in dict.fromkeys(marks):
        count = str(marks.count((glyph, style)))
        spans += [
            (f"{'  ' if spans else ''}{count}", "$muted" if style == "$muted" else "$foreground"),
            (f" {glyph}", style),
        ]
    return tuple(spans)


def _found(check: str, nodes: Sequence[str], state: RunState, view: CheckView) -> Cell:
    """The worst answer with its node; where all is well, what all found; while it runs, who has not answered."""
    how, done = worst(state, check, nodes)
    asking = [node for node in nodes if (check, node) in state.asked]
    if done is not None and how in ("fail", "unknown", "warn", "waived"):
        where = f"{done.node}: " if len(nodes) > 1 else ""
        if how == "waived":
            return (
                (where + translate.clauses(done.found)[0], "$foreground"),
                (f"   {translate.t('waived')}: {state.waived[done.check]}", "$muted"),
            )
        return text(where + translate.clauses(done.found)[0], GLYPHS[how][1])
    if asking:
        who = asking[0] if len(asking) == 1 else translate.t("{n} nodes", n=len(asking))
        seconds = int(max(view.asked_s(check, node) for node in asking))
        return text(f"{who}: {translate.t('asked')}{f', {seconds} s' if seconds else ''}")
    answers = [d for node in nodes if (d := state.checks.get((check, node))) is not None]
    between = "，" if language.in_force() == "zh" else ", "
    return text(between.join(dict.fromkeys(in_language(d.found) for d in answers if d.found)), "$muted")


def _centred(head: str, room: int) -> str:
    return " " * (max(room - width(head), 0) // 2) + head


def _padded(mark: tuple[str, str], room: int) -> Cell:
    return ((" " * ((room - 1) // 2), ""), mark)


def _plain(row: MatrixRow) -> str:
    return " ".join(piece for cell in row.cells for piece, _ in cell)
