"""Which rows of a log are seen and where: those of one level and above, and the lines inside opened ones. Pure.

A *row* counts over all levels and never changes its number; a *line* counts what this view shows from the top.
"""

from __future__ import annotations

from array import array

from mindie_tui.tui.launch.log.rows import RowContent, Rows

MOST_OPEN = 50
"""Rows that are open at once; the one that was opened first is closed then."""


class Sieve:
    """The rows of one level and above: found from the end backwards, and forwards as they come."""

    def __init__(self, at: int) -> None:
        self.older, self.newer = array("Q"), array("Q")
        """The older ones are in descending order."""
        self.back, self.on = at, at

    def __len__(self) -> int:
        return len(self.older) + len(self.newer)

    def row(self, n: int) -> int:
        older = len(self.older)
        return self.older[older - 1 - n] if n < older else self.newer[n - older]

    def seen_at(self, row: int) -> int | None:
        """The position of a row, or None where it is sifted out."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.row(middle) < row else (low, middle)
        return low if low < len(self) and self.row(low) == row else None


class VisibleLines:
    """The lines of a view over some rows, sifted or all, with what was opened."""

    def __init__(self, rows: Rows, sieve: Sieve | None = None) -> None:
        self.rows, self.sieve = rows, sieve
        self._open: dict[int, list[RowContent]] = {}
        self._spans: tuple[int, list[tuple[int, int, int]]] = (-1, [])

    @property
    def _count(self) -> int:
        return len(self.sieve) if self.sieve is not None else len(self.rows)

    def __len__(self) -> int:
        return self._count + sum(extra for _, extra, _ in self._opened())

    def _opened(self) -> list[tuple[int, int, int]]:
        """(position without anything opened, lines inside, row) of each open row, from the top."""
        if self._open and self._spans[0] != self._count:
            places = ((self._at(row), len(inside), row) for row, inside in self._open.items())
            self._spans = (self._count, sorted((at, n, row) for at, n, row in places if at is not None))
        return self._spans[1]

    def _at(self, row: int) -> int | None:
        if self.sieve is not None:
            return self.sieve.seen_at(row)
        return row if 0 <= row < len(self.rows) else None

    def line_of(self, row: int) -> int | None:
        """The line of a row; None where it is sifted out."""
        at = self._at(row)
        return None if at is None else at + sum(extra for where, extra, _ in self._opened() if where < at)

    def nearest(self, row: int) -> int | None:
        """The row itself where it is seen, else the nearest one around the place where the sieve began."""
        if self.sieve is None or self.sieve.seen_at(row) is not None:
            return row
        around = [*self.sieve.older[:1], *self.sieve.newer[:1]]
        return min(around, key=lambda other: abs(other - row), default=None)

    def at(self, line: int) -> tuple[int, RowContent | None]:
        """The row of a line, and the index inside it, for a line of an open row."""
        for where, extra, row in self._opened():
            if line <= where:
                break
            if line <= where + extra:
                return row, self._open[row][line - where - 1]
            line -= extra
        return (self.sieve.row(line) if self.sieve is not None else line), None

    def is_open(self, row: int) -> bool:
        return row in self._open

    def turn(self, row: int) -> bool:
        """Open a row of repeats or of several nodes, or close it again; False where nothing is inside."""
        if self._open.pop(row, None) is None:
            inside = self.rows.inside(row)
            if len(inside) < 2:
                return False
            if len(self._open) >= MOST_OPEN:
                del self._open[next(iter(self._open))]
            self._open[row] = inside
        self._spans = (-1, [])
        return True
