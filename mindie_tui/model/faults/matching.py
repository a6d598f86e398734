"""The most specific fault that a line shows, and whether the line says by itself that something failed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mindie_tui.model.faults.fault import CANN_CODE, Fault
from mindie_tui.model.faults.gate import coded, shape_of, uncoded

_HEAD = 160
"""Characters of a line in which its level is looked for."""
_LEVELS = frozenset({"ERROR", "CRITICAL", "FATAL", "WARN", "WARNING", "INFO", "DEBUG", "EVENT", "TRACE"})
_LEVEL = re.compile(
    r"\[ ?(?P<a>[A-Za-z]{4,8}) ?\]|(?:^|[\s)|])(?P<b>ERROR|CRITICAL|FATAL|WARN|WARNING|INFO|DEBUG)(?=[\s:|])"
)
_LOUD = frozenset({"ERROR", "CRITICAL", "FATAL"})
_QUIET = frozenset({"INFO", "DEBUG", "EVENT", "TRACE"})
_KERNEL = frozenset({"dmesg", "machine", "device"})
_CODED = re.compile(rf"(?:^|\W)(?:{CANN_CODE.pattern})(?:\)?:|\))")


def level(line: str) -> str:
    """The level of a line in capitals, as "ERROR"; "" where it has none. The first one counts."""
    for found in _LEVEL.finditer(line, 0, _HEAD):
        word = found[found.lastindex or 0].upper()
        if word in _LEVELS:
            return word
    return ""


def is_error(line: str) -> bool:
    """Whether a line calls itself an error: by its level, or by a code of CANN."""
    own = level(line)
    return own in _LOUD or (not own and _CODED.search(line) is not None)


def shown(line: str, among: Iterable[Fault]) -> list[Fault]:
    """The entries that a line shows, the most specific first."""
    matching = [fault for fault in dict.fromkeys(among) if fault.match(line) is not None]
    if not matching:
        return []
    own = level(line)
    loud = own in _LOUD
    found = []
    for fault in matching:
        if fault.weak and not loud:
            continue
        if loud and fault.severity in ("info", "ok") and not fault.harmless:
            continue  # it would hide an error
        if _belittled(own, fault):
            continue
        found.append(fault)
    return sorted(found, key=lambda fault: fault.rank(line), reverse=True)


def _belittled(own: str, fault: Fault) -> bool:
    """Whether who printed the line says by its level that it is not this error; the kernel's levels say little."""
    if _KERNEL.intersection(fault.sources) or fault.severity != "error":
        return False
    return own in _QUIET or (own.startswith("WARN") and (fault.generic or fault.weak or fault.catch_all))


def find(line: str, among: Iterable[Fault] | None = None) -> Fault | None:
    """The fault that a line shows best, control characters out; of the whole table unless `among` says less."""
    if among is None:
        among = (*uncoded(shape_of(line.encode("utf-8", "replace"))), *coded(line))
    found = shown(line, among)
    return found[0] if found else None
