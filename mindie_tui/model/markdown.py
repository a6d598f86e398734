"""Tables and figures as Markdown has them."""

from __future__ import annotations

from collections.abc import Sequence


def number(value: float | None, unit: str = "") -> str:
    """A figure with its unit, for people: 1 462.3 tok/s."""
    if value is None:
        return "-"
    if isinstance(value, int) or not unit:
        text = f"{value:,.0f}"
    elif unit == "ms":
        text = f"{value:,.1f}"
    else:
        text = f"{value:,.2f}" if abs(value) < 100 else f"{value:,.1f}"
    return f"{text.replace(',', ' ')} {unit}".strip()


def cell(text: str) -> str:
    """A cell of a table: one line, no bar that would end it."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> list[str]:
    """The lines of a table; `numbers` are the columns that stand at the right."""
    ruler = ["---:" if at in numbers else "---" for at in range(len(head))]
    return [f"| {' | '.join(cell(text) for text in row)} |" for row in (head, ruler, *rows)]
