"""`diff RUN RUN...`: what differs between runs. No network, no screen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model import language
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language, joined
from mindie_tui.model.report.diff.difference import DiffRow, difference
from mindie_tui.model.text import one_line
from mindie_tui.store.runs.compared import compared_run
from mindie_tui.store.runs.run import Run

_TITLES = {
    "configuration": "Configuration", "environment": "Environment and facts",
    "start": "Start, seconds until the slowest node reached the phase", "metrics": "Figures", "accuracy": "Accuracy",
}  # fmt: skip
_WIDEST = 40
"""Characters of a value in a table; --json has all of them."""


def run(args: argparse.Namespace) -> int:
    """Print what differs; the first run is what the others are compared with. StoreError for an unknown run."""
    runs = [Run.find(text) for text in (args.first, *args.others)]
    found = difference([compared_run(one) for one in runs], "en" if args.json else language.in_force())
    if args.json:
        for row in found:
            write_json(_as_json(row, [one.id for one in runs]), sys.stdout)
        return 0
    print_table([(f"{chr(65 + at % 26)}", one.id) for at, one in enumerate(runs)])
    if not found:
        print(f"\n{in_language('No difference.')}")
    for section, title in _TITLES.items():
        rows = [row for row in found if row.section == section]
        if rows:
            print(f"\n{in_language(title)}")
            _print_rows(rows, len(runs))
    return 0


def _print_rows(rows: Sequence[DiffRow], count: int) -> None:
    where, lines = None, []
    for row in rows:
        if row.section == "metrics" and row.where != where:
            where = row.where
            lines.append((f"  {where}", *[""] * count, ""))
        values = [_value(value, row.unit) for value in row.values]
        said = joined(*row.changes) or row.reason
        lines.append((f"  {in_language(row.name)}", *values, in_language(said)))
    head = ("", *[chr(65 + at % 26) for at in range(count)], "")
    print_table([head, *lines])


def _value(value: Any, unit: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return number(value, unit)
    text = one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _as_json(row: DiffRow, runs: Sequence[str]) -> dict[str, Any]:
    return {
        "v": 1, "event": "diff", "section": row.section, "name": row.name, "where": row.where, "unit": row.unit,
        "values": [{"run": run, "value": value} for run, value in zip(runs, row.values, strict=True)],
        "changes": list(row.changes), "reason": row.reason,
    }  # fmt: skip
