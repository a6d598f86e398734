"""Which seconds of a load to report next: every second once, empty ones too, and again where one changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from mindie_tui.model.bench.requests import Measure

MOST = 60
"""Windows that are reported together while the load runs."""
TAIL_S = 0.1
"""A last part of a second that is shorter is left out."""


class LoadWindows:
    """The seconds of one load, reported as requests become known.

    A request counts in the second in which it ended. AISBench writes requests in batches: a second is reported once a
    later end is known, or once it is known that nothing came (`until`), and again where an earlier end arrives late.
    """

    def __init__(self) -> None:
        self.origin: float | None = None
        """When the load began, in the clock of the requests; windows are reported from then on."""
        self._next = 1
        """The first second that was not reported yet, or was reported too early."""
        self._early: float | None = None
        """The earliest end that came since the last call of `due`."""
        self._began = False
        self._tail = 0.0

    def add(self, ends: Iterable[float]) -> None:
        """Requests that ended at these times have become known."""
        known = () if self._early is None else (self._early,)
        self._early = min((*known, *ends), default=None)

    def due(self, measure: Measure, until: float | None, *, ended: bool) -> tuple[Mapping[str, Any], ...]:
        """The windows (Measure.window) to report now, by second.

        Everything up to the time `until` is known; None while nothing is. With `ended` the last part of a second is
        reported too, and all that remain.
        """
        if self.origin is None or until is None or measure.start is None:
            return ()
        if not self._began:  # the line that says so may come late, from a busy node
            self.origin = min(self.origin, measure.start)
            self._began = True
        if self._early is not None:
            self._next = min(self._next, max(math.ceil(self._early - self.origin), 1))
            self._early = None
        last = math.floor(until - self.origin)
        if not ended:
            last = min(last, self._next + MOST - 1)
        ats: list[float] = [*range(self._next, last + 1)]
        self._next = max(self._next, last + 1)
        tail = round(until - self.origin, 1)
        if ended and tail - last >= TAIL_S and (ats or tail != self._tail):
            self._tail = tail
            ats.append(tail)
        return tuple(measure.window(self.origin, at) for at in ats)
