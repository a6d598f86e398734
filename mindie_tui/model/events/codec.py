"""What can happen in a run: few events, each worth keeping. Log lines and samples of a chart are not events.

An event is a frozen value; `Recorded` puts the envelope around it. The JSON form is public (`replay --json`,
events.jsonl) with the names and units below; `v` changes when an existing one changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from mindie_tui.model.events import bench as events_bench, launch as events_launch, nodes
from mindie_tui.model.events.base import ACCURACY_PHASES, BENCH_PHASES, PHASES, STEPS, VERSION, Event, Step, Verdict
from mindie_tui.model.events.bench import (
    AccuracyFinished,
    BenchFailed,
    BenchFinished,
    BenchPhase,
    BenchProgress,
    BenchSkipped,
    BenchStarted,
    BenchStopped,
    ComparisonGap,
    MetricCompared,
    ReportWritten,
    SearchVerdict,
    SweepEnded,
    SweepKnee,
    SweepProgress,
    SweepStarted,
)
from mindie_tui.model.events.field_types import misfit
from mindie_tui.model.events.launch import (
    CheckAsked,
    CheckDone,
    CheckRemedied,
    CheckWaived,
    FileKept,
    FileRestored,
    FileWritten,
    FindingSeen,
    LockRefused,
    LockTaken,
    LogsCollected,
    LogsCollecting,
    NpuSample,
    ServiceAnswered,
    ServiceAttached,
    ServiceCulprit,
    ServiceDied,
    ServiceError,
    ServiceExpected,
    ServiceFailed,
    ServiceMemory,
    ServicePhase,
    ServiceReady,
    ServiceStarted,
    ServiceStopped,
    ServiceTrouble,
)
from mindie_tui.model.events.nodes import (
    ContainerCreated,
    ContainerRefused,
    HostKeyAdded,
    ImageLoading,
    LogTurned,
    NodeAsked,
    NodeBack,
    NodeFound,
    NodeLost,
    NodeRefused,
    RunEnded,
    RunStarted,
    UploadFinished,
    UploadProgress,
)
from mindie_tui.model.node import Facts

__all__ = [
    "ACCURACY_PHASES",
    "BENCH_PHASES",
    "KINDS",
    "PHASES",
    "STEPS",
    "VERSION",
    "AccuracyFinished",
    "BenchFailed",
    "BenchFinished",
    "BenchPhase",
    "BenchProgress",
    "BenchSkipped",
    "BenchStarted",
    "BenchStopped",
    "CheckAsked",
    "CheckDone",
    "CheckRemedied",
    "CheckWaived",
    "ComparisonGap",
    "ContainerCreated",
    "ContainerRefused",
    "Event",
    "FileKept",
    "FileRestored",
    "FileWritten",
    "FindingSeen",
    "HostKeyAdded",
    "ImageLoading",
    "LockRefused",
    "LockTaken",
    "LogTurned",
    "LogsCollected",
    "LogsCollecting",
    "MetricCompared",
    "NodeAsked",
    "NodeBack",
    "NodeFound",
    "NodeLost",
    "NodeRefused",
    "NpuSample",
    "Recorded",
    "ReportWritten",
    "RunEnded",
    "RunStarted",
    "SearchVerdict",
    "ServiceAnswered",
    "ServiceAttached",
    "ServiceCulprit",
    "ServiceDied",
    "ServiceError",
    "ServiceExpected",
    "ServiceFailed",
    "ServiceMemory",
    "ServicePhase",
    "ServiceReady",
    "ServiceStarted",
    "ServiceStopped",
    "ServiceTrouble",
    "Step",
    "SweepEnded",
    "SweepKnee",
    "SweepProgress",
    "SweepStarted",
    "UploadFinished",
    "UploadProgress",
    "Verdict",
    "NotAnEvent",
    "from_json",
    "read",
]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its envelope, as events.jsonl has it."""

    seq: int
    at: str
    """ISO 8601 with offset."""
    run: str
    step: Step
    event: Event

    def as_json(self) -> dict[str, Any]:
        """The object of one line: v, seq, at, run, step, event, node first."""
        body = self.event.body()
        head: dict[str, Any] = {
            "v": VERSION,
            "seq": self.seq,
            "at": self.at,
            "run": self.run,
            "step": self.step,
            "event": self.event.name,
        }
        if "node" in body:
            head["node"] = body.pop("node")
        return head | body


KINDS: dict[str, type[Event]] = {
    kind.name: kind
    for module in (nodes, events_launch, events_bench)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event by its name in JSON."""


class NotAnEvent(ValueError):
    """A line that names an event and does not hold what it needs."""


def from_json(line: Mapping[str, Any]) -> Recorded | None:
    """The event of one line of events.jsonl; None for one that this version does not know, or that is broken."""
    try:
        return read(line)
    except NotAnEvent:
        return None


def read(line: Mapping[str, Any]) -> Recorded | None:
    """The event of one line of events.jsonl; None for one that this version does not know. Raises NotAnEvent.

    node.found comes back with what the line holds: counts and versions, no NPU by itself. Keys that are not known are
    left out, so that a newer run can be looked at.
    """
    kind = KINDS.get(str(line.get("event")))
    if kind is None:
        return None
    if kind is NodeFound:
        keys = ("ip", "driver", "layout", "mindie", "image_id", "config_sha256", "container_state")
        known: dict[str, Any] = {key: line[key] for key in keys if isinstance(line.get(key), str)}
        event: Event = NodeFound(str(line.get("node")), Facts(node=str(line.get("node")), **known))
    else:
        optional = [f.name for f in fields(kind) if "None" in str(f.type)]  # a line leaves out what is None
        known = {name: None for name in optional} | {f.name: line[f.name] for f in fields(kind) if f.name in line}
        known = {key: tuple(item) if isinstance(item, list) else item for key, item in known.items()}
        if wrong := misfit(kind, known):
            raise NotAnEvent(f"{kind.name}: {wrong} is of another type")
        try:
            event = kind(**known)
        except TypeError as error:
            raise NotAnEvent(f"{kind.name}: a key is missing") from error
    seq, step = line.get("seq", 0), line.get("step", "nodes")
    if not isinstance(seq, int) or step not in STEPS:
        raise NotAnEvent(f"{kind.name}: its number or its step is of another type")
    return Recorded(seq, str(line.get("at", "")), str(line.get("run", "")), step, event)
