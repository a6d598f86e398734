"""A run against a baseline: the metrics, the verdict on one figure, and what could not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from mindie_tui.model.bench import point_checks
from mindie_tui.model.bench.figures.metrics import BY_NAME, METRICS, Metric, value_of
from mindie_tui.model.bench.figures.repeats import Figure, Repeats, is_proven, is_repeated, newest_with, noise_percent
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events.codec import ComparisonGap, MetricCompared

__all__ = [
    "BY_NAME",
    "METRICS",
    "Metric",
    "Verdict",
    "compare",
    "gaps",
    "judge_figure",
    "point_name",
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


def judge_figure(metric: Metric, value: float, before: float, limits: Baseline) -> tuple[Verdict, float | None]:
    """(verdict, change in per cent) of a figure against the baseline's; no per cent of a count or of zero."""
    gain = before - value if metric.good == "down" else value - before
    if metric.kind == "count":
        return verdict_of(gain, limits.failed), None
    within = limits.throughput_pct if metric.kind == "throughput" else limits.latency_pct
    if before == 0:
        return verdict_of(gain, 0.0), None
    return verdict_of(100 * gain / abs(before), within, NOISE_PCT), round(100 * (value - before) / abs(before), 1) + 0.0


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


def _old(baseline: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = baseline.get("points")
    points = found if isinstance(found, list | tuple) else ()
    return [point_checks.sound(p) for p in points if isinstance(p, Mapping)]


def _match(point: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The newest of `points` with the same settings."""
    return next((p for p in reversed(points) if p.get("key") == point.get("key")), None)


def _compared(point: str, metric: Metric, now: Figure, before: Figure | None, limits: Baseline) -> MetricCompared:
    within = {"throughput": limits.throughput_pct, "latency": limits.latency_pct, "count": None}[metric.kind]
    if before is None:
        return MetricCompared(point, metric.name, _shown(now), None, None, within, "new")
    verdict, change = judge_figure(metric, now.mean, before.mean, limits)
    noise = None if metric.kind == "count" else noise_percent(now, before)
    if noise is None:
        return MetricCompared(point, metric.name, _shown(now), _shown(before), change, within, verdict)
    proven = bool(is_proven(now, before, within or 0.0))
    return MetricCompared(
        point, metric.name, _shown(now), _shown(before), change, within, verdict if proven else "same",
        noise_percent=round(noise, 2), proven=proven,
    )  # fmt: skip


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
        name, here = point_name(points[match], match), _figures(point_checks.sound(points[match]))
        if lost := tuple(metric for metric in there if metric not in here):
            found.append(ComparisonGap(name, _key(before), lost, "run"))
        if fresh := tuple(metric for metric in here if metric not in there):
            found.append(ComparisonGap(name, _key(before), fresh, "baseline"))
    return tuple(found)


def _figures(point: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(metric.name for metric in METRICS if value_of(point, metric) is not None)


def _key(point: Mapping[str, Any]) -> dict[str, Any]:
    key = point.get("key")
    return dict(key) if isinstance(key, Mapping) else {}
