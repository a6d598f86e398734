"""The state of one accuracy run: the bench events of a point `accuracy-NN-...`, folded. Part of RunState."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mindie_tui.model.events import codec as ev

PREFIX = "accuracy-"
"""Points whose name begins so are accuracy runs; their events are the bench's, with AccuracyFinished at the end."""


def is_accuracy(event: ev.Event) -> bool:
    """Whether an event belongs to an accuracy run itself; its comparison is kept with the others."""
    compared = isinstance(event, ev.MetricCompared | ev.ComparisonGap)
    return not compared and str(getattr(event, "point", "")).startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class AccuracyState:
    """One run of a data set: questions asked, then each subject evaluated."""

    name: str
    key: Mapping[str, Any] = field(default_factory=dict)
    node: str = ""
    started: str = ""
    state: Literal["running", "finished", "failed", "stopped"] = "running"
    phase: str = ""
    progress: ev.BenchProgress | None = None
    """Of the questions: total, finished, failed, eta_s."""
    subject: str = ""
    """The subject that was evaluated last."""
    evaluated: int = 0
    subjects: int = 0
    """How many there are; 0 while that is not known."""
    scores: tuple[tuple[str, float | None], ...] = ()
    """(subject, score) in the order of their evaluation."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """As in report.json; of a failed one what is known."""
    result: str = ""
    reason: str = ""
    remedy: str = ""

    def after(self, event: ev.Event, at: str) -> AccuracyState:
        """The state after one more event of this run."""
        match event:
            case ev.BenchStarted(_, key, node):
                return AccuracyState(self.name, key, node, started=at, phase="start")
            case ev.BenchPhase(_, phase):
                if event.subject is None:
                    more = self.subjects if event.total is None else event.total
                    return replace(self, phase=phase, subjects=more)
                return replace(
                    self,
                    phase=phase,
                    subject=event.subject,
                    evaluated=event.done or self.evaluated + 1,
                    subjects=event.total or self.subjects,
                    scores=(*self.scores, (event.subject, event.score)),
                )
            case ev.BenchProgress():
                return replace(self, progress=event)
            case ev.AccuracyFinished():
                return replace(self, state="finished", result=event.result, summary=event.summary)
            case ev.BenchFailed():
                return replace(self, state="failed", reason=event.reason, remedy=event.remedy, summary=event.summary)
            case ev.BenchStopped():
                return replace(self, state="stopped", reason=event.reason, summary=event.summary)
        return self
