"""The points of a bench, sweeps and searches, the comparison with a baseline, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mindie_tui.model.events import bench as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.runs.folds.table import Fold, on
from mindie_tui.model.runs.series import corrected, thinned
from mindie_tui.model.runs.state import RunState, SweepState


def _started(s: RunState, event: ev.BenchStarted, at: str) -> RunState:
    s = replace(s, ended=None, report="", comparison=(), gaps=())
    if s.sweep is not None and s.sweep.ended is not None:  # a point of its own, whatever became of the sweep
        s = replace(s, sweep=None, through=s.sweep if s.sweep.ended.how == "through" else s.through)
    s = _member(replace(s, points={name: one for name, one in s.points.items() if name != event.point}), event)
    return s.with_point(event.point, key=event.key, node=event.node, started=at, state="running", phase="start")


def _member(s: RunState, event: ev.BenchStarted) -> RunState:
    """A point that begins during a sweep is one of its points."""
    sweep = s.sweep
    if sweep is None or sweep.ended is not None or event.point in sweep.names:
        return s
    return s.with_sweep(points=(*sweep.points, {"point": event.point, "key": dict(event.key)}))


def _phase(s: RunState, event: ev.BenchPhase, at: str) -> RunState:
    return s.with_point(event.point, phase=event.phase)


def _progress(s: RunState, event: ev.BenchProgress, at: str) -> RunState:
    so_far = s.point(event.point)
    return s.with_point(
        event.point,
        history=thinned((*so_far.history, replace(event, windows=()))),
        windows=thinned(corrected(so_far.windows, event.windows)),
    )


def _finished(s: RunState, event: ev.BenchFinished, at: str) -> RunState:
    return s.with_point(event.point, state="finished", result=event.result, summary=event.summary)


def _failed(s: RunState, event: ev.BenchFailed, at: str) -> RunState:
    return s.with_point(event.point, state="failed", reason=event.reason, remedy=event.remedy, summary=event.summary)


def _stopped(s: RunState, event: ev.BenchStopped, at: str) -> RunState:
    return s.with_point(event.point, state="stopped", reason=event.reason, summary=event.summary)


def _skipped(s: RunState, event: ev.BenchSkipped, at: str) -> RunState:
    return s.with_point(event.point, key=event.key, state="skipped", reason=event.reason)


def _sweep_started(s: RunState, event: ev.SweepStarted, at: str) -> RunState:
    sweep = SweepState(event.kind, event.points, event.objective, event.notes, event.most)
    return replace(s, sweep=sweep, through=None, comparison=(), gaps=(), ended=None, report="")


def _sweep_progress(s: RunState, event: ev.SweepProgress, at: str) -> RunState:
    return s.with_sweep(eta_s=event.eta_s)


def _knee(s: RunState, event: ev.SweepKnee, at: str) -> RunState:
    return s.with_sweep(knees=(*(s.sweep.knees if s.sweep else ()), event))


def _verdict(s: RunState, event: ev.SearchVerdict, at: str) -> RunState:
    return s.with_sweep(verdict=event)


def _sweep_ended(s: RunState, event: ev.SweepEnded, at: str) -> RunState:
    return s.with_sweep(ended=event, eta_s=None)


def _compared(s: RunState, event: ev.MetricCompared, at: str) -> RunState:
    s = _without_written_comparison(s)
    return replace(s, comparison=(*s.comparison, event))


def _gap(s: RunState, event: ev.ComparisonGap, at: str) -> RunState:
    s = _without_written_comparison(s)
    return replace(s, gaps=(*s.gaps, event))


def _without_written_comparison(s: RunState) -> RunState:
    """Without the comparison of a report that is written: the next one compares all again."""
    return replace(s, comparison=(), gaps=(), report="") if s.report else s


def _report(s: RunState, event: ev.ReportWritten, at: str) -> RunState:
    return replace(s, report=event.report)


FOLDS: Mapping[type[Event], Fold] = dict(
    (
        on(ev.BenchStarted, _started),
        on(ev.BenchPhase, _phase),
        on(ev.BenchProgress, _progress),
        on(ev.BenchFinished, _finished),
        on(ev.BenchFailed, _failed),
        on(ev.BenchStopped, _stopped),
        on(ev.BenchSkipped, _skipped),
        on(ev.SweepStarted, _sweep_started),
        on(ev.SweepProgress, _sweep_progress),
        on(ev.SweepKnee, _knee),
        on(ev.SearchVerdict, _verdict),
        on(ev.SweepEnded, _sweep_ended),
        on(ev.MetricCompared, _compared),
        on(ev.ComparisonGap, _gap),
        on(ev.ReportWritten, _report),
    )
)
