"""A run against a baseline: the metrics, the verdict on one figure, and what could not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.bench import point_checks
from mindie_tui.model.bench.figures.metrics import BY_NAME, METRICS, Metric, value_of
from mindie_tui.model.bench.figures.repeats import Figure, Repeats, is_proven, is_repeated, newest_with, noise_percent
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events.codec import ComparisonGap, MetricCompared
from mindie_tui.model.message import Message

__all__ = [
    "BY_NAME",
    "METRICS",
    "FigureVerdict",
    "Metric",
    "Verdict",
    "baseline_point",
    "change_text",
    "compare",
    "gaps",
    "judge_figure",
    "point_name",
    "tolerance_of",
    "value_of",
    "verdict_of",
]
Verdict = Literal["better", "same", "within", "worse", "new"]
NOISE_PCT = 1.0
"""Two runs of one configuration differ by this much (per cent): a smaller change is called "same"."""
NOISE_POINTS = 0.1
"""The same for a score, in percentage points."""


def point_name(point: Mapping[str, Any], at: int) -> str:
    """The name of a point: performance-01 where it does not say."""
    return str(point.get("point") or f"performance-{at + 1:02d}")


def verdict_of(gain: float, tolerance: float, noise: float = 0.0) -> Verdict:
    """The verdict on one change; tiles, reports and exit statuses all take it from here.

    `gain` is the change in the good direction (negative: a loss), `tolerance` and `noise` in the same unit. Beyond the
    tolerance a change is "better" or "worse"; inside it is "same" up to the noise, else "within". A gain inside the
    noise is never "better", also with no tolerance; a loss beyond the tolerance is always "worse".
    """
    slack = 1e-9 * max(abs(gain), 1.0)
    if gain < -tolerance - slack:
        return "worse"
    if abs(gain) <= noise + slack:
        return "same"
    return "better" if gain > tolerance + slack else "within"


@dataclass(frozen=True, slots=True)
class FigureVerdict:
    """How a figure stands to the baseline's."""

    verdict: Verdict
    percent: float | None = None
    """The change in per cent; None of a count, of a baseline of zero, and where there is no baseline."""
    noise: float | None = None
    """The pooled noise of both sides in per cent; None where neither was repeated."""
    proven: bool | None = None
    """Whether the repeats prove the change, and one beyond the tolerance to be beyond it."""


def tolerance_of(metric: Metric, limits: Baseline) -> float | None:
    """The tolerance of a metric in per cent; None of a count."""
    return {"throughput": limits.throughput_pct, "latency": limits.latency_pct, "count": None}[metric.kind]


def judge_figure(metric: Metric, now: Figure, before: Figure | None, limits: Baseline) -> FigureVerdict:
    """The one verdict on a figure: tile, tables, report, diff and exit status all show this.

    Without a baseline it is "new"; a change that the repeats do not prove is "same".
    """
    if before is None:
        return FigureVerdict("new")
    gain = before.mean - now.mean if metric.good == "down" else now.mean - before.mean
    within = tolerance_of(metric, limits)
    if within is None:
        return FigureVerdict(verdict_of(gain, limits.failed))
    if before.mean == 0:
        return FigureVerdict(verdict_of(gain, 0.0))
    percent = round(100 * (now.mean - before.mean) / abs(before.mean), 1) + 0.0
    verdict = verdict_of(100 * gain / abs(before.mean), within, NOISE_PCT)
    noise = noise_percent(now, before)
    if noise is None:
        return FigureVerdict(verdict, percent)
    proven = bool(is_proven(now, before, within))
    return FigureVerdict(verdict if proven else "same", percent, noise, proven)


def change_text(metric: Metric, now: Figure, before: Figure, limits: Baseline) -> str:
    """ "3.1 % slower, noise 2.4 %: not proven": what a figure did, and whether the repeats prove it."""
    found = judge_figure(metric, now, before, limits)
    if found.percent is None:
        return f"{now.mean - before.mean:+g}"
    said = f"{abs(found.percent):.1f} % {_WORDS[metric.kind][now.mean > before.mean]}"
    if found.noise is None:
        return Message("{said}, noise unknown: measured once", said=said)
    return f"{said}, noise {found.noise:.1f} %: {'proven' if found.proven else 'not proven'}"


_WORDS = {"throughput": ("less", "more"), "latency": ("faster", "slower")}
"""How a figure that fell and one that grew is called."""


def compare(
    points: Sequence[Mapping[str, Any]], baseline: Mapping[str, Any], limits: Baseline
) -> tuple[MetricCompared, ...]:
    """Each figure of each point against the baseline's point with the same `key`; without one it is "new", never worse.

    What a point cannot have measured (point_checks) counts on neither side. Repeats of a point are one point: their
    mean is compared, and a change that their noise does not prove is "same": one beyond the tolerance must be proven to
    be beyond it.
    """
    old = _old(baseline)
    found = []
    repeated: list[Any] = []
    for at, point in enumerate(points):
        here: Repeats | None = Repeats(_key(point), (point,))
        if is_repeated(point):
            if point.get("key") in repeated:
                continue
            repeated.append(point.get("key"))
            here = newest_with(_key(point), points)
        match = newest_with(_key(point), old)
        for metric in METRICS:
            if here is not None and (figure := here.figure(metric)) is not None:
                before = match.figure(metric) if match is not None else None
                found.append(_compared(point_name(point, at), metric, figure, before, limits))
    return tuple(found)


def baseline_point(baseline: Mapping[str, Any] | None, key: Mapping[str, Any]) -> Repeats | None:
    """What a baseline measured with these settings, all repeats of it; None where it has no such point."""
    return newest_with(dict(key), _old(baseline or {}))


def _old(baseline: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = baseline.get("points")
    points = found if isinstance(found, list | tuple) else ()
    return [point for point in points if isinstance(point, Mapping)]


def _match(point: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The newest of `points` with the same settings."""
    return next((p for p in reversed(points) if p.get("key") == point.get("key")), None)


def _compared(point: str, metric: Metric, now: Figure, before: Figure | None, limits: Baseline) -> MetricCompared:
    found = judge_figure(metric, now, before, limits)
    return MetricCompared(
        point,
        metric.name,
        _shown(now),
        None if before is None else _shown(before),
        found.percent,
        tolerance_of(metric, limits),
        found.verdict,
        noise_percent=None if found.noise is None else round(found.noise, 2),
        proven=found.proven,
    )


def _shown(figure: Figure) -> float:
    """The mean of repeats has four digits, as AISBench's cells; a figure that was measured once is as it is."""
    return figure.mean if figure.n == 1 else round(figure.mean, 4)


def gaps(points: Sequence[Mapping[str, Any]], baseline: Mapping[str, Any]) -> tuple[ComparisonGap, ...]:
    """What could not be compared: points of the baseline that the run did not measure, and figures that one side lacks.

    A baseline point without one figure holds nothing to compare with, and is no gap.
    """
    old = _old(baseline)
    found = []
    for at, before in enumerate(old):
        there = _figures(before)
        if not there or _match(before, old) is not before:
            continue
        match = next((n for n in reversed(range(len(points))) if points[n].get("key") == before.get("key")), None)
        if match is None:
            found.append(ComparisonGap(point_name(before, at), _key(before), there, "run", whole=True))
            continue
        name, here = point_name(points[match], match), _figures(points[match])
        if lost := tuple(metric for metric in there if metric not in here):
            found.append(ComparisonGap(name, _key(before), lost, "run"))
        if fresh := tuple(metric for metric in here if metric not in there):
            found.append(ComparisonGap(name, _key(before), fresh, "baseline"))
    return tuple(found)


def _figures(point: Mapping[str, Any]) -> tuple[str, ...]:
    kept = point_checks.sound(point)
    return tuple(metric.name for metric in METRICS if value_of(kept, metric) is not None)


def _key(point: Mapping[str, Any]) -> dict[str, Any]:
    key = point.get("key")
    return dict(key) if isinstance(key, Mapping) else {}
