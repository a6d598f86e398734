"""A log as it was at a moment of a past run: its lines up to there, by the times that they carry.

A line without a time belongs to the one before it. A log none of whose first lines carries a time is whole: nothing
says when its lines came.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mindie_tui.model.faults.line_time import moment
from mindie_tui.tui.launch.log.rows import LineSource, Searches

_HEAD = 200
"""Lines at the beginning of which one must have a time."""
_BLOCK = 32
"""Lines that are read at once, backwards, until one has a time."""
_ZONE_S = 900
"""All zones lie quarters of an hour apart: so a node's clock in another zone is told from one that is late."""


class LinesUntil:
    """The lines of `source` that had come at `until`; a LineSource as well.

    `began`: when this machine saw the service start, by which the zone of the node's clock is known.
    """

    def __init__(self, source: LineSource, until: datetime, began: datetime | None = None) -> None:
        self._source = source
        self._count = _count_until(source, until, began)

    @property
    def size(self) -> int:
        """Another one whenever more or fewer lines are there."""
        return self._count

    def __len__(self) -> int:
        return self._count

    def lines(self, first: int, count: int) -> list[str]:
        """`count` lines from `first`, fewer at the end."""
        return self._source.lines(first, max(min(count, self._count - first), 0))

    def search(
        self, pattern: Searches | str, start_line: int, *, backwards: bool = False
    ) -> tuple[int | None, int | None]:
        """As the source's, of the lines that had come."""
        start = min(start_line, self._count - 1) if backwards else start_line
        if not 0 <= start < self._count:
            return None, None
        found, further = self._source.search(pattern, start, backwards=backwards)
        return self._within(found), self._within(further)

    def hits(self, pattern: Searches | str, start_line: int) -> tuple[list[int], int | None]:
        """As the source's, of the lines that had come."""
        if start_line >= self._count:
            return [], None
        found, further = self._source.hits(pattern, start_line)
        return [n for n in found if n < self._count], self._within(further)

    def _within(self, line: int | None) -> int | None:
        return line if line is not None and line < self._count else None


def as_it_was(source: LineSource | None, until: datetime | None, began: str) -> LineSource | None:
    """The source at a moment; as it is without one. `began` as in LinesUntil, an ISO time or ""."""
    if source is None or until is None:
        return source
    try:
        return LinesUntil(source, until, datetime.fromisoformat(began))
    except ValueError:
        return LinesUntil(source, until)


def is_before(now: datetime | None, then: datetime | None) -> bool:
    """Whether a moment is before another one; None is the end."""
    return now is not None and (then is None or now < then)


def _count_until(source: LineSource, until: datetime, began: datetime | None) -> int:
    """How many lines had come; all of them where none of the first ones has a time."""
    count = len(source)
    head = next((at for line in source.lines(0, min(_HEAD, count)) if (at := moment(line))), None)
    if head is None:
        return count
    shift = _shift(datetime.fromisoformat(head), began)
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        stamp = _time_at(source, middle)
        if stamp is None or _as_here(stamp, shift, until) <= until:
            low = middle + 1
        else:
            high = middle
    return low


def _time_at(source: LineSource, line: int) -> datetime | None:
    """The time of a line, or of the nearest one before it that has one; None where there is none."""
    end = line + 1
    while end > 0:
        begin = max(end - _BLOCK, 0)
        for text in reversed(source.lines(begin, end - begin)):
            if at := moment(text):
                return datetime.fromisoformat(at)
        end = begin
    return None


def _shift(first: datetime, began: datetime | None) -> timedelta:
    """What the node's clock shows beyond ours, in quarters of an hour."""
    if began is None or first.tzinfo is not None:
        return timedelta()
    apart = (first - began.replace(tzinfo=None)).total_seconds()
    return timedelta(seconds=round(apart / _ZONE_S) * _ZONE_S)


def _as_here(at: datetime, shift: timedelta, until: datetime) -> datetime:
    """A time of the node by our clock."""
    if at.tzinfo is None:
        return (at - shift).replace(tzinfo=until.tzinfo)
    return at if until.tzinfo is not None else at.replace(tzinfo=None)
