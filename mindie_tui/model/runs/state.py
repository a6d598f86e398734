"""RunState: what the events of a run made of it. Pure and frozen; the screens and the report read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts
from mindie_tui.model.runs.accuracy_state import AccuracyState

_T = TypeVar("_T")
_Windows = tuple[Mapping[str, Any], ...]
ServiceState = Literal["none", "writing", "starting", "ready", "attached", "failed", "stopping", "stopped", "died"]


@dataclass(frozen=True, slots=True)
class NodeState:
    """The state of one node."""

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
    """What: the current problem of its service."""
    image: ev.ImageLoading | None = None
    """How far the load of its image is."""
    container: ev.ContainerCreated | ev.ContainerRefused | None = None
    """The result of creating its container in this run."""


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
    """Everything that is known of one run; runs/fold.py is the only way on."""

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
    culprit: ev.ServiceCulprit | None = None
    """What the logs of all nodes name as the cause of a failed start."""
    collecting: tuple[str, ...] = ()
    """The nodes whose logs are being read for it."""
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
    """The sweep or search that ended before the newest point began; the report includes it."""
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

    def only_sampled_since(self, before: RunState) -> bool:
        """Whether nothing has come since but samples of the NPUs."""
        if self.nodes.keys() != before.nodes.keys():
            return False
        unsampled = {name: replace(node, sample=before.nodes[name].sample) for name, node in self.nodes.items()}
        return replace(self, nodes=unsampled, step=before.step) == before

    def sweep_cut(self, reason: str) -> ev.SweepEnded | None:
        """The end of a sweep that was interrupted before it could report its end; None where no sweep is open."""
        sweep = self.sweep
        if sweep is None or sweep.ended is not None:
            return None
        states = [self.points[name].state for name in sweep.names if name in self.points]
        finished = sum(state == "finished" for state in states)
        failed = states.count("failed")
        left = len(sweep.points) - finished - failed if sweep.kind == "sweep" else 0
        return ev.SweepEnded(sweep.kind, reason, finished, failed, left, "stopped")

    @property
    def measurement(self) -> frozenset[str]:
        """The points of the newest bench: of its sweep or search, else the newest point."""
        newest = next(reversed(tuple(self.points)), None)
        if self.sweep is not None:
            return frozenset(self.sweep.names)
        return frozenset({newest} if newest is not None else ())

    # -- for the folds

    def node(self, name: str) -> NodeState:
        """One node; new where nothing is known of it."""
        return self.nodes.get(name) or NodeState(name)

    def point(self, name: str) -> PointState:
        """One point; new where nothing is known of it."""
        return self.points.get(name) or PointState(name)

    def with_node(self, name: str, **changes: Any) -> RunState:
        """The state in which one node has other fields."""
        return replace(self, nodes={**self.nodes, name: replace(self.node(name), **changes)})

    def with_point(self, name: str, **changes: Any) -> RunState:
        """The state in which one point has other fields."""
        return replace(self, points={**self.points, name: replace(self.point(name), **changes)})

    def with_sweep(self, **changes: Any) -> RunState:
        """The state in which its sweep has other fields; this very one where there is no sweep."""
        return self if self.sweep is None else replace(self, sweep=replace(self.sweep, **changes))
