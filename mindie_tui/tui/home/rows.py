"""The content of the start page as rows of a matrix by sections. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.profiles.drafts import Draft
from mindie_tui.store.profiles.load import ProfileEntry
from mindie_tui.store.runs.index import IndexRow
from mindie_tui.store.shown.home import Home, LeftService
from mindie_tui.tui.common.matrix import Column, MatrixRow, text
from mindie_tui.tui.runs.rows import glyph, how, when
from mindie_tui.tui.text.cells import age, cut, cut_head, number
from mindie_tui.tui.text.translate import t

HERE = "here:"
_NAME, _GAP = 26, 2


def columns(room: int) -> tuple[Column, ...]:
    """A name and its description."""
    return Column("", _NAME, gap=_GAP), Column("", 0, gap=_GAP)


def rows(home: Home, deployment: Deployment, room: int, now: datetime) -> list[MatrixRow]:
    """Sections in the order of what is likely wanted: this deployment, services, what was left, runs, profiles."""
    width = max(room - _NAME - 14, 20)
    found: list[MatrixRow] = []
    if deployment.nodes or deployment.name not in ("", Deployment().name):
        found += _section(t("this deployment"), [_here(deployment, width)])
    found += _section(t("services left running"), [_service(one, width) for one in home.services])
    found += _section(t("cut off"), [_cut_off(row, width) for row in home.cut_off])
    found += _section(t("drafts"), [_draft(key, draft, width, now) for key, draft in home.drafts])
    found += _section(t("newest runs"), [_run(row, width) for row in home.newest])
    own = [entry for entry in home.profiles if entry.origin != "shipped"]
    found += _section(t("your profiles"), [_profile(entry, width) for entry in own])
    shipped = [entry for entry in home.profiles if entry.origin == "shipped"]
    found += _section(t("shipped profiles"), [_profile(entry, width) for entry in shipped])
    return found[1:]


def _section(title: str, made: Sequence[MatrixRow]) -> list[MatrixRow]:
    """An empty line, the title and its rows; nothing without rows."""
    return [MatrixRow(None, ()), MatrixRow.section(title), *made] if made else []


def _here(deployment: Deployment, width: int) -> MatrixRow:
    names = ", ".join(node.name for node in deployment.nodes) or t("no nodes yet")
    return _row(HERE, deployment.name, cut(one_line(names), width))


def _service(one: LeftService, width: int) -> MatrixRow:
    said = t("since {at} on {nodes}; enter follows it", at=when(one.row.started), nodes=", ".join(one.nodes))
    return _row(f"service:{one.row.id}", one.row.profile, cut(one_line(said), width), ("?", "$warning"))


def _cut_off(row: IndexRow, width: int) -> MatrixRow:
    said = t("began {at}, no end is recorded, last step {step}", at=when(row.started), step=t(row.step.capitalize()))
    return _row(f"run:{row.id}", row.profile, cut(one_line(said), width), ("-", "$muted"))


def _draft(key: str, draft: Draft, width: int, now: datetime) -> MatrixRow:
    count = len(draft.changes)
    try:
        ago = age((now - datetime.fromisoformat(draft.at)).total_seconds())
    except (ValueError, TypeError):
        ago = "?"
    edits = t("1 edit") if count == 1 else t("{n} edits", n=count)
    said = t("{edits} not saved, made {age} ago", edits=edits, age=ago)
    return _row(f"draft:{key}", draft.profile, cut(said, width), ("!", "$warning"))


def _run(row: IndexRow, width: int) -> MatrixRow:
    said = [when(row.started), how(row)]
    if row.output_tok_s is not None:
        said.append(f"{number(row.output_tok_s, 1)} tok/s")
    if row.ttft_p99_ms is not None:
        said.append(f"TTFT p99 {number(row.ttft_p99_ms, 1)} ms")
    said += [f"{name} {score:.2f} %" for name, score in row.scores[:2]]
    return _row(f"run:{row.id}", row.profile, cut(one_line("   ".join(said)), width), glyph(row))


def _profile(entry: ProfileEntry, width: int) -> MatrixRow:
    if entry.problem:
        return _row(f"profile:{entry.name}", entry.name, t("cannot be read"), ("✗", "$error"))
    notes = one_line(entry.notes.strip().partition("\n")[0])
    said = in_language(notes) or cut_head(paths.shorten(entry.path), width)
    return _row(f"profile:{entry.name}", entry.name, cut(said, width))


def _row(key: str, name: str, said: str, sign: tuple[str, str] = ("", "")) -> MatrixRow:
    return MatrixRow(key, (text(cut(one_line(name), _NAME)), text(said, "$muted")), sign)


def says(row: MatrixRow) -> str:
    """The words of a row."""
    return "  ".join("".join(words for words, _ in cell) for cell in row.cells)


def file_of(key: str) -> Path | None:
    """The file of a draft's key; None where the draft is of none."""
    return Path(key) if "/" in key else None
