"""Which error was the first, over nodes whose clocks and time zones differ: by the time in its own line.

Logs arrive in any order: a node whose connection was cut for a minute delivers early lines late. So an error that
arrives later may turn out to be the first. Within one log the order of the lines decides, whatever times they carry: a
line without a time happened no later than the lines after it, and counts from its arrival where none has a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from mindie_tui.model.events.codec import ServiceError

SURE_S = 0.2
"""Two clocks are compared no better than that: the one that came first stays."""


@dataclass(slots=True)
class _Log:
    """One log: its first error, and the latest moment at which that can have happened."""

    first: ServiceError
    at: float


class FirstError:
    """The first of the errors seen so far. `offsets`: each node's clock minus ours, in seconds; unknown counts as 0."""

    def __init__(self, offsets: Mapping[str, float | None]) -> None:
        self._offsets = offsets
        self._logs: dict[tuple[str, str], _Log] = {}
        self._leading: _Log | None = None
        self.event: ServiceError | None = None
        """The first of all, marked `first`. It may be an event that was seen before: see `seen`."""

    def seen(self, event: ServiceError, now: float, utc_offset_s: float | None = None) -> ServiceError:
        """The event, marked `first` where it is. `now` is our epoch time as it came, `utc_offset_s` the node's zone.

        Where its time shows that an earlier line of its own log was the first of all, `self.event` becomes that one.
        """
        at = min(self._when(event, utc_offset_s), now) if event.when else now
        place = (event.node, str(event.log.get("file", "")))
        log = self._logs.get(place)
        if log is None:
            log = self._logs[place] = _Log(event, at)
        log.at = min(log.at, at)
        leading = self._leading
        if log is leading or (leading is not None and log.at > leading.at - SURE_S):
            return event
        self._leading, self.event = log, replace(log.first, first=True)
        return self.event if log.first is event else event

    def _when(self, event: ServiceError, utc_offset_s: float | None) -> float:
        stamp = datetime.fromisoformat(event.when or "")
        if stamp.tzinfo is None:
            if utc_offset_s is None:
                return float("inf")  # in which zone is not known: it counts from when it came
            stamp = stamp.replace(tzinfo=timezone(timedelta(seconds=utc_offset_s)))
        return stamp.timestamp() - (self._offsets.get(event.node) or 0.0)
