"""What can happen in a run: few and worth keeping. Log lines and samples of a chart are not events.

An event is a frozen value; `Recorded` puts the envelope around it. The JSON form is public
(`replay --json`, events.jsonl): names and units as they stand here, `v` changes when a known one changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from mindie_tui.model.node import Facts

VERSION = 1
Step = Literal["nodes", "parameters", "preflight", "launch", "bench", "report"]
STEPS: tuple[Step, ...] = ("nodes", "parameters", "preflight", "launch", "bench", "report")
Verdict = Literal["pass", "warn", "fail", "unknown"]

PHASES = ("config", "rank_table", "slaves", "engine", "weights", "memory", "warmup", "endpoint", "started", "healthy")
"""Phases of service.phase, in order. weights has a percent; healthy comes from the health answer, not from a line."""
BENCH_PHASES = ("start", "warmup", "load", "tables")
ACCURACY_PHASES = ("start", "warmup", "infer", "eval", "tables")
"""Of an accuracy run; eval is said again for each subject."""


@dataclass(frozen=True, slots=True)
class Event:
    """The base. `name` is the event's name in JSON; a field `node` comes right after it."""

    name: ClassVar[str] = ""

    def body(self) -> dict[str, Any]:
        """The keys after the envelope, None left out."""
        pairs = {f.name: getattr(self, f.name) for f in fields(self)}
        return {key: value for key, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    name = "run.started"
    profile: str
    version: str
    nodes: tuple[Mapping[str, Any], ...]
    """{"name", "ranks": [first, last] or None, "ip"} of each node, rank order."""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    name = "run.ended"
    exit: int
    reason: str
    report: str | None = None


# -- nodes


@dataclass(frozen=True, slots=True)
class NodeAsked(Event):
    """A probe of this node began."""

    name = "node.asked"
    node: str


@dataclass(frozen=True, slots=True)
class NodeFound(Event):
    """A node answered. In JSON the summary of `facts`; `facts` itself only lives in this process."""

    name = "node.found"
    node: str
    facts: Facts

    def body(self) -> dict[str, Any]:
        f = self.facts
        known = {
            "npus": len(f.npus) if f.npus is not None else None,
            "hbm_free_gib": f.hbm_free_gib,
            "driver": f.driver,
            "layout": f.layout,
            "mindie": f.mindie,
            "image_id": f.image_id,
            "config_sha256": f.config_sha256,
            "ip": f.ip,
            "container_state": f.container_state,
        }
        return {"node": self.node} | {key: value for key, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class NodeRefused(Event):
    """Login, host key or address: this node cannot be used as it is."""

    name = "node.refused"
    node: str
    kind: Literal["login", "host_key_unknown", "host_key_changed", "unreachable", "answer"]
    reason: str
    do: str = ""
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class HostKeyAdded(Event):
    """A host key that nobody knew was accepted (--accept-host-key, StrictHostKeyChecking) and is known from now on."""

    name = "host_key.added"
    node: str
    fingerprint: str
    known_hosts: str
    """The file that it was added to."""


@dataclass(frozen=True, slots=True)
class NodeLost(Event):
    name = "node.lost"
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class NodeBack(Event):
    name = "node.back"
    node: str
    lost_s: float


@dataclass(frozen=True, slots=True)
class LogTurned(Event):
    """A followed log begins anew on its node; here it goes on in the same file."""

    name = "log.turned"
    node: str
    file: str
    """In the run folder."""
    how: Literal["rotated", "truncated"]
    offset: int
    """Byte of `file` from which on the new content stands."""
    lost: bool = False
    """Whether what the old one still held is gone: nobody followed when it happened."""


# -- containers and what is sent from this machine


@dataclass(frozen=True, slots=True)
class UploadProgress(Event):
    """Files of this machine on their way to a node; once a second at most. The bytes are those that the node has."""

    name = "upload.progress"
    node: str
    what: str
    """A dataset's name, or "image"."""
    path: str
    """Where it will stand on the node."""
    done_bytes: int
    total_bytes: int
    files: int
    """So many are whole, of"""
    total_files: int
    elapsed_s: float = 0.0
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class UploadFinished(Event):
    """It stands on the node, every file with the hash that it has here."""

    name = "upload.finished"
    node: str
    what: str
    path: str
    total_bytes: int
    total_files: int
    sent_bytes: int
    """0: all of it stood there already."""
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageLoading(Event):
    """An image archive is being loaded by the engine of a node; once a second at most."""

    name = "image.loading"
    node: str
    image: str
    tar: str
    total_bytes: int
    done_bytes: int | None = None
    """Bytes of the archive that the engine has read; None where that is not to be seen (under sudo)."""
    elapsed_s: float = 0.0
    image_id: str | None = None
    """Set in the last: the image is there."""


@dataclass(frozen=True, slots=True)
class ContainerCreated(Event):
    """Created from the profile, and started; one that was there is never replaced."""

    name = "container.created"
    node: str
    container: str
    id: str
    image: str
    image_id: str
    shm_size: str
    devices: int
    """Device files that it was given."""
    command: str
    """Exactly as it was run."""


@dataclass(frozen=True, slots=True)
class ContainerRefused(Event):
    """No container was created on this node; nothing that stood there was changed."""

    name = "container.refused"
    node: str
    container: str
    reason: str
    do: str = ""


# -- parameters


@dataclass(frozen=True, slots=True)
class FindingSeen(Event):
    """A finding, with the keys of `design`'s JSON form."""

    name = "finding"
    code: str
    stage: str
    severity: str
    places: tuple[Mapping[str, str], ...]
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[Mapping[str, Any], ...] = ()
    source: str = ""


# -- preflight


@dataclass(frozen=True, slots=True)
class CheckAsked(Event):
    name = "check.asked"
    node: str
    check: str


@dataclass(frozen=True, slots=True)
class CheckDone(Event):
    name = "check"
    node: str
    check: str
    verdict: Verdict
    found: str
    remedy: str = ""
    command: str = ""
    ms: int = 0
    mend: str | None = None
    """A command that is safe to run at one key and a confirmation, exactly as it would run on the machine."""


@dataclass(frozen=True, slots=True)
class CheckRemedied(Event):
    """The command that was shown was run; the check is asked again after it."""

    name = "check.remedied"
    node: str
    check: str
    command: str
    status: int
    said: str = ""
    """The last that it said, where it failed."""


@dataclass(frozen=True, slots=True)
class CheckWaived(Event):
    name = "check.waived"
    check: str
    reason: str
    node: str | None = None


# -- launch


@dataclass(frozen=True, slots=True)
class LockTaken(Event):
    name = "lock.taken"
    node: str


@dataclass(frozen=True, slots=True)
class LockRefused(Event):
    name = "lock.refused"
    node: str
    who: str
    since: str
    holder: str
    """The run that holds it."""
    stale: bool | None = None
    """Nobody has touched it for minutes: it may be taken over on a yes."""


@dataclass(frozen=True, slots=True)
class FileWritten(Event):
    name = "file.written"
    node: str
    path: str
    sha256: str
    backup: str | None = None


@dataclass(frozen=True, slots=True)
class FileKept(Event):
    """It already stood there with these very bytes."""

    name = "file.kept"
    node: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileRestored(Event):
    name = "file.restored"
    node: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ServiceStarted(Event):
    name = "service.started"
    node: str
    pid: int
    start_time: int
    """Clock ticks after boot, field 22 of /proc/PID/stat."""


@dataclass(frozen=True, slots=True)
class ServicePhase(Event):
    name = "service.phase"
    node: str
    phase: str
    elapsed_s: float
    percent: int | None = None
    count: str | None = None
    """What was counted, as "43/61"."""
    phase_s: float | None = None
    """Seconds in this phase so far: said again where it takes much longer than usual."""
    usual_s: float | None = None
    """What this phase usually takes (ServiceExpected)."""


@dataclass(frozen=True, slots=True)
class ServiceExpected(Event):
    """How long a start usually takes, before it begins."""

    name = "service.expected"
    phases: Mapping[str, float]
    """Phase: seconds."""
    ready_s: float | None
    """From the start to ready."""
    source: str
    """ "3 earlier starts of a3-double", or "default"."""


@dataclass(frozen=True, slots=True)
class ServiceMemory(Event):
    """What the warm-up's own lines say of the KV cache: the least setting that starts, computed (model/memory.py)."""

    name = "service.memory"
    node: str
    setting: str
    """NPU_MEMORY_FRACTION; npuMemSize where that is set, since the fraction is ignored then."""
    value: float
    """What it was in this start."""
    least: float
    """The least that starts, rounded up to what one would write; above 1 no fraction does."""
    starts: bool
    """Whether `value` was enough."""
    blocks: int
    """KV blocks that there was room for, and that are needed for one longest request."""
    needed: int
    block_gib: float


@dataclass(frozen=True, slots=True)
class ServiceError(Event):
    name = "service.error"
    node: str
    code: str
    first: bool
    line: str
    log: Mapping[str, Any] = field(default_factory=dict)
    """{"file": path in the run folder, "offset": bytes}."""
    cause: str = ""
    remedy: str = ""
    fatal: bool | None = None
    """The service cannot come up after it, as after a worker's traceback."""
    when: str | None = None
    """ISO time by the node's own clock, where the line carries one."""


@dataclass(frozen=True, slots=True)
class ServiceAttached(Event):
    name = "service.attached"
    nodes: tuple[str, ...]
    holder: str
    """The run that started it (`run` is the envelope's)."""
    since: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAnswered(Event):
    """One real streamed completion came back with text under the right model name."""

    name = "service.answered"
    node: str
    url: str
    model: str
    elapsed_s: float
    ttft_ms: float
    first_token_s: float | None = None
    """From the start of the launch to the first token."""
    tls: str | None = None
    """Of https: what was verified, and what not."""


@dataclass(frozen=True, slots=True)
class ServiceReady(Event):
    name = "service.ready"
    nodes: tuple[str, ...]
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class ServiceDied(Event):
    name = "service.died"
    node: str
    status: int | None
    reason: str
    at_s: float | None = None
    """When, in seconds since 1970 by the node's own clock; the first of several decides what is said."""


@dataclass(frozen=True, slots=True)
class ServiceFailed(Event):
    """The launch ended without a service; `standing` says of each node how it stands."""

    name = "service.failed"
    reason: str
    remedy: str = ""
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceStopped(Event):
    name = "service.stopped"
    node: str
    how: str
    """"TERM", "KILL", "stopService", "was not running", "ended with the master" or "stopped by user@jumphost"."""


@dataclass(frozen=True, slots=True)
class NpuSample(Event):
    name = "npu.sample"
    node: str
    hbm_used_gib: float | None
    aicore_percent: int | None


# -- bench


@dataclass(frozen=True, slots=True)
class BenchStarted(Event):
    name = "bench.started"
    point: str
    key: Mapping[str, Any]
    node: str


@dataclass(frozen=True, slots=True)
class BenchPhase(Event):
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
    """Where a point stands. Latencies are None while nothing has finished; `age_s` is the age of the newest request."""

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
    """What is new or corrected of the load's seconds: Measure.windows."""
    service: Mapping[str, float] | None = None
    """What the service says of itself: running, waiting, generated_tok_s, cache_percent, received, success, failed."""


@dataclass(frozen=True, slots=True)
class BenchFinished(Event):
    name = "bench.finished"
    point: str
    result: str
    """Path of result.json in the run folder."""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """The point as it stands in report.json."""


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
    name = "bench.failed"
    point: str
    reason: str
    remedy: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BenchStopped(Event):
    name = "bench.stopped"
    point: str
    reason: str
    summary: Mapping[str, Any] = field(default_factory=dict)
    """What AISBench's tables say of the requests that had finished: no point, and worth a look."""


@dataclass(frozen=True, slots=True)
class BenchSkipped(Event):
    """A point of a sweep that is left out, because the operator said so."""

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
    name = "sweep.progress"
    done: int
    most: int
    eta_s: float | None = None
    """For the points that are left; None while nothing is known."""


@dataclass(frozen=True, slots=True)
class SweepKnee(Event):
    """Where more load begins to cost more latency than it brings throughput (model/sweep.py, `knee`)."""

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
    name = "sweep.ended"
    kind: Literal["sweep", "search"]
    reason: str
    """"all points", "stopped", or why it could not go on."""
    finished: int
    failed: int
    left: int
    """Points that were not measured: skipped, stopped, not come to."""
    how: Literal["through", "stopped", "broken"] = "through"


# -- report


@dataclass(frozen=True, slots=True)
class MetricCompared(Event):
    name = "metric.compared"
    point: str
    metric: str
    value: float
    baseline: float | None
    change_percent: float | None
    within_percent: float | None
    verdict: Literal["better", "within", "worse", "new"]
    change_points: float | None = None
    """Of a score: percentage points, instead of per cent."""
    within_points: float | None = None


@dataclass(frozen=True, slots=True)
class ReportWritten(Event):
    name = "report.written"
    report: str
    markdown: str
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its envelope, as it stands in events.jsonl."""

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
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event by its name in JSON."""


def from_json(line: Mapping[str, Any]) -> Recorded | None:
    """The event of one line of events.jsonl; None for one that this version does not know.

    node.found comes back with what the line holds: counts and versions, no NPU by itself. Keys that are not known are
    left out, so that a newer run can be looked at.
    """
    kind = KINDS.get(str(line.get("event")))
    if kind is None:
        return None
    if kind is NodeFound:
        event: Event = NodeFound(
            str(line.get("node")),
            Facts(
                node=str(line.get("node")),
                **{
                    key: line[key]
                    for key in ("ip", "driver", "layout", "mindie", "image_id", "config_sha256", "container_state")
                    if key in line
                },
            ),
        )
    else:
        optional = [f.name for f in fields(kind) if "None" in str(f.type)]  # a line leaves out what is None
        known = {name: None for name in optional} | {f.name: line[f.name] for f in fields(kind) if f.name in line}
        try:
            event = kind(**{key: tuple(item) if isinstance(item, list) else item for key, item in known.items()})
        except TypeError:
            return None
    return Recorded(
        int(line.get("seq", 0)), str(line.get("at", "")), str(line.get("run", "")), line.get("step", "nodes"), event
    )
