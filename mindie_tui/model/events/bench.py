"""Events of the bench and of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mindie_tui.model.events.base import Event

# -- bench


@dataclass(frozen=True, slots=True)
class BenchStarted(Event):
    """A point of the bench, or an accuracy run, begins."""

    name = "bench.started"
    point: str
    key: Mapping[str, Any]
    node: str


@dataclass(frozen=True, slots=True)
class BenchPhase(Event):
    """A phase of a point begins; of an accuracy run also each subject that was evaluated."""

    name = "bench.phase"
    point: str
    phase: str
    subject: str | None = None
    """Of the phase eval: the subject that is evaluated now, and its score."""
    score: float | None = None
    done: int | None = None
    total: int | None = None
    """Subjects that are evaluated, and all there are."""


@dataclass(frozen=True, slots=True)
class BenchProgress(Event):
    """The progress of a point. Latencies are None while nothing has finished; `age_s` is the age of the newest
    request."""

    name = "bench.progress"
    point: str
    total: int
    posted: int
    received: int
    finished: int
    failed: int
    window_s: float
    output_tok_s: Mapping[str, float] | None = None
    """{"window", "total"}."""
    ttft_ms: Mapping[str, float] | None = None
    """{"p50", "p90", "p99"}, and so the next three."""
    tpot_ms: Mapping[str, float] | None = None
    itl_ms: Mapping[str, float] | None = None
    e2el_ms: Mapping[str, float] | None = None
    eta_s: float | None = None
    elapsed_s: float = 0.0
    """Since the load began."""
    age_s: float | None = None
    source: Literal["requests", "counts", "metrics"] = "requests"
    """requests: the per-request file carries the figures. Nothing has finished yet: counts, POST/RECV/FIN lines;
    metrics, these and the service's own /metrics."""
    windows: tuple[Mapping[str, Any], ...] = ()
    """What is new or corrected of the load's seconds: LoadWindows, of Measure.window."""
    service: Mapping[str, float] | None = None
    """What the service reports about itself: running, waiting, generated_tok_s, cache_percent, received, success,
    failed."""
    stalls: bool = False
    """All that has finished is counted, and nothing new came for some seconds: the figures run on to now."""


@dataclass(frozen=True, slots=True)
class BenchFinished(Event):
    """A point was measured."""

    name = "bench.finished"
    point: str
    result: str
    """Path of result.json in the run folder."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """The point as report.json has it."""


@dataclass(frozen=True, slots=True)
class AccuracyFinished(Event):
    """An accuracy run that was measured whole. `score` is AISBench's, in per cent."""

    name = "accuracy.finished"
    point: str
    dataset: str
    metric: str
    score: float
    result: str
    """Path of result.json in the run folder."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """The entry of report.json's `accuracy`."""


@dataclass(frozen=True, slots=True)
class BenchFailed(Event):
    """A point could not be measured."""

    name = "bench.failed"
    point: str
    reason: str
    remedy: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BenchStopped(Event):
    """A point was ended before it was measured."""

    name = "bench.stopped"
    point: str
    reason: str
    summary: Mapping[str, Any] = field(default_factory=dict)
    """AISBench's tables of the requests that had finished: not a valid point, but worth a look."""


@dataclass(frozen=True, slots=True)
class BenchSkipped(Event):
    """A point of a sweep that is left out at the operator's request."""

    name = "bench.skipped"
    point: str
    key: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class SweepStarted(Event):
    """Several points are measured from here on, one after the other: a sweep, or the search for an objective."""

    name = "sweep.started"
    kind: Literal["sweep", "search"]
    points: tuple[Mapping[str, Any], ...] = ()
    """{"point", "key", "done"} of each point that is known before: `done` ones were measured earlier in this run."""
    objective: Mapping[str, Any] | None = None
    """{"ttft_p99_ms": 2000, .., "over"} of a search."""
    notes: tuple[str, ...] = ()
    """What the settings of the service and of AISBench mean for these points."""
    most: int = 0
    """Points at most."""


@dataclass(frozen=True, slots=True)
class SweepProgress(Event):
    """How many points of a sweep or search are done."""

    name = "sweep.progress"
    done: int
    most: int
    eta_s: float | None = None
    """For the points that are left; None while nothing is known."""


@dataclass(frozen=True, slots=True)
class SweepKnee(Event):
    """Where more load begins to cost more latency than it brings throughput (model/bench/sweep.py, `knee`)."""

    name = "sweep.knee"
    point: str
    over: str
    """batch_size or request_rate."""
    value: float
    text: str
    where: Literal["inside", "first", "last"] = "inside"
    """first, last: no knee was seen between the measured points; it lies at or beyond that end."""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """The other setting, where that was swept too: {"request_rate": 4}."""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchVerdict(Event):
    """What a search has found."""

    name = "search.verdict"
    code: Literal["met", "never_met", "not_saturated", "budget_spent", "not_binding", "too_many_failures"]
    value: float | None
    """The highest load that holds the objective, as measured."""
    text: str
    over: str
    point: str = ""
    says: str = ""
    """The key of search.SAYS that `text` is made of, with `values`."""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SweepEnded(Event):
    """A sweep or search is over, whatever became of it."""

    name = "sweep.ended"
    kind: Literal["sweep", "search"]
    reason: str
    """ "all points", "stopped", or why it could not continue."""
    finished: int
    failed: int
    left: int
    """Points that were not measured: skipped, stopped, not come to."""
    how: Literal["through", "stopped", "broken"] = "through"


# -- report


@dataclass(frozen=True, slots=True)
class MetricCompared(Event):
    """One figure of a point against the baseline."""

    name = "metric.compared"
    point: str
    metric: str
    value: float
    baseline: float | None
    change_percent: float | None
    within_percent: float | None
    verdict: Literal["better", "same", "within", "worse", "new"]
    """same: inside the noise of two equal runs; within: inside the tolerance."""
    change_points: float | None = None
    """Of a score: percentage points, instead of per cent."""
    within_points: float | None = None
    noise_percent: float | None = None
    """Of repeated points: the standard deviation of one measurement, in per cent of the mean; else absent."""
    proven: bool | None = None
    """Whether the repeats prove the change; one that is not proven has the verdict "same"."""


@dataclass(frozen=True, slots=True)
class ComparisonGap(Event):
    """What could not be compared although one side has it."""

    name = "comparison.gap"
    point: str
    """The run's point; the baseline's where the run has none with this key."""
    key: Mapping[str, Any]
    metrics: tuple[str, ...]
    lacks: Literal["run", "baseline"]
    """The side that has no such figures."""
    whole: bool = False
    """The run did not measure the point at all."""


@dataclass(frozen=True, slots=True)
class ReportWritten(Event):
    """The report of the run was written."""

    name = "report.written"
    report: str
    markdown: str
    baseline: str | None = None
    page: str = ""
    """The same for a browser; empty in the records of releases that wrote none."""
