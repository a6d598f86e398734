"""Step 6: report.json and report.md of a run, compared with a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mindie_tui.model import events as ev
from mindie_tui.model import report as reports
from mindie_tui.model import report_accuracy, report_start, report_sweep
from mindie_tui.model.accuracy import compare as scored
from mindie_tui.model.artefacts import Artefacts
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.run_state import RunState
from mindie_tui.store import baselines
from mindie_tui.store.runs import Run


def report(
    run: Run,
    deployment: Deployment,
    state: RunState,
    artefacts: Artefacts,
    *,
    baseline: str | None = None,
    limits: Baseline | None = None,
    stopped: str | None = None,
    root: Path | None = None,
) -> Iterator[ev.Event]:
    """A metric.compared for each metric that the baseline has too, then report.written.

    `baseline` and `limits` go before the profile's; `stopped` says why the walk was taken away before its end. `root`
    is another folder for runs. Raises StoreError where the baseline is not there or the report cannot be written.
    """
    limits = limits or deployment.baseline or Baseline()
    named = baseline or limits.report
    other, label = baselines.find(named, root=root) if named else (None, None)
    points = tuple(p.summary for p in state.points.values() if p.summary and p.state == "finished")
    scores = report_accuracy.measured(state.accuracy)
    compared = (*reports.compare(points, other, limits), *scored(scores, other, limits)) if other else ()
    yield from compared
    configuration = reports.configuration(artefacts)
    changes = reports.changes(configuration, other.get("configuration")) if other else []
    data = reports.report_json(run.id, deployment, points, state.waived, compared, changes)
    data |= report_sweep.parts(state, stopped) | report_start.part(state)
    data |= {"accuracy": list(scores), "configuration": configuration}
    if bad := report_accuracy.unmeasured(state.accuracy):
        data["accuracy_unmeasured"] = bad
    path = run.write_report(data, reports.markdown(data))
    yield ev.ReportWritten(str(path), str(path.with_suffix(".md")), label)
