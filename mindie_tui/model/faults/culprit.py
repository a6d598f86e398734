"""What happened first, where, and what followed from it, over the logs of all nodes.

A fault explains another one that the table names as its effect, or that only waits for somebody else (a time-out, a
lost heartbeat, a process that died), if it came no later. What nothing explains is a root; of the roots the one that
came first is the culprit. Where only waiting ranks are left, the rank that they name is where to look.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.faults.log_reader import SeenFault
from mindie_tui.model.faults.ranks import RankPlace, accused
from mindie_tui.model.faults.table import by_code

SURE_S = 0.2
"""Two clocks whose offsets are known are compared no better than that."""
UNSURE_S = 5.0
"""The same where no offset is known."""

_MOST = 500
"""Faults that are weighed against each other: the earliest of each kind, over all files."""


@dataclass(frozen=True, slots=True)
class FaultVerdict:
    """One answer: the fault to look at first, what it explains, and what it does not."""

    first: SeenFault
    node: str
    """The node to look at: where the fault is, or where the waiting ranks point to."""
    places: tuple[RankPlace, ...]
    """Ranks that the line, or the lines that follow from it, name."""
    hidden: tuple[SeenFault, ...]
    """What follows from it, in the order of time."""
    others: tuple[SeenFault, ...]
    """Further faults that nothing here explains, in the order of time."""


class _Times:
    """The moments of faults on one clock: ours."""

    def __init__(self, offsets: Mapping[str, float]) -> None:
        self._offsets = offsets

    def of(self, one: SeenFault) -> float:
        """Seconds of UTC by our clock; infinite without a time, so that it comes last."""
        return float("inf") if one.utc_s is None else one.utc_s - self._offsets.get(one.node, 0.0)

    def not_after(self, one: SeenFault, other: SeenFault) -> bool:
        """Whether `one` may have come before `other`."""
        if (one.node, one.file) == (other.node, other.file):
            return one.seen.offset <= other.seen.offset
        if one.utc_s is None or other.utc_s is None:
            return True
        if one.node == other.node:
            return self.of(one) <= self.of(other) + SURE_S
        known = one.node in self._offsets and other.node in self._offsets
        return self.of(one) <= self.of(other) + (SURE_S if known else UNSURE_S)

    def before(self, one: SeenFault, other: SeenFault) -> bool:
        """Whether `one` surely came before `other`."""
        return not self.not_after(other, one)


def _effects(code: str) -> frozenset[str]:
    """Every code that a fault leads to, over any number of steps."""
    reached, ahead = set[str](), [code]
    while ahead:
        fault = by_code().get(ahead.pop())
        for effect in fault.effects if fault is not None else ():
            own = by_code()[effect].code if effect in by_code() else effect
            if own not in reached:
                reached.add(own)
                ahead.append(own)
    return frozenset(reached - {code})


def _is_vague(fault: Fault) -> bool:
    """Whether it says only that something failed: a code for every inner error, or what takes every line."""
    return fault.catch_all or (fault.code_only and fault.code.endswith("9999"))


def _is_symptom(fault: Fault | None) -> bool:
    return fault is not None and (fault.symptom or _is_vague(fault))


def _is_mere_code(one: SeenFault) -> bool:
    return one.seen.fault is not None and _is_vague(one.seen.fault)


def _says_more(one: SeenFault) -> bool:
    return one.seen.fault is not None and not _is_vague(one.seen.fault)


def explains(one: SeenFault, other: SeenFault, times: _Times, effects: frozenset[str]) -> bool:
    """Whether `other` can follow from `one`; `effects`: what the fault of `one` leads to."""
    if one is other or not times.not_after(one, other):
        return False
    cause, effect = one.seen.fault, other.seen.fault
    if effect is not None and effect.code in effects:
        return True
    if _is_symptom(effect) and not _is_symptom(cause):
        return True
    if effect is None:  # an error that nobody knows, behind one that is known
        return cause is not None and (not _is_symptom(cause) or times.before(one, other))
    return cause is not None and effect.code == cause.code and times.of(one) <= times.of(other)


def weighed(found: Sequence[SeenFault]) -> list[SeenFault]:
    """The first of each code on each node, and the earliest of the unknown errors: not more than `_MOST`."""
    by_code: dict[tuple[str, str], SeenFault] = {}
    unknown = []
    for one in sorted(found, key=lambda one: float("inf") if one.utc_s is None else one.utc_s):
        if one.seen.fault is None:
            unknown.append(one)
        else:
            by_code.setdefault((one.node, one.seen.fault.code), one)
    earliest = heapq.nsmallest(_MOST, by_code.values(), key=lambda one: one.utc_s or float("inf"))
    return [*earliest, *unknown[: max(0, _MOST - len(earliest))]]


def judge(
    found: Sequence[SeenFault], places: Sequence[RankPlace] = (), offsets: Mapping[str, float] | None = None
) -> FaultVerdict | None:
    """The verdict over all that was found; None for nothing. `offsets`: each node's clock minus ours, in seconds."""
    if not found:
        return None
    times = _Times(offsets or {})
    effects = {one.seen.fault.code: _effects(one.seen.fault.code) for one in found if one.seen.fault is not None}

    def leads_to(one: SeenFault) -> frozenset[str]:
        return effects[one.seen.fault.code] if one.seen.fault is not None else frozenset()

    ordered = sorted(found, key=lambda one: (times.of(one), one.node, one.file, one.seen.offset))
    roots = [one for one in ordered if not any(explains(other, one, times, leads_to(other)) for other in ordered)]
    first = min(roots or ordered, key=lambda one: _order(one, ordered, places))
    if _is_mere_code(first):  # what comes behind it says more
        first = next((one for one in ordered if _says_more(one) and times.not_after(first, one)), first)
    follows = [one for one in ordered if one not in roots or explains(first, one, times, leads_to(first))]
    hidden = tuple(one for one in ordered if one is not first and (one in follows or _is_mere_code(one)))
    others = tuple(one for one in ordered if one is not first and one not in hidden)
    named = _named(first, ordered, places)
    pointed = named[0].node if named and _is_symptom(first.seen.fault) else first.node
    return FaultVerdict(first, pointed, named, hidden, others)


def _order(one: SeenFault, ordered: Sequence[SeenFault], places: Sequence[RankPlace]) -> tuple[int, int, int]:
    """What goes first among roots: a cause, an unknown error, a symptom, a mere code; among these the time.

    Where several nodes have a cause, the one whose ranks the others name goes first.
    """
    fault = one.seen.fault
    kind = 1 if fault is None else 3 if _is_vague(fault) else 2 if fault.symptom else 0
    from_others = (other.seen.line for other in ordered if other.node != one.node) if kind == 0 else ()
    named = any(place.node == one.node for line in from_others for place in accused(line, places))
    return kind, 0 if named else 1, ordered.index(one)


def _named(first: SeenFault, found: Sequence[SeenFault], places: Sequence[RankPlace]) -> tuple[RankPlace, ...]:
    """The ranks that the first line names; else those that most lines of waiting ranks name."""
    own = accused(first.seen.line, places)
    if own and not _is_symptom(first.seen.fault):
        return own
    votes = Counter(place for one in found for place in accused("\n".join((one.seen.line, *one.around)), places))
    if not votes:
        return own
    most = max(votes.values())
    return tuple(sorted((place for place, count in votes.items() if count == most), key=lambda place: place.rank))
