"""What differs between runs, as pages of a dialog: settings, environment, start, figures, scores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from mindie_tui.model import language
from mindie_tui.model.chinese.kept_english import translate_kept
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report.diff.difference import DiffRow, difference
from mindie_tui.model.report.point_key import value_text
from mindie_tui.model.text import one_line
from mindie_tui.store.runs.compared import compared_run
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.text_pane import Line
from mindie_tui.tui.dialogs.pages import Page, Pages
from mindie_tui.tui.text.cells import cut, say
from mindie_tui.tui.text.translate import t

TITLES = {
    "configuration": "configuration",
    "environment": "environment",
    "start": "start",
    "metrics": "figures",
    "accuracy": "accuracy",
}
_MOST = 160


def compare(runs: Sequence[Run]) -> Pages:
    """The dialog; the first run is what the others are compared with. Raises StoreError. It reads: not in the loop."""
    found = difference([compared_run(run) for run in runs], language.in_force())
    heads = [
        say((f"{sign}  ", "bold $accent" if at else "bold $muted"), (one_line(run.id), "$foreground"))
        for at, (sign, run) in enumerate(zip("ABCDEFGH", runs, strict=False))
    ]
    return Pages(t("What differs between {count} runs", count=len(runs)), heads, pages(found))


def pages(found: Sequence[DiffRow]) -> list[Page]:
    """A page for each part that differs; one that says so where nothing does."""
    made = [
        Page(t(TITLES[section]), [line for row in group for line in _lines(row)])
        for section, group in groupby(found, key=lambda row: row.section)
    ]
    return made or [Page(t("what differs"), [(t("no difference"), "$muted")])]


def _lines(row: DiffRow) -> list[Line]:
    """A name, why it matters, and the value of each run with what it did from the first."""
    name = f"{translate_kept(row.name)}   {row.where}" if row.where else translate_kept(row.name)
    lines: list[Line] = [(one_line(name), "bold $foreground")]
    for at, value in enumerate(row.values):
        change = f"   {row.changes[at - 1]}" if at and row.changes and row.changes[at - 1] else ""
        lines.append((f"  {'ABCDEFGH'[at]}  {_said(value, row.unit)}{change}", "$muted" if not at else "$foreground"))
    if row.reason:
        lines.append((f"     {cut(one_line(in_language(row.reason)), _MOST)}", "$muted"))
    return lines


def _said(value: Any, unit: str) -> str:
    if value is None:
        return t("absent or not known")
    if isinstance(value, int | float) and not isinstance(value, bool) and unit:
        return number(float(value), unit)
    return cut(one_line(translate_kept(value) if isinstance(value, str) else value_text(value)), _MOST)
