"""JSON that nests deeper than Python's own reader and writer follow: read and written by a loop, not by recursion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from json.scanner import NUMBER_RE
from typing import Any

_BLANK = " \t\n\r"
_WORDS = {"true": True, "false": False, "null": None}
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
INDENTED = 100
"""Levels that are written on separate lines; deeper ones share one line, because their indentation would fill a
disk."""


class TooDeepError(Exception):
    """The document nests deeper than asked for; `offset` is the bracket that goes too far."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"too deep at {offset}")
        self.offset = offset


def read(
    text: str, start: int, most: int, integer: Callable[[str], Any], number: Callable[[str], Any]
) -> tuple[Any, int, bool]:
    """Value, end, and whether a key occurs twice, of the document at `start`; of such a key the last one counts.

    `integer` and `number` convert the texts of numbers, `number` also NaN. Raises json.JSONDecodeError with the message
    of Python's own reader, and TooDeepError beyond `most` levels.
    """
    open_: list[tuple[Any, str]] = []  # an object or list, and the key that waits for its value
    twice, at = False, start
    while True:
        at = _skip(text, at)
        value, at, opened = _value(text, at, integer, number)
        if opened:
            if len(open_) == most:
                raise TooDeepError(at - 1)
            at = _skip(text, at)
            if text[at : at + 1] != ("}" if isinstance(value, dict) else "]"):
                key = ""
                if isinstance(value, dict):
                    key, at = _key(text, at)
                open_.append((value, key))
                continue
            at += 1
        while open_:
            holder, key = open_[-1]
            if isinstance(holder, list):
                holder.append(value)
            else:
                twice = twice or key in holder
                holder[key] = value
            at = _skip(text, at)
            mark = text[at : at + 1]
            if mark == ",":
                at = _skip(text, at + 1)
                if isinstance(holder, dict):
                    key, at = _key(text, at)
                    open_[-1] = (holder, key)
                break
            if mark != ("}" if isinstance(holder, dict) else "]"):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            value, at = open_.pop()[0], at + 1
        else:
            return value, at, twice


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANK and at < len(text):
        at += 1
    return at


def _key(text: str, at: int) -> tuple[str, int]:
    """A key and the offset of its value."""
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    key, at = scanstring(text, at + 1, True)
    at = _skip(text, at)
    if text[at : at + 1] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
    return key, at + 1


def _value(text: str, at: int, integer: Callable[[str], Any], number: Callable[[str], Any]) -> tuple[Any, int, bool]:
    """What begins here, the offset behind it, and whether it is an object or list that is still open."""
    mark = text[at : at + 1]
    if mark in ("{", "["):
        return ({} if mark == "{" else []), at + 1, True
    if mark == '"':
        value, at = scanstring(text, at + 1, True)
        return value, at, False
    for word, value in _WORDS.items():
        if text.startswith(word, at):
            return value, at + len(word), False
    for word in _CONSTANTS:
        if text.startswith(word, at):
            return number(word), at + len(word), False
    if found := NUMBER_RE.match(text, at):
        whole, fraction, exponent = found.groups()
        said = found.group()
        return (number(said) if fraction or exponent else integer(whole)), found.end(), False
    raise json.JSONDecodeError("Expecting value", text, at)


def write(value: Any, indent: int | None = None, most: int | None = None) -> str:
    """The text of a value as json.dumps(ensure_ascii=False) writes it, however deep; from level INDENTED on one line.

    `most`: at most so many pieces (brackets, keys, values), each of them at least one character.
    """
    out: list[str] = []
    open_: list[tuple[Iterator[Any], str, bool]] = []  # what is left, how it ends, whether it has keys
    item, first = value, True
    while True:
        if most is not None and len(out) > most:
            return "".join(out)
        if isinstance(item, (dict, list)) and item:
            keyed = isinstance(item, dict)
            inner: Iterator[Any] = iter(item.items()) if isinstance(item, dict) else iter(item)
            out.append("{" if keyed else "[")
            open_.append((inner, "}" if keyed else "]", keyed))
            first = True
        else:
            out.append(json.dumps(item, ensure_ascii=False))
            first = False
        while open_:
            left, end, keyed = open_[-1]
            following: Any = next(left, None) if keyed else next(left, _END)
            if following is (None if keyed else _END):
                open_.pop()
                out.append(_line(indent, len(open_)) + end)
                first = False
                continue
            here = _line(indent, len(open_))
            out.append(here if first else f",{here or ' '}")
            if keyed:
                key, item = following
                out.append(f"{json.dumps(key, ensure_ascii=False)}: ")
            else:
                item = following
            break
        else:
            return "".join(out)


_END = object()


def _line(indent: int | None, level: int) -> str:
    """The start of a new line at a level; nothing where the value continues on the same line."""
    return "" if indent is None or level > INDENTED else "\n" + " " * (indent * level)
