"""Which line of which node is in which row of the log: kept sparse, so that a long log needs no memory. Pure.

A few new lines are read one by one: merged by their times, with equal ones of several nodes and repeats in one row.
Many new lines are taken in the order they came, a stretch per node, without reading them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from mindie_tui.tui.launch.log.lines import LogLine, parse

FINE = 600
"""New lines, of all nodes together, that are still looked at one by one."""
FINE_AT_FIRST = 4_000
"""The same for the end of a log that stood already."""
MOST_STRETCHES = 400_000
"""Beyond this many, lines are taken in the order they come: memory stays constant."""
RECENT = 12
"""How many rows back the line of another node is found equal."""
MOST_INSIDE = 2_000
"""Lines of one row that are shown when it is opened."""
MASKS = 64
"""Nodes that a mask has room for."""
_PROGRESS = re.compile(r"\d\s*%|\d+/\d+")
_MOVING = re.compile(r"[\d#|█▏▎▍▌▋▊▉<>?:.,\s]+")


class Searches(Protocol):
    """What a pattern is for a spool."""

    def search(self, raw: bytes, /) -> object: ...


class LineSource(Protocol):
    """What a spool is for a view."""

    @property
    def size(self) -> int: ...

    def __len__(self) -> int: ...

    def lines(self, first: int, count: int) -> list[str]: ...

    def search(
        self, pattern: Searches | str, start_line: int, *, backwards: bool = False
    ) -> tuple[int | None, int | None]: ...

    def hits(self, pattern: Searches | str, start_line: int) -> tuple[list[int], int | None]: ...


@dataclass(frozen=True, slots=True)
class RowContent:
    """The content of one row."""

    node: int
    """Number of the node among those shown."""
    line: int
    """Of its spool; of a fold the last one."""
    mask: int
    """A bit for each node that printed it."""
    hidden: int = 0
    """Lines in one row of repeats."""


@dataclass(slots=True)
class _Reading:
    at: int = 0
    size: int = -1
    day: int = 0
    time: str = ""


class Rows:
    """The rows of some nodes' spools. `pull` takes what is new; rows are only ever added."""

    def __init__(
        self, nodes: Sequence[str], spool_of: Callable[[str], LineSource | None], *, folding: bool = True
    ) -> None:
        self.nodes = tuple(nodes)
        self.folding = folding
        self._spool_of = spool_of
        self._count = 0
        self._start, self._first, self._mask = array("Q"), array("Q"), array("Q")
        self._node, self._hidden = array("H"), array("L")
        self._ids = [array("L") for _ in self.nodes]
        """Of each node: the stretches in which it speaks, and with which line."""
        self._firsts = [array("Q") for _ in self.nodes]
        self._readings = [_Reading() for _ in self.nodes]
        self._recent: deque[tuple[int, tuple[str, str, str]]] = deque(maxlen=RECENT)
        self._alike: tuple[str, int] = ("", -1)
        """Of the last row: what its repeats look like, and the stretch of the fold."""
        self._began = False

    def __len__(self) -> int:
        return self._count

    def spool(self, node: int) -> LineSource | None:
        return self._spool_of(self.nodes[node])

    def taken(self, node: int) -> int:
        """Lines of a node that are in rows."""
        return self._readings[node].at

    # -- taking

    def pull(self) -> bool:
        """Take the new lines; whether anything changed, even only the end of an existing line."""
        fresh, changed = [], False
        for node, reading in enumerate(self._readings):
            spool = self.spool(node)
            if spool is None:
                continue
            count, size = len(spool), spool.size
            settled = size == reading.size
            changed |= not settled
            reading.size = size
            upto = count if settled or not self._began else count - 1  # the last piece may still grow
            if upto > reading.at:
                fresh.append((node, reading.at, upto))
                reading.at = upto
        if fresh:
            self._take(fresh)
            self._began = True
        return changed or bool(fresh)

    def _take(self, fresh: list[tuple[int, int, int]]) -> None:
        total = sum(upto - first for _, first, upto in fresh)
        if not self._began and total > FINE_AT_FIRST:
            share = FINE_AT_FIRST // len(fresh)
            for node, first, upto in fresh:
                self._stretch(node, first, max(upto - first - share, 0))
            self._fine([(node, max(upto - share, first), upto) for node, first, upto in fresh])
        elif total > (FINE if self._began else FINE_AT_FIRST) or len(self._start) > MOST_STRETCHES:
            for node, first, upto in fresh:
                self._stretch(node, first, upto - first)
        else:
            self._fine(fresh)

    def _stretch(self, node: int, first: int, count: int) -> None:
        """So many lines of one node as they are."""
        if not count:
            return
        self._recent.clear()
        self._alike = ("", -1)
        last = len(self._start) - 1
        if last >= 0 and self._node[last] == node and not self._hidden[last]:
            rows = self._count - self._start[last]
            if self._first[last] + rows == first and self._mask[last] == self._bit(node):
                self._count += count
                return
        self._add(node, first)
        self._count += count - 1

    def _add(self, node: int, line: int, hidden: int = 0) -> int:
        made = len(self._start)
        self._start.append(self._count)
        self._first.append(line)
        self._node.append(node)
        self._hidden.append(hidden)
        self._mask.append(self._bit(node))
        self._ids[node].append(made)
        self._firsts[node].append(line)
        self._count += 1
        return made

    def _bit(self, node: int) -> int:
        return 1 << node if node < MASKS else 0

    def _fine(self, fresh: list[tuple[int, int, int]]) -> None:
        found: list[tuple[tuple[int, str], int, int, LogLine]] = []
        for node, first, upto in fresh:
            spool, reading = self.spool(node), self._readings[node]
            assert spool is not None
            for line, text in enumerate(spool.lines(first, upto - first), first):
                if not (text := text.rstrip()):
                    continue
                parsed = parse(text)
                if parsed.time:
                    reading.day += reading.time[:2] == "23" and parsed.time[:2] == "00"
                    reading.time = parsed.time
                found.append(((reading.day, reading.time), node, line, parsed))
        if len(fresh) > 1:
            found.sort(key=lambda entry: entry[0])
        for (_, time), node, line, parsed in found:
            self._one(node, line, time, parsed)

    def _one(self, node: int, line: int, time: str, parsed: LogLine) -> None:
        """One line: a new row, or a part of an existing one."""
        if self.folding:
            said = (time[:8], parsed.level, parsed.message)
            if len(self.nodes) > 1 and (same := self._equal(node, said)) is not None:
                self._joins(same, node, line)
                return
            alike, fold = self._alike
            shape = f"{parsed.level}{shape_of(parsed)}"
            if alike == shape:
                if fold < 0:
                    self._alike = (shape, self._add(node, line, 1))
                else:
                    self._joins(fold, node, line)
                    self._hidden[fold] += 1
                    self._first[fold], self._node[fold] = line, node
                return
            self._alike = (shape, -1)
            self._recent.append((self._add(node, line), said))
        else:
            self._add(node, line)

    def _equal(self, node: int, said: tuple[str, str, str]) -> int | None:
        """The stretch where another node printed the same within this second, and this one has not yet."""
        bit = self._bit(node)
        if bit:
            for stretch, words in self._recent:
                if words == said and not self._mask[stretch] & bit:
                    return stretch
        return None

    def _joins(self, stretch: int, node: int, line: int) -> None:
        bit = self._bit(node)
        if not self._mask[stretch] & bit:
            self._mask[stretch] |= bit
            self._ids[node].append(stretch)
            self._firsts[node].append(line)

    # -- finding

    def place(self, row: int) -> RowContent:
        """The content of a row. IndexError outside."""
        if not 0 <= row < self._count:
            raise IndexError(row)
        at = bisect_right(self._start, row) - 1
        line = self._first[at] + row - self._start[at]
        return RowContent(self._node[at], line, self._mask[at], self._hidden[at])

    def row_of(self, node: int, line: int) -> int | None:
        """The row of a node's line, also where it is hidden; None before it is taken."""
        firsts = self._firsts[node]
        at = bisect_right(firsts, line) - 1
        if at < 0 or line >= self._readings[node].at:
            return None
        stretch = self._ids[node][at]
        end = self._start[stretch + 1] if stretch + 1 < len(self._start) else self._count
        inside = end - self._start[stretch] > 1
        return min(self._start[stretch] + (line - firsts[at] if inside else 0), end - 1)

    def inside(self, row: int, most: int = MOST_INSIDE) -> list[RowContent]:
        """Every line that is in a row, of each node those it printed, at most so many."""
        stretch = bisect_right(self._start, row) - 1
        whole = self.place(row)
        if not whole.hidden and whole.mask.bit_count() < 2:
            return [whole]
        found: list[RowContent] = []
        for node in range(len(self.nodes)):
            ids, firsts = self._ids[node], self._firsts[node]
            near = bisect_left(ids, stretch)  # a line that joined an earlier row stands a few places off
            near_by = range(max(near - 2 * RECENT, 0), min(near + 2 * RECENT, len(ids)))
            at = next((n for n in near_by if ids[n] == stretch), None)
            if at is not None:
                last = firsts[at + 1] if at + 1 < len(firsts) else self._readings[node].at
                first = firsts[at]
                last = min(last, first + most) if whole.hidden else first + 1
                found += [RowContent(node, line, self._bit(node)) for line in range(first, last)]
        return found[:most]

    def line_at(self, node: int, row: int) -> int:
        """About the last line of a node in `row` or above; -1 where there is none."""
        if row < 0 or not self._count:
            return -1
        row = min(row, self._count - 1)
        stretch = bisect_right(self._start, row) - 1
        ids, firsts = self._ids[node], self._firsts[node]
        at = bisect_right(ids, stretch) - 1
        if at < 0:
            return -1
        last = (firsts[at + 1] if at + 1 < len(firsts) else self._readings[node].at) - 1
        if ids[at] == stretch and not self._hidden[stretch]:
            last = min(last, firsts[at] + row - self._start[stretch])
        return last


def shape_of(line: LogLine) -> str:
    """What repeats of a line have in common: of a progress all but its figures, else all of it."""
    return _MOVING.sub("0", line.message) if _PROGRESS.search(line.message) and line.level != "E" else line.message


def found_at(rows: array[int], row: int) -> int | None:
    """The position of a row in a sorted array, or None."""
    at = bisect_left(rows, row)
    return at if at < len(rows) and rows[at] == row else None
