"""JSON text as MindIE reads it: what it refuses and where, what it accepts silently, and the line of each value.

MindIE parses with nlohmann/json: it accepts a BOM and text after the document, and of a key that occurs twice the last
one counts; it refuses comments, trailing commas, NaN, leading zeros, numbers beyond a double and lone surrogates.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from mindie_tui.model.documents import deep_json
from mindie_tui.model.documents.document import ABSENT, Json, pointer

LARGEST = 10 * 1024 * 1024
"""Bytes; MindIE refuses a larger config.json (file_utils.h)."""
DEEPEST = 50_000
"""Levels of nesting. MindIE counts none, but copies a document by recursion: 50,000 pass, at 100,000 it crashes."""


OVERFLOW = "{number} is too large for a number"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something about the text itself. `refused`: there is no document."""

    kind: Literal["refused", "duplicate", "bom", "trailing"]
    says: str
    values: dict[str, Any]
    line: int
    column: int
    """Both from 1, in characters."""
    pointer: str = ""

    @property
    def text(self) -> str:
        return self.says.format(**self.values)


@dataclass(frozen=True, slots=True)
class Parsed:
    value: Json = ABSENT
    """ABSENT where the text is refused."""
    flaws: tuple[Flaw, ...] = field(default=())

    @property
    def refusal(self) -> Flaw | None:
        return next((flaw for flaw in self.flaws if flaw.kind == "refused"), None)


class _TooLarge(ValueError):
    """A number that no double holds."""


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _TooLarge(text)
    return value


def _constant(text: str) -> float:
    raise _TooLarge(text)


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= 40 else _number(text)


class _Twice(Exception):
    """Some object holds a key twice."""


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _Twice
    return value


_STRICT = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_number, parse_int=_integer, parse_constant=_constant)
_LAST_WINS = json.JSONDecoder(parse_float=_number, parse_int=_integer, parse_constant=_constant)
_BLANK = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'[ \t\n\r]*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+)|(.))', re.DOTALL)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _after_blank(text: str, at: int = 0) -> int:
    """The offset where the blanks that begin at an offset end; the same offset where there are none."""
    blank = _BLANK.match(text, at)
    assert blank is not None  # it matches the empty text too
    return blank.end()


def parse(source: str | bytes) -> Parsed:
    """The document in a text, and the flaws of the text. Never raises."""
    text = _characters(source)
    if isinstance(text, Parsed):
        return text
    flaws: list[Flaw] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        flaws.append(Flaw("bom", "the file begins with a byte order mark; MindIE skips it", {}, 1, 1))
    if not text.strip(" \t\r\n"):
        return _refused("it is empty; write at least the sections ServerConfig and BackendConfig", 1, 1)
    try:
        value, end, twice = _read(text, _after_blank(text))
    except json.JSONDecodeError as error:
        return _syntax(text, error)
    except _TooLarge as error:
        return _bad_number(text, str(error))
    except deep_json.TooDeepError as error:
        says = "it nests deeper than {most} levels, on which MindIE crashes; take the nesting out"
        return _refused(says, *place(text, error.offset), most=DEEPEST)
    if "\\u" in text and (lone := _lone_surrogate(text)) is not None:
        says = "a lone surrogate {escape} is not a character; MindIE refuses it"
        return _refused(says, *place(text, lone), escape=text[lone : lone + 6])
    if twice:
        flaws += duplicates(text)
    if text[end:].strip(" \t\r\n"):
        at = _after_blank(text, end)
        says, values = "text after the document, which MindIE does not read: {shown}", {"shown": text[at : at + 20]}
        flaws.append(Flaw("trailing", says, values, *place(text, at)))
    return Parsed(value, tuple(flaws))


def _characters(source: str | bytes) -> str | Parsed:
    """The characters of a text; the refusal where it is too large, no UTF-8, or holds what is no character."""
    size = len(source)
    if isinstance(source, str) and size > LARGEST // 4:
        size = len(source.encode(errors="replace"))
    if size > LARGEST:
        return _refused("it has {size} bytes; MindIE reads at most {most}", 1, 1, size=size, most=LARGEST)
    try:
        text = source.decode() if isinstance(source, bytes) else source
        text.encode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(errors="replace")
        byte = f"0x{error.object[error.start]:02x}"
        return _refused("byte {byte} is not UTF-8; save the file as UTF-8", *place(before, len(before)), byte=byte)
    except UnicodeEncodeError as error:
        return _refused("a lone surrogate is not a character; MindIE refuses it", *place(error.object, error.start))
    return text


def _read(text: str, start: int) -> tuple[Json, int, bool]:
    """Value, end, and whether a key occurs twice."""
    try:
        try:
            return *_STRICT.raw_decode(text, start), False
        except _Twice:
            return *_LAST_WINS.raw_decode(text, start), True
    except RecursionError:
        return deep_json.read(text, start, DEEPEST, _integer, _number)


@lru_cache(maxsize=64)
def parse_short(text: str) -> Parsed:
    """`parse` of a text inside a document, such as plugin_params, which is read by several rules at every keystroke."""
    return parse(text)


def _refused(says: str, line: int, column: int, **values: Any) -> Parsed:
    return Parsed(ABSENT, (Flaw("refused", says, values, line, column),))


def _lone_surrogate(text: str) -> int | None:
    pairs = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    for found in re.finditer(rf"{pairs}|\\u[dD][89a-fA-F][0-9a-fA-F]{{2}}|\\.", text):
        if len(found.group()) == 6:
            return found.start()
    return None


def _bad_number(text: str, number: str) -> Parsed:
    at = next((m.start(3) for m in _TOKEN.finditer(text) if m.group(3) and m.group(3).strip() == number), 0)
    if number.lstrip("-") in ("NaN", "Infinity"):
        return _refused("{number} is not JSON; write a number or null", *place(text, at), number=number)
    return _refused(OVERFLOW, *place(text, at), number=number[:40])


_SAID = {
    "Expecting value": "a value is expected here, found {found}",
    "Expecting ',' delimiter": "a comma or the closing bracket is expected here, found {found}",
    "Expecting ':' delimiter": "a colon is expected after the key, found {found}",
    "Expecting property name enclosed in double quotes": "a key in double quotes is expected here, found {found}",
    "Unterminated string starting at": "the text that begins here has no closing quote",
    "Invalid control character at": "a string contains a line end or a control character; write \\n or remove it",
    "Invalid \\escape": "the backslash here begins no escape; write two of them",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits",
}


def _syntax(text: str, error: json.JSONDecodeError) -> Parsed:
    """What is wrong where the parser stopped, worded for the mistakes that people make."""
    at = error.pos
    rest = text[at : at + 12]
    before = text[:at].rstrip(" \t\r\n")
    found = json.dumps(rest[0], ensure_ascii=False) if rest else "the end of the file"
    says = next((said for start, said in _SAID.items() if error.msg.startswith(start)), error.msg)
    if rest.startswith(("//", "/*", "#")):
        says = "JSON has no comments; take this one out"
    elif rest[:1] in ("}", "]") and before.endswith(","):
        at = len(before) - 1
        says = "a comma before the closing bracket; take it out"
    elif error.msg.startswith("Illegal trailing comma"):  # Python 3.13 and newer, at the comma itself
        says = "a comma before the closing bracket; take it out"
    elif rest.startswith(","):
        says = "one comma too many; take it out"
    elif rest[:1].isdecimal() and re.search(r"(^|[^0-9.eE])-?0$", text[:at][-20:]):
        at -= 1
        says = "a number cannot begin with 0; write it without"
    elif rest[:1] == "'":
        says = "JSON writes text in double quotes, not in '"
    elif found_word := re.match(r"True|False|None|[-+]?(?:inf|nan)", rest, re.IGNORECASE):
        says, found = "{found} is not JSON; write true, false, null or a number", found_word.group()
    return _refused(says, *place(text, at), found=found)


@dataclass(slots=True)
class _Open:
    """An object or list that is being read."""

    at: str
    keys: dict[str, int] | None
    """Key: offset, of an object; None of a list."""
    key: str | None = None
    index: int = 0


MOST_PLACES = 200_000
"""Values whose place is looked up; a file with more was not written by a person, and should not take seconds."""
MOST_DUPLICATES = 20
"""Repeated keys that are reported; whoever has more should look at the first ones."""
DEEPEST_PLACE = 64
"""Levels down to which a value has a place of its own; what is deeper has that of what holds it."""


def _walk(text: str, most: int | None = None) -> tuple[dict[str, int], list[tuple[str, str, int, int]]]:
    """Offsets of all values by pointer, and (pointer, key, first, again) of keys that occur twice."""
    offsets: dict[str, int] = {}
    again: list[tuple[str, str, int, int]] = []
    stack: list[_Open] = []
    for found in _TOKEN.finditer(text):
        string, mark, word = found.group(1), found.group(2), found.group(3)
        offset = found.start(found.lastindex or 0)
        top = stack[-1] if stack else None
        if mark in (",", ":"):
            if top and mark == "," and top.keys is None:
                top.index += 1
            elif top and mark == ",":
                top.key = None
            continue
        if mark in ("}", "]"):
            if stack:
                stack.pop()
            if not stack:
                break
            continue
        if top and top.keys is not None and top.key is None and string:
            top.key = _unquoted(string)
            if top.key in top.keys:
                here = top.at + pointer(top.key) if len(stack) <= DEEPEST_PLACE else top.at
                again.append((here, top.key, top.keys[top.key], offset))
                if len(again) == MOST_DUPLICATES and most is None:
                    break
            top.keys[top.key] = offset
            continue
        here = top.at if top else ""
        if len(stack) <= DEEPEST_PLACE:
            here += pointer(top.index if top.keys is None else top.key or "") if top else ""
            offsets[here] = offset
        if len(offsets) == most:
            break
        if mark:
            stack.append(_Open(here, {} if mark == "{" else None))
        elif top is None and (string or word):
            break
    return offsets, again


def _unquoted(string: str) -> str:
    try:
        text: str = json.loads(string)
        return text
    except ValueError:
        return string[1:-1]


def positions(text: str) -> dict[str, tuple[int, int]]:
    """Line and column of the values of a document by pointer; of a key that occurs twice, those of the last one."""
    text = text.removeprefix("\ufeff")
    offsets, _ = _walk(text, MOST_PLACES)
    ends = [i for i, c in enumerate(text) if c == "\n"]
    found = {}
    for at, offset in offsets.items():
        line = bisect_right(ends, offset - 1)
        found[at] = (line + 1, offset - (ends[line - 1] if line else -1))
    return found


def duplicates(text: str) -> list[Flaw]:
    """A flaw for each of the first keys that occur twice in one object."""
    return [
        Flaw(
            "duplicate",
            "{key} appears twice, first in line {first}; MindIE uses the last one",
            {"key": key, "first": place(text, first)[0]},
            *place(text, offset),
            at,
        )
        for at, key, first, offset in _walk(text)[1]
    ]
