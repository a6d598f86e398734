"""Which error was the first, over nodes whose clocks and time zones differ: by the time that its own line carries.

Logs arrive in any order: a node whose line was cut for a minute tells late what happened early. So an error that comes
later may turn out to be the first; a line without a time counts from when it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from mindie_tui.model.events import ServiceError

SURE_S = 0.2
"""Two clocks are compared no better than that: the one that came first stays."""
_MINDIE = re.compile(r"\[?(20\d\d-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{3,6})([+-]\d\d:?\d\d)?\]?")
_HCCL = re.compile(r"(20\d\d-\d\d-\d\d)-(\d\d:\d\d:\d\d)\.(\d{3})\.?(\d{3})?")


def moment(line: str) -> str | None:
    """The time that a line of MindIE or HCCL carries, as ISO 8601; without a zone where it has none; None without."""
    head = line[:200]
    if (found := _MINDIE.search(head)) is not None:
        day, clock, part, zone = found.groups()
        text = f"{day}T{clock}.{part.ljust(6, '0')}{zone or ''}"
    elif (found := _HCCL.search(head)) is not None:
        text = f"{found[1]}T{found[2]}.{found[3]}{found[4] or '000'}"
    else:
        return None
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


class FirstError:
    """The first of the errors seen so far. `offsets`: each node's clock minus ours, in seconds; unknown counts as 0."""

    def __init__(self, offsets: Mapping[str, float | None]) -> None:
        self._offsets = offsets
        self.event: ServiceError | None = None
        self._at = 0.0

    def seen(self, event: ServiceError, now: float, utc_offset_s: float | None = None) -> ServiceError:
        """The event, marked `first` where it is. `now` is our epoch time as it came, `utc_offset_s` the node's zone."""
        at = min(self._when(event, utc_offset_s), now) if event.when else now
        if self.event is not None and at > self._at - SURE_S:
            return event
        self._at, self.event = at, replace(event, first=True)
        return self.event

    def _when(self, event: ServiceError, utc_offset_s: float | None) -> float:
        stamp = datetime.fromisoformat(event.when or "")
        if stamp.tzinfo is None:
            if utc_offset_s is None:
                return float("inf")  # in which zone is not known: it counts from when it came
            stamp = stamp.replace(tzinfo=timezone(timedelta(seconds=utc_offset_s)))
        return stamp.timestamp() - (self._offsets.get(event.node) or 0.0)
