"""The figures of a point that are compared: their names, their units, and where they are in report.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.message import Message


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a point that is compared."""

    name: str
    """As in events and report.json: ttft_p99_ms."""
    label: str
    unit: str
    path: tuple[str, ...]
    """Its path in a point."""
    good: Literal["up", "down"]
    kind: Literal["throughput", "latency", "count"]


METRICS: tuple[Metric, ...] = (
    Metric("output_tok_s", "output", "tok/s", ("throughput", "output_tok_s"), "up", "throughput"),
    Metric("request_s", "requests", "req/s", ("throughput", "request_s"), "up", "throughput"),
    *(
        Metric(f"{name}_{q}_ms", f"{name.upper()} {q}", "ms", ("latency", f"{name}_ms", q), "down", "latency")
        for name in ("ttft", "tpot", "e2el")
        for q in ("p50", "p90", "p99")
    ),
    Metric("failed", "failed", "", ("requests", "failed"), "down", "count"),
)
"""In the order of the table. ITL is in report.json and not compared: its tail is one token's, and noise."""
BY_NAME = {metric.name: metric for metric in METRICS}


def count_of(point: Mapping[str, Any], metric: Metric) -> int | None:
    """How many requests a percentile rests on; None of a figure that is no percentile, and where nothing says it."""
    if metric.kind != "latency":
        return None
    row = (point.get("latency") or {}).get(metric.path[1])
    count = row.get("n") if isinstance(row, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def least_count(metric: Metric) -> int:
    """The requests from which on a percentile is more than nearly their maximum: 100 of p99, 10 of p90."""
    return math.ceil(100 / (100 - int(metric.path[2][1:]))) if metric.kind == "latency" else 1


def count_text(point: Mapping[str, Any], metric: Metric) -> str:
    """ "200", or "20, too few": the number of requests behind a percentile; empty where there is none."""
    count = count_of(point, metric)
    if count is None:
        return ""
    return f"{count}" if count >= least_count(metric) else Message("{count}, too few", count=count)


def value_of(point: Mapping[str, Any], metric: Metric) -> float | None:
    """The figure of a point, or None where it was not measured."""
    here: Any = point
    for part in metric.path:
        here = here.get(part) if isinstance(here, Mapping) else None
    good = isinstance(here, (int, float)) and not isinstance(here, bool) and math.isfinite(here)
    return here if good else None
