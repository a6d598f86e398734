"""Known errors of MindIE, CANN and AISBench: a line that was printed -> its cause and what to do. First match wins.

The table is `known_errors.json`, in the order in which its entries are tried; it is read when it is first needed.
Collected from the sources of MindIE-LLM, CANN and AISBench, from their documents and from public threads; `source` says
which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class KnownError:
    """One entry of the table. `explain CODE` prints it."""

    code: str
    """Stable name, as "hccl-16666"."""
    severity: Literal["error", "warn", "info", "ok"]
    """`error` alone is reported as one; `ok` is a line that a good start prints."""
    phase: str
    """config, ranktable, parallel, memory, network, npu, model, serve, stop, ready, bench or any."""
    regex: str
    """Searched anywhere in the line."""
    hints: tuple[str, ...]
    """Texts of which every match holds one: a line without any need not be tried."""
    sample: str
    meaning: str
    cause: str
    remedy: str
    title_zh: str
    source: str

    @property
    def why(self) -> str:
        """The cause; what it means where the cause says no more."""
        return self.cause or self.meaning

    def match(self, line: str) -> Mapping[str, str] | None:
        """The named parts of a line that it recognises, empty ones left out; None where it does not."""
        found = _compiled(self.regex).search(line)
        return None if found is None else {name: part for name, part in found.groupdict().items() if part}


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@cache
def table() -> tuple[KnownError, ...]:
    """Every entry, in the order in which they are tried."""
    rows = json.loads((files(__package__) / "known_errors.json").read_text(encoding="utf-8"))
    return tuple(KnownError(**row | {"hints": tuple(row["hints"])}) for row in rows)


@cache
def by_code() -> Mapping[str, KnownError]:
    """The entries by their codes."""
    return {entry.code: entry for entry in table()}


DIGITS = b"0123456789"


@cache
def _shapes() -> tuple[bytes, ...]:
    """The hints without their digits: a line holds a hint only if, without digits, it holds the hint without digits."""
    return tuple({hint.encode().translate(None, DIGITS) for entry in table() for hint in entry.hints})


@cache
def _hints() -> tuple[tuple[tuple[bytes, ...], KnownError], ...]:
    """Each entry after its hints as a log holds them."""
    return tuple((tuple(hint.encode() for hint in entry.hints), entry) for entry in table())


def possible(text: bytes, *, without: frozenset[str] = frozenset()) -> tuple[KnownError, ...]:
    """The entries that may recognise some line of a text, in the order of the table: most often none.

    Entries of the phases `without` are left out. A search of 64 KB costs what three lines cost one by one.
    """
    return tuple(e for hints, e in _hints() if e.phase not in without and any(hint in text for hint in hints))


def may_hold(shape: bytes, *, also: tuple[bytes, ...] = ()) -> bool:
    """Whether a text without its digits may have held a line that some entry recognises, or one of the words `also`."""
    return any(hint in shape for hint in _shapes()) or any(word in shape for word in also)


def find(line: str, among: tuple[KnownError, ...] | None = None) -> KnownError | None:
    """The first entry that recognises a line, control characters out; of the whole table unless `among` says less."""
    for entry in table() if among is None else among:
        if _compiled(entry.regex).search(line):
            return entry
    return None
