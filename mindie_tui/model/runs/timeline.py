"""A past run as a line of moments: what was known at each, and where the next phase, the first error, the bench are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after_read
from mindie_tui.model.runs.state import RunState

KEPT_EVERY = 200
"""Events between two kept states, so that a jump back folds at most so many events."""
ERRORS = (ev.ServiceError, ev.ServiceFailed, ev.ServiceDied, ev.NodeRefused, ev.NodeLost)
PHASES = (ev.RunStarted, ev.ServiceStarted, ev.ServicePhase, ev.ServiceReady, ev.BenchStarted, ev.ReportWritten)


class Timeline:
    """The events of a run in their order. Moment n is the state after the first n of them."""

    def __init__(self, events: Iterable[ev.Recorded], begin: RunState) -> None:
        self._events = tuple(events)
        self._times = _times(self._events)
        self._kept = {0: begin}

    @property
    def length(self) -> int:
        """How many events there are: the last moment."""
        return len(self._events)

    @property
    def seconds(self) -> float:
        """From the first event to the last."""
        return self._times[-1] if self._times else 0.0

    def state_at(self, moment: int) -> RunState:
        """The state after so many events."""
        moment = max(0, min(moment, self.length))
        near = max(at for at in self._kept if at <= moment)
        state = self._kept[near]
        for at in range(near, moment):
            state = after_read(state, self._events[at])
            if (at + 1) % KEPT_EVERY == 0:
                self._kept[at + 1] = state
        return state

    def moment_at(self, seconds: float) -> int:
        """The time that is so many seconds after the first event."""
        return bisect_right(self._times, seconds)

    def second_of(self, moment: int) -> float:
        """When a moment was, in seconds after the first event."""
        return self._times[min(moment, self.length) - 1] if moment > 0 and self._times else 0.0

    def clock_of(self, moment: int) -> str:
        """The time of day of a moment: "09:22:11"."""
        return self._events[min(moment, self.length) - 1].at[11:19] if moment > 0 and self._events else ""

    def time_of(self, seconds: float) -> datetime | None:
        """The time so many seconds after the first event; None where that has none that can be read."""
        try:
            return datetime.fromisoformat(self._events[0].at) + timedelta(seconds=seconds) if self._events else None
        except (ValueError, OverflowError):
            return None

    def next_phase(self, moment: int) -> int:
        """The moment at which the next phase begins; the last one where none follows."""
        seen = _phase_of(self._events[moment - 1]) if 0 < moment <= self.length else ""
        for at in range(moment, self.length):
            phase = _phase_of(self._events[at])
            if phase and phase != seen:
                return at + 1
        return self.length

    def first_error(self) -> int | None:
        """The moment of the first error; None where there was none."""
        return self._first(ERRORS)

    def bench_start(self) -> int | None:
        """The moment at which the first measurement began; None where nothing was measured."""
        return self._first((ev.BenchStarted,))

    def _first(self, kinds: tuple[type[ev.Event], ...]) -> int | None:
        return next((at for at, recorded in enumerate(self._events, 1) if isinstance(recorded.event, kinds)), None)


def _phase_of(recorded: ev.Recorded) -> str:
    """What distinguishes a phase; "" for an event that begins none."""
    event = recorded.event
    if not isinstance(event, PHASES):
        return ""
    return f"{event.name} {getattr(event, 'phase', '')} {getattr(event, 'point', '')}"


def _times(events: tuple[ev.Recorded, ...]) -> tuple[float, ...]:
    """Seconds after the first event, never backwards; a time that cannot be read is that of the event before."""
    found: list[float] = []
    first = None
    for recorded in events:
        try:
            at = datetime.fromisoformat(recorded.at).timestamp()
        except (ValueError, OverflowError):
            at = (first or 0.0) + (found[-1] if found else 0.0)
        first = at if first is None else first
        found.append(max(at - first, found[-1] if found else 0.0))
    return tuple(found)
