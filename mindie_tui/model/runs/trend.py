"""A figure over many runs: where its level shifted, and the run at which a regression began.

The runs are cut into stretches of one level by the cheapest partition (sum of squares over the variance, plus a price
for each stretch; B. Jackson et al., An algorithm for optimal partitioning of data on an interval, IEEE Signal
Processing Letters 12, 2005). The noise is taken from the differences of neighbours, whose median a few shifts do not
move. A shift counts where it is beyond the tolerance and beyond four standard errors.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mindie_tui.model.bench.comparison import NOISE_PCT
from mindie_tui.model.bench.figures.metrics import Metric
from mindie_tui.model.bench.figures.repeats import Figure, groups

LEAST_RUNS = 4
"""Fewer say nothing of their own noise."""
_STANDARD_ERRORS = 4.0
_PRICE = 12.0
"""What a further stretch costs, in variances: 2000 steady series of 4 to 40 runs show a shift in 0.2 %."""
_MEDIAN_OF_DIFFERENCES = 0.6745 * math.sqrt(2)
"""The median of |x - y| of two normal figures, in standard deviations of one."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A new level of the figure, which began at one run."""

    at: int
    """The run with which it began, counted from 0, the oldest."""
    before: float
    """Mean of the runs of the level before it."""
    after: float
    percent: float
    """Change from `before` to `after`; of a count the difference itself."""
    worse: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """What a series of runs says, oldest first."""

    values: tuple[float, ...]
    noise: float | None
    """Standard deviation of one run in per cent, of a count in its own unit; None for too few runs."""
    shifts: tuple[Shift, ...] = ()

    @property
    def regression(self) -> Shift | None:
        """The newest shift to the worse that no later shift reverted; None where there is none."""
        found: Shift | None = None
        for shift in self.shifts:
            if shift.worse:
                found = shift
            elif found is not None and _is_made_good(found, shift):
                found = None
        return found


def trend_of(values: Sequence[float], metric: Metric, tolerance: float = 5.0) -> Trend:
    """The trend of a figure over runs, oldest first. `tolerance`: per cent that a level may move; of a count, 0."""
    relative = metric.kind != "count" and all(value > 0 for value in values)
    scaled = [100 * math.log(value) for value in values] if relative else list(values)
    if len(values) < LEAST_RUNS:
        return Trend(tuple(values), None)
    noise = max(_noise_of(scaled), NOISE_PCT if relative else 0.5)
    starts = _stretches(scaled, noise)
    shifts = []
    ends = (*starts[1:], len(scaled))
    for (a, b), end in zip(pairwise(starts), ends[1:], strict=True):
        before, after = statistics.fmean(scaled[a:b]), statistics.fmean(scaled[b:end])
        error = noise * math.sqrt(1 / (b - a) + 1 / (end - b))
        gain = after - before if metric.good == "up" else before - after
        old, new = statistics.fmean(values[a:b]), statistics.fmean(values[b:end])
        change = 100 * (new - old) / old if relative else new - old
        if abs(change) > (tolerance if relative else 0.0) and abs(gain) > _STANDARD_ERRORS * error:
            shifts.append(Shift(b, old, new, change, gain < 0))
    return Trend(tuple(values), noise, tuple(shifts))


def _noise_of(values: Sequence[float]) -> float:
    """The standard deviation of one run, from its neighbours; too large rather than too small where runs are few."""
    steps = [abs(b - a) for a, b in pairwise(values)]
    return statistics.median(steps) / _MEDIAN_OF_DIFFERENCES * (1 + 2 / len(steps))


def _stretches(values: Sequence[float], noise: float) -> list[int]:
    """Where each stretch of one level begins; the first begins at 0."""
    count = len(values)
    sums, squares = [0.0], [0.0]
    middle = statistics.fmean(values)  # the squares of large figures would hide small shifts
    for value in values:
        sums.append(sums[-1] + value - middle)
        squares.append(squares[-1] + (value - middle) ** 2)

    def cost(a: int, b: int) -> float:
        return (squares[b] - squares[a] - (sums[b] - sums[a]) ** 2 / (b - a)) / noise**2

    best, came = [0.0] * (count + 1), [0] * (count + 1)
    for end in range(1, count + 1):
        best[end], came[end] = min((best[a] + cost(a, end) + (_PRICE if a else 0.0), a) for a in range(end))
    found = []
    at = count
    while at:
        at = came[at]
        found.append(at)
    return found[::-1]


def _is_made_good(worse: Shift, better: Shift) -> bool:
    """Whether more than half of a loss came back."""
    return abs(better.after - worse.before) < abs(worse.after - worse.before) / 2 or (
        (better.after - worse.before) * (worse.after - worse.before) < 0
    )


@dataclass(frozen=True, slots=True)
class TrendRun:
    """One run of a trend."""

    run: str
    """Its id."""
    figure: Figure
    """The mean of its repeats."""


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """A figure of the points with the same settings, oldest run first."""

    key: Mapping[str, Any]
    runs: tuple[TrendRun, ...]
    trend: Trend

    @property
    def began(self) -> str | None:
        """The id of the run at which a lasting regression began; None where there is none."""
        regression = self.trend.regression
        return None if regression is None else self.runs[regression.at].run


def series_of(
    reports: Sequence[tuple[str, Mapping[str, Any]]], metric: Metric, tolerance: float = 5.0
) -> tuple[TrendSeries, ...]:
    """A series for each point of the newest run that has the figure. `reports`: (run id, report), oldest first.

    Runs that measured other settings are not in the series of these.
    """
    measured = [(run, groups([p for p in report.get("points") or () if isinstance(p, Mapping)]))
                for run, report in reports]  # fmt: skip
    newest = next((points for _, points in reversed(measured) if any(p.figure(metric) for p in points)), [])
    found = []
    for key in (point.key for point in newest):
        runs = tuple(TrendRun(run, figure) for run, points in measured for point in points
                     if point.key == key and (figure := point.figure(metric)) is not None)  # fmt: skip
        if runs:
            values = [run.figure.mean for run in runs]
            found.append(TrendSeries(key, runs, trend_of(values, metric, tolerance)))
    return tuple(found)
