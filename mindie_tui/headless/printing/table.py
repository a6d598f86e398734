"""A table for people, which a terminal may cut at its right edge."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.model.text import one_line


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side; the last one as long as it is."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)] if rows else []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join((*cells, row[-1])).rstrip())
