"""Two tables of a report over several points: which of them no other beats, and how far repeats lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mindie_tui.model.bench import point_checks
from mindie_tui.model.bench.figures.metrics import BY_NAME, METRICS, Metric, value_of
from mindie_tui.model.bench.figures.repeats import Repeats, groups
from mindie_tui.model.markdown import number, table
from mindie_tui.model.message import Message
from mindie_tui.model.report.point_key import key_text

_LATENCIES = ("ttft_p99_ms", "tpot_p99_ms", "e2el_p99_ms")


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """A load with its throughput and its latency, and whether another one beats it in both at once."""

    key: Mapping[str, Any]
    output_tok_s: float
    latency: float
    """In ms, of the metric that the front is drawn over."""
    beaten_by: Mapping[str, Any] | None = None
    """The key of a load on the front with as much throughput at as little latency; None: it is on the front itself."""


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """A metric of one load over its repeats."""

    metric: Metric
    mean: float
    noise_percent: float | None
    lowest: float
    highest: float
    n: int


def front_metric(points: Sequence[Mapping[str, Any]]) -> Metric | None:
    """The latency that throughput is held against: TTFT, TPOT or E2EL p99, the first that two loads have."""
    return next((BY_NAME[name] for name in _LATENCIES if pareto(points, BY_NAME[name])), None)


def loads(points: Sequence[Mapping[str, Any]], metric: Metric) -> tuple[ParetoRow, ...]:
    """Every load, slowest throughput first, with the one that beats it; empty below two loads that have both."""
    front = pareto(points, metric)
    rows = _rows(points, metric) if front else []
    beaten = [replace(row, beaten_by=next((f.key for f in reversed(front) if _beats(f, row)), None)) for row in rows]
    return tuple(sorted(beaten, key=lambda row: (row.output_tok_s, row.latency)))


def pareto(points: Sequence[Mapping[str, Any]], metric: Metric) -> tuple[ParetoRow, ...]:
    """The front of output throughput against a latency, slowest throughput first; repeats of a load are their mean.

    A load is on it where each other load has less throughput or more latency. Empty below two loads that have both.
    """
    rows = _rows(points, metric)
    if len(rows) < 2:
        return ()
    front = [row for row in rows if not any(_beats(other, row) for other in rows)]
    return tuple(sorted(front, key=lambda row: (row.output_tok_s, row.latency)))


def _rows(points: Sequence[Mapping[str, Any]], metric: Metric) -> list[ParetoRow]:
    rows = []
    for one in groups(points):
        output, latency = one.figure(BY_NAME["output_tok_s"]), one.figure(metric)
        if output is not None and latency is not None:
            rows.append(ParetoRow(one.key, output.mean, latency.mean))
    return rows


def _beats(a: ParetoRow, b: ParetoRow) -> bool:
    as_good = a.output_tok_s >= b.output_tok_s and a.latency <= b.latency
    return as_good and (a.output_tok_s > b.output_tok_s or a.latency < b.latency)


def repeated(points: Sequence[Mapping[str, Any]]) -> list[Repeats]:
    """The loads that were measured more than once, in their order."""
    return [one for one in groups(points) if len(one.points) > 1]


def spread(one: Repeats) -> list[SpreadRow]:
    """Each figure of a load that was measured more than once; counts have no spread."""
    found = []
    for metric in METRICS:
        figure = one.figure(metric)
        values = [v for p in one.points if (v := value_of(point_checks.sound(p), metric)) is not None]
        if figure is not None and metric.kind != "count":
            found.append(SpreadRow(metric, figure.mean, figure.noise_percent, min(values), max(values), figure.n))
    return found


def noise_text(row: SpreadRow) -> str:
    """ "4.0 %", or "-" of one value alone."""
    return "-" if row.noise_percent is None else f"{row.noise_percent:.1f} %"


def lines(points: Sequence[Mapping[str, Any]]) -> list[str]:
    """The Markdown of both tables; none where there is one point."""
    return [*_front(points), *_spread(points)]


def _front(points: Sequence[Mapping[str, Any]]) -> list[str]:
    metric = front_metric(points)
    if metric is None:
        return []
    rows = [
        [key_text(row.key), number(row.output_tok_s, "tok/s"), number(row.latency, "ms")]
        for row in pareto(points, metric)
    ]
    found = [
        "",
        f"## {Message('Throughput against {metric}', metric=metric.label)}",
        "",
        Message("Loads that no other load beats in both (Pareto front)."),
    ]
    return [*found, "", *table(("load", "output", metric.label), rows, frozenset({1, 2}))]


def _spread(points: Sequence[Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    for one in repeated(points):
        rows = []
        for row in spread(one):
            figures = (number(value, row.metric.unit) for value in (row.lowest, row.highest))
            rows.append([row.metric.label, number(row.mean, row.metric.unit), noise_text(row), *figures, str(row.n)])
        heads = ("metric", "mean", "noise", "lowest", "highest", "repeats")
        found += [
            "",
            f"## {Message('Repeats of {load}', load=key_text(one.key))}",
            "",
            *table(heads, rows, frozenset(range(1, 6))),
        ]
    return found
