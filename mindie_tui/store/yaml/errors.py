"""What the YAML parser says, as sentences for operators; and the place that an error names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from mindie_tui.model.errors import ProfileError
from mindie_tui.model.message import Message, cleaned, phrase
from mindie_tui.model.text import one_line


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1, and where it ends (line, column; the column is the one after)."""

    file: str
    line: int
    column: int
    end: tuple[int, int] = (0, 0)


def refusal(mark: Mark, what: str, *, key: str = "", do: str = "") -> ProfileError:
    """The error `what` at the place `mark`: one line, whatever escapes the file contains."""
    return ProfileError(
        cleaned(what, one_line),
        file=mark.file,
        line=mark.line,
        column=mark.column,
        key=one_line(key),
        do=cleaned(do, one_line),
    )


def refusal_at(file: str, mark: Any, what: str, *, key: str = "", do: str = "") -> ProfileError:
    """`refusal`, for a mark of the parser."""
    return refusal(Mark(file, mark.line + 1, mark.column + 1), what, key=key, do=do)


def _tab(line: str, file: str, number: int, at: int) -> ProfileError:
    """The sentence for a tab in a line, the line's key in it."""
    key = re.match(r"[\s-]*([\w.-]+)\s*:", line)
    return ProfileError(
        "found a tab; YAML does not accept tabs for indentation",
        file=file,
        line=number + 1,
        column=at + 1,
        key=key[1] if key else "",
        do="write blanks instead",
    )


def refuse_tabs(text: str, file: str, tokens: Iterable[Any]) -> None:
    """A tab between two tokens, outside a comment, is refused: it looks like blanks and counts as something else."""
    lines = text.splitlines(keepends=True)
    before = (0, 0)
    for token in tokens:
        start, stop = before, (token.start_mark.line, token.start_mark.column)
        for number in range(start[0], min(stop[0], len(lines) - 1) + 1):
            first = start[1] if number == start[0] else 0
            last = stop[1] if number == stop[0] else len(lines[number])
            tab = lines[number][first:last].partition("#")[0].find("\t")
            if tab >= 0:
                raise _tab(lines[number], file, number, first + tab)
        before = max(before, (token.end_mark.line, token.end_mark.column))


_SECOND_COLON = (
    "a second `:` on this line, or a wrong indentation",
    "put a text that holds `: ` in quotes, and begin keys of one mapping in one column",
)
_PROBLEMS = {
    "mapping values are not allowed in this context": _SECOND_COLON,
    "mapping values are not allowed here": _SECOND_COLON,
    "did not find expected key": ("no key begins here", "begin the keys of one mapping in one column"),
    "could not find expected ':'": ("a key without `:`", "write `key: value`"),
    "did not find expected ',' or '}'": ("a `{` is not closed, or a comma is missing", "write {a: 1, b: 2}"),
    "did not find expected ',' or ']'": ("a `[` is not closed, or a comma is missing", "write [1, 2]"),
    "did not find expected '-' indicator": ("no list item begins here", "begin the items of one list in one column"),
    "found unexpected end of stream": ("a quote is not closed before the end of the file", "close it"),
    "found character that cannot start any token": ("no value begins with this character", "put the text in quotes"),
    "did not find expected alphabetic or numeric character": (
        "`*` or `&` is not a name here",
        "put the text in quotes",
    ),
    "found invalid Unicode character escape code": ("an escape that is no character", "write the character itself"),
    "found unknown escape character": ("an unknown \\ in double quotes", "use single quotes, which take it as it is"),
}


def not_yaml(error: yaml.YAMLError, text: str, file: str) -> ProfileError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # the reader: a control character
        position = getattr(error, "position", None)
        before = text[:position] if isinstance(position, int) else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return ProfileError(
            "a control character, which YAML does not allow", file=file, line=line, column=column, do="remove it"
        )
    lines = text.splitlines()
    for number in (mark.line, mark.line - 1):
        shown = lines[number] if 0 <= number < len(lines) else ""
        tab = shown.partition("#")[0].find("\t")
        if 0 <= tab <= len(shown) - len(shown.lstrip()):
            return _tab(shown, file, number, tab)
    problem = (getattr(error, "problem", None) or "cannot be read").strip()
    what, do = _PROBLEMS.get(problem, (problem, "see https://yaml.org, or start from a shipped profile"))
    if mark.line >= len(lines) and (opened := getattr(error, "context_mark", None)):
        mark = opened  # where it was opened says more than the end of the file
    return refusal_at(file, mark, Message("is not YAML: {what}", what=phrase(what)), do=do)
