"""Step 6: report.json and report.md of a run, compared with a baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.bench import accuracy, comparison
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import (
    accuracy as report_accuracy,
    gaps as report_gaps,
    report as reports,
    start as report_start,
    sweep as report_sweep,
)
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """What a report is made from."""

    run: Run
    deployment: Deployment
    state: RunState
    artefacts: Any
    """The documents of its engine."""


def report(
    of: FinishedRun,
    *,
    against: tuple[Mapping[str, Any], str] | None = None,
    limits: Baseline | None = None,
    stopped: str | None = None,
    root: Path | None = None,
) -> Iterator[ev.Event]:
    """A metric.compared for each figure, a comparison.gap for what could not be compared, then report.written.

    `against` (report, label) and `limits` override the profile's; `stopped` says why the walk was taken away before
    its end. `root` is another folder for runs. The report is written also where the comparison fails: then it says
    why, and the error is raised behind report.written. Raises StoreError where the report cannot be written.
    """
    run, deployment, state = of.run, of.deployment, of.state
    limits = limits or deployment.baseline or Baseline()
    points = tuple(p.summary for p in state.points.values() if p.summary and p.state == "finished")
    scores = report_accuracy.measured(state.accuracy)
    engine = engine_of(of.deployment)
    configuration = reports.configuration(of.artefacts, engine.start.of_a_node, engine.parameters.document)
    compared: tuple[ev.MetricCompared, ...] = ()
    gaps: tuple[ev.ComparisonGap, ...] = ()
    changes: list[dict[str, Any]] = []
    label: str | None = None
    failure: Exception | None = None
    try:
        named = limits.report if against is None else None
        found = against or (baselines.find(named, root=root, besides=run.id) if named else None)
        if found is not None:
            other, label = found
            compared = (*comparison.compare(points, other, limits), *accuracy.compare(scores, other, limits))
            gaps = (*comparison.gaps(points, other), *accuracy.gaps(scores, other))
            changes = reports.changes(configuration, other.get("configuration"))
    except Exception as error:  # whatever is wrong with the baseline, what was measured is written down first
        failure = error
    yield from (*compared, *gaps)
    data = reports.report_json(run.id, deployment, points, state.waived, compared, changes)
    data |= report_sweep.parts(state, stopped) | report_start.part(state)
    data |= {"accuracy": list(scores), "configuration": configuration}
    data |= report_gaps.parts(gaps, str(failure) if failure is not None else None, partial=limits.partial)
    if bad := report_accuracy.unmeasured(state.accuracy):
        data["accuracy_unmeasured"] = bad
    data = run.without_secrets(data)
    path = run.write_report(data, reports.markdown(data))
    yield ev.ReportWritten(str(path), str(path.with_suffix(".md")), label)
    if failure is not None:
        raise failure
