"""How long each phase of a start usually takes: from earlier starts of the same profile, else a documented default.

The default is what a documented start of the engine took; a site's own starts replace it from the first good one on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.codec import PHASES, ServiceExpected
from mindie_tui.model.message import Message
from mindie_tui.model.runs.fold import after_read
from mindie_tui.model.runs.state import RunState


@dataclass(frozen=True, slots=True)
class UsualStart:
    """Seconds that a documented start took; a phase that nobody has timed is left out."""

    phases: Mapping[str, float]
    ready_s: float | None


STARTS = 5
"""So many earlier starts are looked at, the newest."""


def durations(state: RunState) -> dict[str, float]:
    """Seconds of each phase of a start that became ready, the longest over its nodes; empty for one that did not."""
    if state.ready is None:
        return {}
    found: dict[str, float] = {}
    for node in state.nodes.values():
        seen = sorted((at, phase) for phase, at in node.phases.items() if phase in PHASES)
        for (at, phase), (after, _) in zip(seen, seen[1:], strict=False):
            found[phase] = max(found.get(phase, 0.0), round(after - at, 1))
    return found


def start_of(lines: Iterable[Mapping[str, object]]) -> RunState | None:
    """The state of a run's own start as it became ready, by its events; None where it never did, or only attached."""
    state, started = RunState(), False
    for line in lines:
        recorded = ev.from_json(line)
        if recorded is None:
            continue
        started = started or isinstance(recorded.event, ev.ServiceStarted)
        state = after_read(state, recorded)
        if started and isinstance(recorded.event, ev.ServiceReady):
            return state
    return None


def expected(starts: Sequence[RunState], profile: str, default: UsualStart) -> ServiceExpected:
    """The median of earlier starts; the default where there are none."""
    took = [durations(state) for state in starts]
    if not took:
        return ServiceExpected(dict(default.phases), default.ready_s, "default")
    phases = {p: round(median(found), 1) for p in PHASES if (found := [one[p] for one in took if p in one])}
    ready = round(median(state.ready.elapsed_s for state in starts if state.ready is not None), 1)
    many = "{count} earlier starts of {profile}" if len(starts) > 1 else "{count} earlier start of {profile}"
    return ServiceExpected(phases, ready, Message(many, count=len(starts), profile=profile))
