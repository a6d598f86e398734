"""Points that were measured several times with the same settings: their mean, their noise, and what they prove.

Noise is the standard deviation of the repeats in per cent of their mean, pooled over both sides. A change is proven if
it exceeds Student's t at 0.005 (one-sided) times the standard error of the difference of the means. The level is that
low because a comparison looks at a dozen figures at once. Against a tolerance there is a second condition: the change
must exceed the tolerance itself, at 0.01. Without it, three repeats of an unsteady tail that happen to agree would
prove a regression that does not exist: over 4000 planted changes of 1 % the first rule alone called 2.8 % worse, both
rules together 0.05 % (0 of 400 in the test), and both find every change of 10 %. Source of the quantiles: the t
distribution, any table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.bench import point_checks
from mindie_tui.model.bench.figures.metrics import Metric, value_of

_T = (63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169)
"""Quantile 0.995 of Student's t for 1 to 10 degrees of freedom."""
_T_MORE = 3.169
"""For more than ten: a little too careful."""
_T_BEYOND = (31.82, 6.965, 4.541, 3.747, 3.365, 3.143, 2.998, 2.896, 2.821, 2.764)
"""Quantile 0.99 for 1 to 10 degrees of freedom; the last one for more."""
LEAST_NOISE_PCT = 1.0
"""No bench repeats better than this (comparison.NOISE_PCT): three equal figures are luck."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of a point that was measured `n` times."""

    mean: float
    n: int
    deviation: float = 0.0
    """Standard deviation of one measurement; 0 where there is one."""

    @property
    def noise_percent(self) -> float | None:
        """The deviation in per cent of the mean; None where one measurement says nothing of it."""
        return None if self.n < 2 or not self.mean else 100 * self.deviation / abs(self.mean)


@dataclass(frozen=True, slots=True)
class Repeats:
    """One point of a report: measured once, or several times with one key, oldest first."""

    key: Mapping[str, Any]
    points: tuple[Mapping[str, Any], ...]
    _sound: tuple[Mapping[str, Any], ...] = field(init=False, repr=False, compare=False)
    """The points without what they cannot have measured: looked for once, asked for by each metric."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sound", tuple(map(point_checks.sound, self.points)))

    def figure(self, metric: Metric) -> Figure | None:
        """Mean and deviation over the repeats that have the metric; None where none has it."""
        values = [v for p in self._sound if (v := value_of(p, metric)) is not None]
        return figure_of(values) if values else None


def figure_of(values: Sequence[float]) -> Figure:
    """Mean and deviation of at least one value."""
    if len(values) == 1:
        return Figure(values[0], 1)
    scale = max(map(abs, values)) or 1.0  # squares of the largest floats are no floats
    parts = [value / scale for value in values]
    mean = math.fsum(parts) / len(parts)
    variance = math.fsum((part - mean) * (part - mean) for part in parts) / (len(parts) - 1)
    return Figure(mean * scale, len(values), math.sqrt(variance) * scale)


def groups(points: Sequence[Mapping[str, Any]]) -> list[Repeats]:
    """What a report measured for each key, in the order in which the keys came first: all repeats, else the newest."""
    keys: list[Mapping[str, Any]] = []
    for point in points:
        if (key := _key(point)) not in keys:
            keys.append(key)
    found = (newest_with(key, points) for key in keys)
    return [one for one in found if one is not None]


def newest_with(key: Any, points: Sequence[Mapping[str, Any]]) -> Repeats | None:
    """The newest point with a key, with its repeats where it is one of several; None where no point has the key."""
    same = [point for point in points if _key(point) == key]
    if not same:
        return None
    return Repeats(key, tuple(p for p in same if is_repeated(p)) if is_repeated(same[-1]) else (same[-1],))


def is_repeated(point: Mapping[str, Any]) -> bool:
    """Whether a point is one of several that `bench.performance.repeat` asked for."""
    asked = point.get("repeat")
    return isinstance(asked, int) and asked > 1


def _key(point: Mapping[str, Any]) -> Mapping[str, Any]:
    key = point.get("key")
    return key if isinstance(key, Mapping) else {}


def noise_percent(a: Figure, b: Figure) -> float | None:
    """The pooled noise of two figures; None where neither was repeated."""
    degrees = a.n + b.n - 2
    if degrees < 1 or not b.mean:
        return None
    parts = [(one.n - 1, one.deviation / abs(one.mean)) for one in (a, b) if one.mean]
    return max(100 * math.sqrt(sum(n * part * part for n, part in parts) / degrees), LEAST_NOISE_PCT)


def least_proven_percent(a: Figure, b: Figure, tolerance: float = 0.0) -> float | None:
    """The change in per cent beyond which it is proven, and proven beyond `tolerance` per cent where that is above 0.

    None where neither figure was repeated.
    """
    noise = noise_percent(a, b)
    if noise is None:
        return None
    degrees = a.n + b.n - 2
    error = noise * math.sqrt(1 / a.n + 1 / b.n)
    real = (_T[degrees - 1] if degrees <= len(_T) else _T_MORE) * error
    return max(real, tolerance + _T_BEYOND[min(degrees, len(_T_BEYOND)) - 1] * error) if tolerance else real


def is_proven(a: Figure, b: Figure, tolerance: float = 0.0) -> bool | None:
    """Whether two figures surely differ; None where neither was repeated.

    A change beyond `tolerance` per cent must be proven to be beyond it.
    """
    least = least_proven_percent(a, b)
    if least is None:
        return None
    change = 100 * abs(a.mean - b.mean) / abs(b.mean)
    beyond = least_proven_percent(a, b, tolerance) if change > tolerance else None
    return change > (least if beyond is None else beyond)
