"""Tables and figures as Markdown has them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from mindie_tui.model.text import one_line

_MEANS = re.compile(r"[\\`*\[\]]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|~(?!/)|&(?=#?\w+;)")
"""What Markdown or HTML reads as markup inside a line; the `_` of a_name is none."""
_BEGINS = re.compile(r"(\d{0,9})(?:#|>|[.)](?=\s|$)|\+(?=\s|$)|-(?=\s|-)|=+$)")
"""What makes a line a heading, a quote or a list."""


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


def foreign(text: str) -> str:
    """Text from outside that Markdown shows letter by letter: one line, no markup, no HTML, no control character."""
    line = _MEANS.sub(lambda found: "&lt;" if found[0] == "<" else f"\\{found[0]}", one_line(text))
    begins = _BEGINS.match(line)
    return f"{line[: begins.end(1)]}\\{line[begins.end(1) :]}" if begins else line


def harmless(value: Any, *, settings: bool = False) -> Any:
    """A report with each of its texts as `foreign` has it: what a run, a node or a profile says is never markup.

    `settings`: of a value that is shown as JSON where it is a list or a mapping.
    """
    if isinstance(value, str):
        return foreign(value)
    if settings and isinstance(value, list | tuple | dict):
        return foreign(json.dumps(value, ensure_ascii=False, default=str))
    if isinstance(value, Mapping):
        return {foreign(str(key)): _of_key(str(key), item) for key, item in value.items()}
    return [harmless(item) for item in value] if isinstance(value, list | tuple) else value


def _of_key(key: str, value: Any) -> Any:
    if key == "key" and isinstance(value, Mapping):
        return {foreign(str(name)): harmless(item, settings=True) for name, item in value.items()}
    return harmless(value, settings=key in ("this", "baseline"))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> list[str]:
    """The lines of a table; `numbers` are the columns that stand at the right."""
    ruler = ["---:" if at in numbers else "---" for at in range(len(head))]
    return [f"| {' | '.join(cell(text) for text in row)} |" for row in (head, ruler, *rows)]
