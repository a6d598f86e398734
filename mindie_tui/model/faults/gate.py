"""Rules out, quickly, lines that show no fault: lines of one shape are looked at once.

A service repeats a few hundred lines that differ in numbers. What is left of a line without digits and lower-case hex
letters is its shape; a line can hold a text only if its shape holds the shape of the text. So one search of a shape,
for all texts of the table, answers for all lines of that shape. Lines that are unlike each other still share words: a
text is looked for only where its longest word stands in a word of the line, and this is remembered for each word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from mindie_tui.model.faults.fault import CODE, Fault
from mindie_tui.model.faults.table import table

_VARIES = b"0123456789abcdef-"
"""Digits, and what else differs between two lines that say the same: hex numbers, ids of requests."""
_CODED = re.compile(rb"E[A-Z]?[):]|MIE|ERR")
"""What a shape keeps of a code as `CODE` finds it."""
_WORDS = bytes(byte if byte >= 128 or byte == ord("_") or chr(byte).isalpha() else 32 for byte in range(256))
"""Leaves the words of a text, with blanks between them."""
_REMEMBERED, _LONG = 16_384, 1_024
"""How many words are remembered; of a line of so many bytes none is."""
ALARMS = (
    b"[ERROR", b"[error", b"[Error", b"[ ERROR", b"[CRITICAL", b"[critical", b"[FATAL", b"[fatal", b"[Fatal",
    b"ERROR ", b"ERROR:", b"ERROR|", b"CRITICAL ", b"CRITICAL:", b"FATAL ", b"FATAL:", b"Exception ignored in",
    b"Traceback (", b"Error: ", b"Exception: ",
)  # fmt: skip
"""One of these occurs in each line that has an error level (`matching.level`), begins a traceback or ends one."""


def shape_of(line: bytes) -> bytes:
    """What is left of a line without what varies."""
    return line.translate(None, _VARIES)


def _anchor(texts: tuple[str, ...]) -> bytes:
    """The text of a list whose shape is longest: the others are looked for only where it occurs."""
    return max((shape_of(text.encode()) for text in texts), key=len)


@cache
def _coded() -> Mapping[str, tuple[Fault, ...]]:
    """Entries that look for a code, by the code."""
    found: dict[str, list[Fault]] = {}
    for fault in table():
        for texts in fault.all:
            for code in filter(CODE.fullmatch, texts):
                found.setdefault(code, []).append(fault)
    return {code: tuple(faults) for code, faults in found.items()}


@cache
def _anchored() -> Mapping[bytes, tuple[Fault, ...]]:
    """All other entries, by the anchors of their lists."""
    found: dict[bytes, list[Fault]] = {}
    for fault in table():
        for texts in fault.all:
            if not any(CODE.fullmatch(text) for text in texts):
                found.setdefault(_anchor(texts), []).append(fault)
    return {anchor: tuple(dict.fromkeys(faults)) for anchor, faults in found.items()}


@cache
def _for_any_code() -> tuple[Fault, ...]:
    """Entries without texts: what is said of a code that no other entry has."""
    return tuple(fault for fault in table() if not fault.all)


@cache
def _needles() -> Mapping[bytes, tuple[Fault, ...]]:
    """What a shape is searched for: the anchors, and the shapes of alarms, which are no entry's."""
    return {**dict.fromkeys(map(shape_of, ALARMS), ()), **_anchored()}


@cache
def _order() -> Mapping[bytes, int]:
    """The needles by their places in the table."""
    return {needle: at for at, needle in enumerate(_needles())}


@cache
def _by_piece() -> Mapping[bytes, Mapping[bytes, tuple[bytes, ...]]]:
    """Needles by their longest word, and these by the first two letters of it."""
    found: dict[bytes, dict[bytes, list[bytes]]] = {}
    for needle in _needles():
        piece = max(needle.translate(_WORDS).split(), key=len)
        found.setdefault(piece[:2], {}).setdefault(piece, []).append(needle)
    return {start: {piece: tuple(of) for piece, of in pieces.items()} for start, pieces in found.items()}


def _find_asked(word: bytes) -> tuple[bytes, ...]:
    """The needles whose longest word stands in this word of a line."""
    pieces = _by_piece()
    near = ((pieces.get(word[at : at + 2]), at) for at in range(len(word) - 1))
    return tuple(
        needle
        for here, at in near
        if here
        for piece, needles in here.items()
        if word.startswith(piece, at)
        for needle in needles
    )


_asked_by = lru_cache(maxsize=_REMEMBERED)(_find_asked)


def _held(shape: bytes) -> list[bytes]:
    """The needles that a shape holds, in the order of their places: of two equally specific entries the first counts.

    Lines are unlike, their words are not: so each word is looked at once.
    """
    words = shape.translate(_WORDS).split()
    asked = set[bytes]().union(*map(_asked_by if len(shape) < _LONG else _find_asked, words))
    held = [needle for needle in asked if needle in shape]
    return held if len(held) < 2 else sorted(held, key=lambda needle: (shape.find(needle), _order()[needle]))


def candidates(shape: bytes) -> tuple[Fault, ...] | None:
    """The entries whose texts, codes apart, a line of this shape may hold; None for a shape that is surely quiet.

    A line is quiet if it shows no fault and has no error level.
    """
    held = _held(shape)
    if not held:
        return () if _CODED.search(shape) else None
    return tuple(dict.fromkeys(fault for needle in held for fault in _needles()[needle]))


def uncoded(shape: bytes) -> tuple[Fault, ...]:
    """The entries whose texts, codes apart, a line of this shape may hold."""
    return candidates(shape) or ()


def coded(line: str) -> tuple[Fault, ...]:
    """The entries that look for a code which the line holds."""
    by_code, codes = _coded(), CODE.findall(line)
    found = [fault for code in codes if code in by_code for fault in by_code[code]]
    return tuple(dict.fromkeys([*found, *_for_any_code()])) if codes else ()
