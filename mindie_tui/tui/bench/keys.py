"""Why a key of the bench step cannot act now: one function for each action, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.runs.state import PointState, RunState, SweepState
from mindie_tui.tui.bench.words import text_to_copy
from mindie_tui.tui.launch.phases import UP
from mindie_tui.tui.text.translate import t


@dataclass(frozen=True, slots=True)
class BenchSituation:
    """What the keys of the step depend on."""

    state: RunState
    deployment: Deployment
    point: PointState | None
    """The point whose figures are shown."""
    going: SweepState | None
    """The sweep or search that is shown."""
    started_here: bool
    """This wizard's own bench runs."""
    busy: bool
    """A bench runs, whoever started it."""
    under_cursor: str | None
    """The point under the cursor of the sweep's table."""

    @property
    def skippable(self) -> str | None:
        """The point under the cursor, where it has not begun and the sweep is running."""
        going, key = self.going, self.under_cursor
        if going is None or going.kind != "sweep" or going.ended is not None or not self.started_here:
            return None
        return key if key in going.names and key not in self.state.points else None


def _start(at: BenchSituation) -> str | None:
    if at.busy:
        return t("start: it measures already")
    if any(run.state == "running" for run in at.state.accuracy.values()):
        return t("start: accuracy is being measured; a shows it")
    if at.state.service not in UP:
        return t("start: no service is ready; 4 Launch")
    return t("start: the profile has no bench.performance") if at.deployment.bench.performance is None else None


def _stop(at: BenchSituation) -> str | None:
    return None if at.busy else t("stop: no measurement is running")


def _mark(at: BenchSituation) -> str | None:
    return t("mark baseline: nothing was measured to the end") if at.busy or not at.state.report else None


def _copy(at: BenchSituation) -> str | None:
    return t("copy: nothing was measured") if text_to_copy(at.point) is None else None


def _metric(at: BenchSituation) -> str | None:
    drawn = at.going is not None or (at.point is not None and at.point.history)
    return None if drawn else t("metric: no line is drawn yet")


def _zoom(at: BenchSituation) -> str | None:
    return t("zoom: no chart is drawn yet") if at.point is None else None


def _skip(at: BenchSituation) -> str | None:
    return t("skip: no point under the cursor that is still to come") if at.skippable is None else None


def _load(at: BenchSituation) -> str | None:
    return t("load: it measures; x stops it first") if at.busy else None


REASONS: Mapping[str, Callable[[BenchSituation], str | None]] = {
    "start": _start,
    "stop": _stop,
    "mark": _mark,
    "copy": _copy,
    "metric": _metric,
    "zoom": _zoom,
    "skip": _skip,
    "load": _load,
}
"""Action: why it cannot be done now, a sentence; None where it can."""


def why_not(action: str, at: BenchSituation) -> str | None:
    """A sentence why an action cannot be done now; None where it can."""
    reason = REASONS.get(action)
    return reason(at) if reason is not None else None
