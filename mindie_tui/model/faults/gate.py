"""Rules out, quickly, lines that show no fault: lines of one shape are looked at once.

A service repeats a few hundred lines that differ in numbers. What is left of a line without digits and lower-case hex
letters is its shape; a line can hold a text only if its shape holds the shape of the text. So one search of a shape,
for all texts of the table, answers for all lines of that shape.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from mindie_tui.model.faults.fault import CODE, Fault
from mindie_tui.model.faults.table import table

_VARIES = b"0123456789abcdef-"
"""Digits, and what else differs between two lines that say the same: hex numbers, ids of requests."""
_CODED = rb"E[A-Z]?[):]|MIE|ERR"
"""What a shape keeps of a code as `CODE` finds it."""
ALARMS = (
    b"[ERROR", b"[error", b"[Error", b"[ ERROR", b"[CRITICAL", b"[critical", b"[FATAL", b"[fatal", b"[Fatal",
    b"ERROR ", b"ERROR:", b"ERROR|", b"CRITICAL ", b"CRITICAL:", b"FATAL ", b"FATAL:", b"Exception ignored in",
    b"Traceback (",
)  # fmt: skip
"""One of these occurs in each line that has an error level (`matching.level`) or begins a traceback."""


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


def _of_tree(words: Iterable[bytes]) -> bytes:
    """A regex of alternatives with common beginnings taken together; several times faster than the plain one."""
    tree: dict[int, Any] = {}
    for word in words:
        at = tree
        for byte in word:
            at = at.setdefault(byte, {})
        at[-1] = {}

    def regex(at: Mapping[int, Any]) -> bytes:
        if -1 in at:
            return b""  # a word ends here: what is longer need not be looked for
        parts = [re.escape(bytes([byte])) + regex(below) for byte, below in at.items()]
        return parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"

    return regex(tree)


@cache
def _gate() -> re.Pattern[bytes]:
    """Found in every shape of a line that may show a fault, or that has an error level."""
    return re.compile(_of_tree([*_anchored(), *map(shape_of, ALARMS)]) + b"|" + _CODED)


def loud(shapes: Sequence[bytes]) -> set[int]:
    """Which of some shapes may show a fault or have an error level; the others never do."""
    ends = list(accumulate(len(shape) + 1 for shape in shapes))
    text, gate, found, at = b"\n".join(shapes), _gate(), set(), 0
    while (hit := gate.search(text, at)) is not None:
        index = bisect_right(ends, hit.start())
        found.add(index)
        at = ends[index]
    return found


@cache
def _starts() -> re.Pattern[bytes]:
    """Found, without moving on, at every place where an anchor begins."""
    return re.compile(b"(?=(" + _of_tree(_anchored()) + b"))")


@cache
def _beginning_with(start: bytes) -> tuple[bytes, ...]:
    """The anchors that begin with what `_starts` found, which stops at the shortest."""
    return tuple(anchor for anchor in _anchored() if anchor.startswith(start))


def uncoded(shape: bytes) -> tuple[Fault, ...]:
    """The entries whose texts, codes apart, a line of this shape may hold."""
    found: dict[Fault, None] = {}
    for hit in _starts().finditer(shape):
        for anchor in _beginning_with(hit[1]):
            if shape.startswith(anchor, hit.start()):
                found.update(dict.fromkeys(_anchored()[anchor]))
    return tuple(found)


def coded(line: str) -> tuple[Fault, ...]:
    """The entries that look for a code which the line holds."""
    by_code, codes = _coded(), CODE.findall(line)
    found = [fault for code in codes if code in by_code for fault in by_code[code]]
    return tuple(dict.fromkeys([*found, *_for_any_code()])) if codes else ()
