"""Finding in the rows of a log, over everything that was received, in slices between which keys are answered."""

from __future__ import annotations

import asyncio
import re
from array import array
from bisect import insort
from collections.abc import Callable

from mindie_tui.tui.launch.log.rows import RECENT, Rows, found_at

_LINES = re.compile(rb"\[(?:ERROR|CRIT|CRITICAL|FATAL)\]|(?:^|\r)[A-Za-z_][\w.]*(?:Error|Exception)\b", re.MULTILINE)
_WORDS = (b"ERROR]", b"CRIT", b"FATAL]", b"Error", b"Exception")


class Errors:
    """A pattern as far as a spool needs one: bytes without any of the words are passed by at the speed of memory."""

    def search(self, raw: bytes) -> re.Match[bytes] | None:
        """The first error line in the bytes."""
        return _LINES.search(raw) if any(word in raw for word in _WORDS) else None


Pattern = Errors | re.Pattern[bytes] | str
ERRORS = Errors()
"""As `log_lines.parse` gives the level E."""
MOST_KNOWN = 20_000
"""Hits whose rows are kept; beyond, only their number."""


class Hits:
    """What is known of the hits of one pattern: how many, in which rows. `step` looks a bit further."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.count = 0
        self.rows = array("Q")
        self.done = False
        """Whether everything so far was looked at."""
        self._at: dict[int, int] = {}

    def step(self, rows: Rows) -> bool:
        """Search one slice of each node; False where the count has changed or continues."""
        before, self.done = self.count, True
        for node in range(len(rows.nodes)):
            spool, at, taken = rows.spool(node), self._at.get(node, 0), rows.taken(node)
            if spool is None or at >= taken or not self.pattern:
                continue
            lines, on = spool.hits(self.pattern, at)
            lines = [line for line in lines if line < taken]
            self._at[node] = taken if on is None else min(on, taken)
            self.done &= on is None
            self.count += len(lines)
            for line in lines[: MOST_KNOWN - len(self.rows)]:
                row = rows.row_of(node, line)
                if row is not None and found_at(self.rows, row) is None:
                    insort(self.rows, row)
                else:  # another one of the same row
                    self.count -= 1
        return self.done and before == self.count

    def ordinal(self, row: int | None) -> int | None:
        """2 of "2 of 5"; None where the row is no hit, or not all are known."""
        at = found_at(self.rows, row) if row is not None and self.count == len(self.rows) else None
        return at + 1 if at is not None else None

    def words(self, row: int | None) -> str:
        """ "2 of 5", "5", or "5.." while it is still counted."""
        at = self.ordinal(row)
        return f"{at} of {self.count}" if at is not None else f"{self.count}{'' if self.done else '..'}"


async def seek(rows: Rows, pattern: Pattern, way: int, start: int, is_seen: Callable[[int], bool]) -> int | None:
    """The nearest row behind (`way` 1) or before (-1) row `start` that holds the pattern and is seen; None without."""
    best: int | None = None
    for node in range(len(rows.nodes)):
        spool = rows.spool(node)
        if spool is None:
            continue
        line: int | None = max(rows.line_at(node, start) - way * RECENT, 0)
        while line is not None:
            hit, on = spool.search(pattern, line, backwards=way < 0)
            if hit is not None:
                row = rows.row_of(node, hit)
                if row is not None and (row > start if way > 0 else row < start) and is_seen(row):
                    best = row if best is None else min(best, row) if way > 0 else max(best, row)
                    break
            await asyncio.sleep(0)
            line = on
    return best
