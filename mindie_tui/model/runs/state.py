"""RunState: the events of a run, folded. Pure and frozen; the screens and the report read it, nobody writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.node import Facts
from mindie_tui.model.runs.accuracy_state import AccuracyState, is_accuracy

_T = TypeVar("_T")
_Windows = tuple[Mapping[str, Any], ...]
ServiceState = Literal["none", "writing", "starting", "ready", "attached", "failed", "stopping", "stopped", "died"]


@dataclass(frozen=True, slots=True)
class NodeState:
    """One node as it stands."""

    name: str
    state: Literal["new", "asking", "found", "refused", "lost"] = "new"
    since: str = ""
    """ISO time of the last change of `state`."""
    reason: str = ""
    do: str = ""
    refusal: str = ""
    """The kind of a refusal: login, host_key_unknown ..."""
    fingerprint: str | None = None
    facts: Facts | None = None
    files: tuple[ev.FileWritten | ev.FileKept | ev.FileRestored, ...] = ()
    pid: int | None = None
    launched: str = ""
    """ISO time at which its daemon was started; `phases` count from it."""
    phase: str = ""
    percent: int | None = None
    count: str | None = None
    phases: Mapping[str, float] = field(default_factory=dict)
    """Phase: seconds after the start at which it was first seen."""
    errors: tuple[ev.ServiceError, ...] = ()
    error_count: int = 0
    died: ev.ServiceDied | None = None
    stopped: str = ""
    sample: ev.NpuSample | None = None
    troubles: Mapping[str, ev.ServiceTrouble] = field(default_factory=dict)
    """What: the trouble of its service that goes on."""
    image: ev.ImageLoading | None = None
    """How far the load of its image is."""
    container: ev.ContainerCreated | ev.ContainerRefused | None = None
    """What came of creating its container in this run."""


@dataclass(frozen=True, slots=True)
class PointState:
    """One point of the bench."""

    name: str
    key: Mapping[str, Any] = field(default_factory=dict)
    node: str = ""
    started: str = ""
    phase: str = ""
    history: tuple[ev.BenchProgress, ...] = ()
    """Progress events, oldest first; of a long load the older ones are thinned out."""
    windows: tuple[Mapping[str, Any], ...] = ()
    """The load second by second (LoadWindows), corrected as requests become known; the charts draw it."""
    state: Literal["running", "finished", "failed", "stopped", "skipped"] = "running"
    summary: Mapping[str, Any] = field(default_factory=dict)
    result: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def latest(self) -> ev.BenchProgress | None:
        return self.history[-1] if self.history else None


@dataclass(frozen=True, slots=True)
class SweepState:
    """The newest sweep or search of the run."""

    kind: Literal["sweep", "search"]
    points: tuple[Mapping[str, Any], ...] = ()
    """{"point", "key"} of each in order; a search learns them one by one."""
    objective: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    most: int = 0
    eta_s: float | None = None
    knees: tuple[ev.SweepKnee, ...] = ()
    verdict: ev.SearchVerdict | None = None
    ended: ev.SweepEnded | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(point["point"]) for point in self.points)


@dataclass(frozen=True, slots=True)
class RunState:
    """Everything that is known of one run. `after(recorded)` is the only way on."""

    run: str = ""
    profile: str = ""
    started: str = ""
    step: ev.Step = "nodes"
    simulated: bool = False
    nodes: Mapping[str, NodeState] = field(default_factory=dict)
    findings: tuple[ev.FindingSeen, ...] = ()
    checks: Mapping[tuple[str, str], ev.CheckDone] = field(default_factory=dict)
    """(check, node): the latest answer."""
    asked: frozenset[tuple[str, str]] = frozenset()
    """(check, node) that were asked and have not answered."""
    waived: Mapping[str, str] = field(default_factory=dict)
    service: ServiceState = "none"
    service_since: str = ""
    """ISO time of the launch."""
    service_ended: str = ""
    """ISO time at which it failed, died or was stopped."""
    first_error: ev.ServiceError | None = None
    answered: ev.ServiceAnswered | None = None
    ready: ev.ServiceReady | None = None
    attached: ev.ServiceAttached | None = None
    failed: ev.ServiceFailed | None = None
    expected: ev.ServiceExpected | None = None
    memory: ev.ServiceMemory | None = None
    """What the memory of the latest start says; `least` is a fix where `starts` is false."""
    uploads: Mapping[tuple[str, str], ev.UploadProgress | ev.UploadFinished] = field(default_factory=dict)
    """(node, what): how far what is sent there is."""
    points: Mapping[str, PointState] = field(default_factory=dict)
    accuracy: Mapping[str, AccuracyState] = field(default_factory=dict)
    """The accuracy runs, by point."""
    sweep: SweepState | None = None
    through: SweepState | None = None
    """The sweep or search that had come to its end before the newest point began; the report tells it, too."""
    comparison: tuple[ev.MetricCompared, ...] = ()
    """Of the newest report."""
    gaps: tuple[ev.ComparisonGap, ...] = ()
    """What the newest report could not compare."""
    report: str = ""
    ended: ev.RunEnded | None = None

    @property
    def facts(self) -> dict[str, Facts]:
        """Facts of every node that has some."""
        return {name: node.facts for name, node in self.nodes.items() if node.facts is not None}

    def pids(self) -> dict[str, int]:
        """The daemon of each node that this run started and that was not seen to end."""
        return {name: n.pid for name, n in self.nodes.items() if n.pid is not None and n.died is None and not n.stopped}

    def check_counts(self) -> dict[str, int]:
        """How many answers of each verdict; a waived fail counts as "waived"."""
        counts = {"pass": 0, "warn": 0, "fail": 0, "unknown": 0, "waived": 0}
        for (check, _), done in self.checks.items():
            bad = done.verdict in ("fail", "unknown")
            counts["waived" if bad and check in self.waived else done.verdict] += 1
        return counts

    def blocking(self) -> tuple[ev.CheckDone, ...]:
        """The checks that stop a launch: fail or unknown, and not waived; as they were first answered."""
        return tuple(
            c for (check, _), c in self.checks.items() if c.verdict in ("fail", "unknown") and check not in self.waived
        )

    def after(self, recorded: ev.Recorded) -> RunState:
        """The state after one more event. Never raises, whatever the order."""
        state = replace(self, step=recorded.step, run=recorded.run or self.run)
        return _fold(state, recorded.event, recorded.at)

    def after_read(self, recorded: ev.Recorded) -> RunState:
        """`after` for an event that was read from a file: this very state where what it holds has another shape."""
        try:
            return self.after(recorded)
        except BROKEN:
            return self

    def only_sampled_since(self, before: RunState) -> bool:
        """Whether nothing has come since but samples of the NPUs."""
        if self.nodes.keys() != before.nodes.keys():
            return False
        unsampled = {name: replace(node, sample=before.nodes[name].sample) for name, node in self.nodes.items()}
        return replace(self, nodes=unsampled, step=before.step) == before

    def _node(self, name: str, **changes: Any) -> RunState:
        node = self.nodes.get(name) or NodeState(name)
        return replace(self, nodes={**self.nodes, name: replace(node, **changes)})

    def sweep_cut(self, reason: str) -> ev.SweepEnded | None:
        """The end of a sweep that was cut off and could not tell it itself; None where none goes on."""
        sweep = self.sweep
        if sweep is None or sweep.ended is not None:
            return None
        states = [self.points[name].state for name in sweep.names if name in self.points]
        finished = sum(state == "finished" for state in states)
        failed = states.count("failed")
        left = len(sweep.points) - finished - failed if sweep.kind == "sweep" else 0
        return ev.SweepEnded(sweep.kind, reason, finished, failed, left, "stopped")

    def _sweep(self, **changes: Any) -> RunState:
        return self if self.sweep is None else replace(self, sweep=replace(self.sweep, **changes))

    @property
    def measurement(self) -> frozenset[str]:
        """The points of the newest bench: of its sweep or search, else the newest point."""
        newest = next(reversed(tuple(self.points)), None)
        if self.sweep is not None:
            return frozenset(self.sweep.names)
        return frozenset({newest} if newest is not None else ())

    def _member(self, point: str, key: Mapping[str, Any]) -> RunState:
        """A point that begins while a sweep goes on is one of its points."""
        sweep = self.sweep
        if sweep is None or sweep.ended is not None or point in sweep.names:
            return self
        return self._sweep(points=(*sweep.points, {"point": point, "key": dict(key)}))

    def _compared_anew(self) -> RunState:
        """Without the comparison of a report that is written: the next one compares all again."""
        return replace(self, comparison=(), gaps=(), report="") if self.report else self

    def _point(self, name: str, **changes: Any) -> RunState:
        point = self.points.get(name) or PointState(name)
        return replace(self, points={**self.points, name: replace(point, **changes)})


def _fold(s: RunState, event: ev.Event, at: str) -> RunState:
    if is_accuracy(event):
        name = str(event.point)  # type: ignore[attr-defined]  # is_accuracy has looked at it
        scores = s.accuracy.get(name) or AccuracyState(name)
        return replace(s, accuracy={**s.accuracy, name: scores.after(event, at)})
    match event:
        case ev.RunStarted():
            names = [str(n.get("name")) for n in event.nodes]
            named = {name: s.nodes.get(name) or NodeState(name) for name in names}
            return replace(s, profile=event.profile, started=at, simulated=event.simulated, nodes={**s.nodes, **named})
        case ev.RunEnded():
            return replace(s, ended=event)
        case ev.NodeAsked(node):
            return s._node(node, state="asking", since=at)
        case ev.NodeFound(node, facts):
            return s._node(node, state="found", since=at, facts=facts, reason="", do="", refusal="", fingerprint=None)
        case ev.NodeRefused(node):
            return s._node(
                node,
                state="refused",
                since=at,
                reason=event.reason,
                do=event.do,
                refusal=event.kind,
                fingerprint=event.fingerprint,
            )
        case ev.NodeLost(node, reason):
            return s._node(node, state="lost", since=at, reason=reason)
        case ev.NodeBack(node):
            return s._node(node, state="found", since=at, reason="")
        case ev.UploadProgress(node, what) | ev.UploadFinished(node, what):
            return replace(s, uploads={**s.uploads, (node, what): event})
        case ev.ImageLoading(node):
            return s._node(node, image=event)
        case ev.ContainerCreated(node) | ev.ContainerRefused(node):
            return s._node(node, container=event)
        case ev.FindingSeen():
            return replace(s, findings=(*s.findings, event))
        case ev.CheckAsked(node, check):
            return replace(s, asked=s.asked | {(check, node)})
        case ev.CheckDone(node, check):
            return replace(s, checks={**s.checks, (check, node): event}, asked=s.asked - {(check, node)})
        case ev.CheckWaived(check, reason):
            return replace(s, waived={**s.waived, check: reason})
        case ev.LockTaken():
            return replace(s, service="writing", service_since=at, service_ended="", failed=None)
        case ev.FileWritten(node) | ev.FileKept(node) | ev.FileRestored(node):
            files = s.nodes[node].files if node in s.nodes else ()
            return s._node(node, files=(*files, event))
        case ev.ServiceStarted(node, pid):
            s = replace(
                s,
                service="starting",
                service_since=s.service_since or at,
                answered=None,
                ready=None,
                first_error=None,
                failed=None,
                memory=None,
            )
            return s._node(
                node,
                pid=pid,
                launched=at,
                phase="",
                percent=None,
                count=None,
                phases={},
                errors=(),
                error_count=0,
                died=None,
                stopped="",
                troubles={},
            )
        case ev.ServicePhase(node, phase, elapsed):
            phases = s.nodes[node].phases if node in s.nodes else {}
            first = phases if phase in phases else {**phases, phase: elapsed}
            return s._node(node, phase=phase, percent=event.percent, count=event.count, phases=first)
        case ev.ServiceError(node):
            known = s.nodes.get(node) or NodeState(node)
            s = s._node(node, errors=(*known.errors, event)[-50:], error_count=known.error_count + 1)
            return replace(s, first_error=event) if event.first else s  # a later one was earlier by its clock
        case ev.ServiceExpected():
            return replace(s, expected=event)
        case ev.ServiceMemory():
            return replace(s, memory=event)
        case ev.ServiceFailed():
            return replace(s, failed=event, service="failed", service_ended=s.service_ended or at)
        case ev.ServiceDied(node):
            s = s._node(node, died=event, troubles={})
            ended: ServiceState = "stopped" if s.service == "stopped" else "died" if s.ready else "failed"
            return replace(s, service=ended, service_ended=s.service_ended or at)
        case ev.ServiceStopped(node, how):
            return replace(
                s._node(node, stopped=how, phase="", pid=None, troubles={}),
                service="stopped",
                ready=None,
                answered=None,
                service_ended=s.service_ended or at,
            )
        case ev.ServiceAttached():
            return replace(s, attached=event, service="attached")
        case ev.ServiceAnswered():
            return replace(s, answered=event)
        case ev.ServiceReady():
            return replace(s, ready=event, service="ready")
        case ev.ServiceTrouble(node, what):
            left = {key: one for key, one in (s.nodes[node].troubles if node in s.nodes else {}).items() if key != what}
            return s._node(node, troubles=left if event.over else {**left, what: event})
        case ev.NpuSample(node):
            return s._node(node, sample=event)
        case ev.BenchStarted(point, key, node):
            s = replace(s, ended=None, report="", comparison=(), gaps=())
            if s.sweep is not None and s.sweep.ended is not None:  # a point of its own, whatever became of the sweep
                s = replace(s, sweep=None, through=s.sweep if s.sweep.ended.how == "through" else s.through)
            s = replace(s, points={name: one for name, one in s.points.items() if name != point})
            return s._member(point, key)._point(
                point,
                key=key,
                node=node,
                started=at,
                state="running",
                phase="start",
                history=(),
                windows=(),
                summary={},
                result="",
                reason="",
                remedy="",
            )
        case ev.BenchPhase(point, phase):
            return s._point(point, phase=phase)
        case ev.BenchProgress(point):
            so_far = s.points.get(point) or PointState(point)
            return s._point(
                point,
                history=thinned((*so_far.history, replace(event, windows=()))),
                windows=thinned(corrected(so_far.windows, event.windows)),
            )
        case ev.BenchFinished(point, result, summary):
            return s._point(point, state="finished", result=result, summary=summary)
        case ev.BenchFailed(point, reason, remedy, summary):
            return s._point(point, state="failed", reason=reason, remedy=remedy, summary=summary)
        case ev.BenchStopped(point, reason, summary):
            return s._point(point, state="stopped", reason=reason, summary=summary)
        case ev.BenchSkipped(point, key, reason):
            return s._point(point, key=key, state="skipped", reason=reason)
        case ev.SweepStarted():
            sweep = SweepState(event.kind, event.points, event.objective, event.notes, event.most)
            return replace(s, sweep=sweep, through=None, comparison=(), gaps=(), ended=None, report="")
        case ev.SweepProgress():
            return s._sweep(eta_s=event.eta_s)
        case ev.SweepKnee():
            return s._sweep(knees=(*(s.sweep.knees if s.sweep else ()), event))
        case ev.SearchVerdict():
            return s._sweep(verdict=event)
        case ev.SweepEnded():
            return s._sweep(ended=event, eta_s=None)
        case ev.MetricCompared():
            s = s._compared_anew()
            return replace(s, comparison=(*s.comparison, event))
        case ev.ComparisonGap():
            s = s._compared_anew()
            return replace(s, gaps=(*s.gaps, event))
        case ev.ReportWritten():
            return replace(s, report=event.report)
    return s


MOST, NEWEST = 1800, 600
"""Of a series that is drawn: this many are kept, and this many of the newest are never thinned."""


def thinned(series: tuple[_T, ...]) -> tuple[_T, ...]:
    """`series`, every second one of the older left out where it has grown past MOST: a chart has fewer columns."""
    return series if len(series) <= MOST else (*series[: len(series) - NEWEST : 2], *series[len(series) - NEWEST :])


def corrected(windows: _Windows, new: Sequence[Mapping[str, Any]]) -> _Windows:
    """`windows` by second, those of `new` in the place of the ones that they tell again."""
    if not windows or not new or windows[-1]["at_s"] < new[0]["at_s"]:
        return (*windows, *new)
    merged = {window["at_s"]: window for window in (*windows, *new)}
    return tuple(merged[at] for at in sorted(merged))
