"""The search for the highest load within an objective: given the measured points, it returns the next load or a
verdict.

It has no clock and no bench: `Search` is a value, and `next()` follows from the points alone. A load is a concurrency
(an integer) or a request rate. The search looks for an edge on a ladder of steps of STEP. It uses a guess from the
measured latencies only where halving the rest of the ladder would still finish within the budget, so that a cliff or
noise can make the guess useless but never the answer wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mindie_tui.model.bench.search_point import (
    NAMES,
    SHORT,
    Limit,
    Measured,
    Over,
    format_load,
    limits_of,
    measured,
    unmeasured,
)

__all__ = ["BUDGET", "NAMES", "SHORT", "Limit", "Measured", "NextLoad", "Over", "Search", "Verdict", "limits_of",
           "measured", "format_load", "unmeasured"]  # fmt: skip

STEP = 0.04
"""One rung of the ladder to the next, as a part of the load; whole loads are at least 1 apart."""
EDGE = 0.05
"""The edge is found where the lowest load that misses is at most so much above the highest that holds."""
NOISE = 0.05
"""A figure so near its limit may fall on the other side another time: there the edge is measured twice."""
FLAT = 0.1
"""Saturated: throughput grew by less than this part of what the load grew by."""
BUDGET = 8
"""Points that a search may measure."""
Code = Literal["met", "never_met", "not_saturated", "budget_spent", "not_binding", "too_many_failures"]

SAYS: Mapping[str, str] = {
    "met": "{limits} holds up to {over} {value}; at {above} {worst}",
    "met.once": "{limits} holds up to {over} {value}, which was measured once only; at {above} {worst}",
    "never_met": "{limits} is never met: even at {over} {low} {worst}",
    "not_saturated": "{limits} holds up to {over} {value}, the highest that was tried ({bound}), and throughput still "
    "grew there: the edge lies above",
    "not_saturated.short": "{limits} holds up to {over} {value}; of {above} only {reached} was reached: {pace} held "
    "the load down, not the service",
    "not_saturated.none": "even of {over} {above} only {reached} was reached: {pace} held the load down, so nothing "
    "can be said of {limits}",
    "not_binding": "{limits} holds at every {over} up to {value}, and from {saturated} on more load brings no more "
    "throughput: the service is at its end before the objective is",
    "too_many_failures": "{limits} holds up to {over} {value}; at {above} more than 5 % of the requests fail",
    "too_many_failures.all": "more than 5 % of the requests fail even at {over} {low}: nothing can be said of {limits}",
    "budget_spent": "{limits} holds at {over} {value} and does not at {above}; {points} points were not enough to find "
    "the edge between",
    "budget_spent.none": "{limits} does not hold at {over} {above}; {points} points were not enough to find out what "
    "holds below",
}
"""What a verdict says, by its code and where a code has several by what else is true."""


@dataclass(frozen=True, slots=True)
class NextLoad:
    """The next load to measure."""

    load: float
    again: bool = False
    """It was measured before: the edge is confirmed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the search ended."""

    code: Code
    value: float | None
    """The highest load that was measured and holds; None where none does."""
    text: str
    """One plain sentence."""
    says: str = ""
    """The key of SAYS that `text` is made of."""
    values: Mapping[str, Any] = field(default_factory=dict)
    point: str = ""
    """The point that was measured at `value`."""


@dataclass(frozen=True, slots=True)
class Rung:
    """All that was measured at one load."""

    load: float
    margin: float | None
    times: int
    last: Measured

    @property
    def holds(self) -> bool:
        return self.margin is not None and self.margin <= 1 and not self.last.short

    @property
    def short(self) -> bool:
        """The objective was met by less load than was asked for."""
        return self.margin is not None and self.margin <= 1 and self.last.short


@dataclass(frozen=True, slots=True)
class Search:
    """A search from `low` to `high`. `after(measured)` is the only way on; `next()` says what comes."""

    limits: tuple[Limit, ...]
    over: Over
    low: float
    high: float
    bound: str = "the end of the range"
    """What sets `high`, for the sentence: maxLinkNum 1000."""
    pace: str = "AISBench itself"
    """What else may hold the load down, for the sentence: request_rate 2."""
    start: float | None = None
    """The load to begin with; None: the middle of the ladder."""
    budget: int = BUDGET
    points: tuple[Measured, ...] = ()

    def after(self, point: Measured) -> Search:
        """With one more point."""
        return replace(self, points=(*self.points, point))

    @property
    def left(self) -> int:
        """Points that may still be measured."""
        return max(self.budget - len(self.points), 0)

    @property
    def whole(self) -> bool:
        return self.over == "batch_size"

    # -- what is known

    def rungs(self) -> tuple[Rung, ...]:
        """What was measured, a load once: of several measurements of one the geometric mean decides."""
        found = []
        for load in sorted({p.load for p in self.points}):
            here = [p for p in self.points if p.load == load]
            known = [p.margin for p in here if p.margin is not None]
            margin = None
            if 2 * len(known) > len(here):
                margin = math.exp(sum(math.log(max(m, 1e-9)) for m in known) / len(known))
            found.append(Rung(load, margin, len(here), here[-1]))
        return tuple(found)

    def bracket(self) -> tuple[Rung | None, Rung | None]:
        """(the highest load that holds below every one that does not, the lowest that does not)."""
        rungs = self.rungs()
        above = next((r for r in rungs if not r.holds), None)
        below = [r for r in rungs if r.holds and (above is None or r.load < above.load)]
        return (below[-1] if below else None), above

    def _ends(self) -> tuple[float, float]:
        """The bracket as loads: beyond the range where nothing was measured on that side."""
        below, above = self.bracket()
        under = self.low - 1 if self.whole else self.low / (1 + STEP)
        over = self.high + 1 if self.whole else self.high * (1 + STEP)
        return (below.load if below else under), (above.load if above else over)

    def ladder(self) -> list[float]:
        """From one end of the bracket to the other: the loads among which the edge is looked for."""
        below, above = self.bracket()
        at, end = self._ends()
        rungs = [at]
        if below is None:
            rungs.append(at := self.low)
        last = end if above else self.high
        while at < last:
            at = max(at + 1, math.floor(at * (1 + STEP))) if self.whole else self._rounded(at * (1 + STEP))
            if at * (1 + (EDGE - STEP)) >= last:
                at = last  # a rest below a step is no rung of its own
            rungs.append(min(at, last))
        return rungs if above else [*rungs, end]

    def _rounded(self, load: float) -> float:
        """Four digits, so that a request rate can be read; within the range, whose ends have theirs."""
        if load >= self.high:
            return load
        digits = 3 - math.floor(math.log10(load)) if load > 0 else 0
        return round(load, digits)

    # -- what comes

    def next(self) -> NextLoad | Verdict:
        """The next load to measure, or the verdict."""
        below, above = self.bracket()
        inside = self.ladder()[1:-1]
        if below and above and above.short and below.load >= (1 - EDGE) * _reached(above):
            return self._verdict(below, above)  # no more than this is ever there
        if not inside:
            doubtful = self._doubtful(below, above) if self.left else None
            return NextLoad(doubtful.load, again=True) if doubtful else self._verdict(below, above)
        if not self.left:
            return self._verdict(below, above, spent=True)
        return NextLoad(self._nearest(self._wanted(below, above)))

    def _doubtful(self, below: Rung | None, above: Rung | None) -> Rung | None:
        """The end of the edge to measure again: the one that holds where it is near the limit; the other one too
        where two measurements of a load were seen to differ."""
        if below is None or above is None or above.short:
            return None
        if _once(below):
            return below
        loads = [p.load for p in self.points]
        pairs = [[p.margin for p in self.points if p.load == load] for load in loads if loads.count(load) > 1]
        noisy = any(_differ(pair) for pair in pairs)
        return above if noisy and _once(above) else None

    def _nearest(self, wanted: float) -> float:
        """The rung nearest to what is wanted, of those after which halving still ends within the budget."""
        rungs = self.ladder()
        last = len(rungs) - 1
        safe = 2 ** (self.left - 1)
        good = [i for i in range(1, last) if i <= safe and last - i <= safe] or [last // 2]
        return rungs[min(good, key=lambda i: abs(math.log(rungs[i] / wanted)))]

    def _wanted(self, below: Rung | None, above: Rung | None) -> float:
        """The load from which most can be learned, ignoring the budget."""
        rungs = self.ladder()
        middle = rungs[len(rungs) // 2]
        if not self.points:
            return self.start or middle
        if sum(p.margin is None for p in self.points) >= 2 and below is None:
            return self.low  # failures that do not go away with the load
        if above and above.short:
            return max(_reached(above), rungs[1])
        if below and above:
            guess = _crossing(below, above) if self._guessing_helps(len(rungs) - 1) else None
            if guess is None:
                return middle
            # where the guess is as near as a step to one end, the next load settles it from the other side
            return min(max(guess * (1 - STEP / 2), rungs[1]), rungs[-2])
        if below:
            return self._upwards(below)
        return self._downwards(above) if above and above.margin is not None else middle

    def _guessing_helps(self, slots: int) -> bool:
        """Whether the last guess between two measured loads took away as much as halving would have."""
        before = replace(self, points=self.points[:-1])
        return None in before.bracket() or len(before.ladder()) - 1 >= 2 * slots

    def _upwards(self, top: Rung) -> float:
        """All hold: towards the limit as the figures grow; to the end of the range where they do not grow."""
        holds = [r for r in self.rungs() if r.holds]
        assert top.margin is not None
        if len(holds) < 2:
            return top.load * min(max(1.1 / top.margin, 1.5), 4)
        slope = _slope(holds[-2], top)
        if slope < 0.1:
            return self.high if self.saturated() or top.margin < 1 - NOISE else top.load * 4
        factor: float = 1.1 * top.margin ** (-1 / slope)
        return top.load * min(max(factor, 1 + 2 * STEP), 8)

    def _downwards(self, bottom: Rung) -> float:
        """None holds: towards the limit as the figures fall."""
        missed = [r for r in self.rungs() if r.margin is not None]
        assert bottom.margin is not None
        slope = _slope(bottom, missed[1]) if len(missed) > 1 else 1.0
        if slope < 0.1:
            return self.low
        factor: float = 1.1 * bottom.margin ** (1 / slope)
        return bottom.load / min(max(factor, 1 + 2 * STEP), 16)

    # -- how it ends

    def saturated(self) -> bool:
        """Whether more load brought no more throughput, of the two highest loads that hold."""
        holds = [r for r in self.rungs() if r.holds]
        if len(holds) < 2:
            return False
        a, b = holds[-2], holds[-1]
        return b.last.throughput < a.last.throughput * (1 + FLAT * (b.load / a.load - 1))

    def _verdict(self, below: Rung | None, above: Rung | None, *, spent: bool = False) -> Verdict:
        values: dict[str, Any] = {
            "limits": " and ".join(str(limit) for limit in self.limits),
            "over": NAMES[self.over],
            "value": format_load(below.load) if below else None,
            "above": format_load(above.load) if above else None,
            "worst": above.last.worst if above else "",
            "low": format_load(self.low),
            "bound": self.bound,
            "pace": self.pace,
            "points": len(self.points),
        }
        if spent:
            return self._ended("budget_spent" if below else "budget_spent.none", below, values)
        if above is not None and above.short:
            values |= {"reached": format_load(_reached(above)), "pace": above.last.pace or self.pace}
            return self._ended("not_saturated.short" if below else "not_saturated.none", below, values)
        if below is None:
            return self._ended(
                "never_met" if above and above.margin is not None else "too_many_failures.all", None, values
            )
        if above is not None:
            if above.margin is None:
                return self._ended("too_many_failures", below, values)
            return self._ended("met.once" if _once(below) else "met", below, values)
        if not self.saturated():
            return self._ended("not_saturated", below, values)
        most = max(p.throughput for p in self.points)
        first = min(r.load for r in self.rungs() if r.last.throughput >= 0.95 * most)
        return self._ended("not_binding", below, values | {"saturated": format_load(first)})

    def _ended(self, says: str, below: Rung | None, values: Mapping[str, Any]) -> Verdict:
        code: Any = says.partition(".")[0]
        value = below.load if below else None
        return Verdict(code, value, SAYS[says].format(**values), says, values, below.last.point if below else "")


def _reached(rung: Rung) -> float:
    return rung.last.reached if rung.last.reached is not None else rung.load


def _once(rung: Rung) -> bool:
    """Measured once, and so near the limit that another time it may fall on the other side."""
    return rung.times == 1 and rung.margin is not None and abs(rung.margin - 1) < NOISE


def _differ(margins: Sequence[float | None]) -> bool:
    """Whether the measurements of one load were seen to differ, or one of them has no figure."""
    known = [margin for margin in margins if margin is not None]
    return len(known) < len(margins) or max(known) > (1 + NOISE / 5) * min(known)


def _slope(a: Rung, b: Rung) -> float:
    """How fast the worst figure grows with the load, both in logarithms: 1 is in proportion."""
    if a.margin is None or b.margin is None or a.margin <= 0 or b.margin <= 0:
        return 0.0
    return math.log(b.margin / a.margin) / math.log(b.load / a.load)


def _crossing(a: Rung, b: Rung) -> float | None:
    """Where the straight line between two in logarithms meets the limit; None where nothing was measured at one."""
    if a.margin is None or b.margin is None or a.margin <= 0 or not a.margin <= 1 < b.margin:
        return None
    part = math.log(1 / a.margin) / math.log(b.margin / a.margin)
    factor: float = (b.load / a.load) ** part
    return a.load * factor
