"""A sentence of ours that was kept as English text, in the language in force.

Events, reports and indexes keep English. Whoever shows them later has only the text, without the template and the
values that it was made from: the catalogue's templates find them again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from string import Formatter
from typing import NamedTuple

from mindie_tui.model import language

LEAST_LETTERS = 6
"""Of its own that a template has: "{first}; {second}" is in every sentence."""
PREFIX = 4
"""Templates are looked up by this many of their first letters."""
_WORDS = re.compile(r"[a-z]{3,} [a-z]{2,}|[a-z]{2,} [a-z]{3,}")
_LONGEST = 4000
"""Letters of a text that is looked at; ours are shorter."""


class _Template(NamedTuple):
    """A template that has gaps."""

    pattern: re.Pattern[str]
    chinese: str
    """With plain gaps: what fills them is text already."""


def translate_kept(text: str) -> str:
    """The text in the language in force if it is a sentence of ours, or several; else as it is."""
    return text if language.in_force() == "en" or not text else _translate(text)


@lru_cache(maxsize=4096)
def _translate(text: str) -> str:
    whole = language.translation(text)
    if whole is not None:
        return whole
    if len(text) > _LONGEST:
        return text
    by_prefix = _templates()
    for template in (*by_prefix.get(text[:PREFIX], ()), *by_prefix[""]):
        if (found := template.pattern.fullmatch(text)) and (values := _values(found, text)) is not None:
            return template.chinese.format(**values)
    for between, chinese in (("; ", "；"), (", ", "，")):
        if between in text:
            parts = text.split(between)
            translated = [translate_kept(part) for part in parts]
            if all(a != b for a, b in zip(parts, translated, strict=True)):
                return chinese.join(translated)
    return text


def _values(found: re.Match[str], text: str) -> dict[str, str] | None:
    """The values of the gaps; None where one of them holds foreign words, because then the text is not ours.

    Foreign words are allowed at the end after a colon: the output of a program.
    """
    values = {name: translate_kept(value) for name, value in found.groupdict().items()}
    for name, value in found.groupdict().items():
        foreign = " " in value.strip() and values[name] == value and any(map(str.islower, value))
        reported = found.end(name) == len(text) and text[: found.start(name)].endswith(": ")
        if foreign and not reported and _WORDS.search(value):
            return None
    return values


@cache
def _templates() -> Mapping[str, tuple[_Template, ...]]:
    """By their first letters, "" where a template begins with a gap; those with the most letters of their own first."""
    found: dict[str, list[tuple[int, _Template]]] = defaultdict(list)
    found[""] = []
    for (_, english), chinese in language.chinese().items():
        pieces = pieces_of(english)
        letters = sum(len(literal) for literal, _ in pieces)
        if letters < LEAST_LETTERS or not any(name for _, name in pieces):
            continue
        first = pieces[0][0]
        template = _Template(_pattern(english), _plain(chinese))
        found[first[:PREFIX] if len(first) >= PREFIX else ""].append((letters, template))
    return {
        prefix: tuple(template for _, template in sorted(rows, key=lambda row: -row[0]))
        for prefix, rows in found.items()
    }


def pieces_of(template: str) -> list[tuple[str, str]]:
    """(letters, name of the gap behind them or ""); none for a text whose braces are its own, such as JSON."""
    if "{" not in template:
        return []
    try:
        pieces = [(literal, name or "") for literal, name, _, _ in Formatter().parse(template)]
    except ValueError:
        return []
    return pieces if all(name.isidentifier() or not name for _, name in pieces) else []


def _pattern(english: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for literal, name in pieces_of(english):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _plain(chinese: str) -> str:
    """The template without the formats of its gaps."""
    parts = []
    for literal, name in pieces_of(chinese):
        parts.append(literal.replace("{", "{{").replace("}", "}}"))
        if name:
            parts.append(f"{{{name}}}")
    return "".join(parts)
