"""Events of parameters, preflight and launch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.events.base import Event, Verdict

# -- parameters


@dataclass(frozen=True, slots=True)
class FindingSeen(Event):
    """A finding, with the keys of the public form."""

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
    """A check of the preflight was sent to a node."""

    name = "check.asked"
    node: str
    check: str


@dataclass(frozen=True, slots=True)
class CheckDone(Event):
    """A check of the preflight was judged on one node."""

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
    because: str | None = None
    """The node whose missing answer makes it unknown here, where that is another one."""


@dataclass(frozen=True, slots=True)
class CheckRemedied(Event):
    """The command that was shown was run; the check runs again after it."""

    name = "check.remedied"
    node: str
    check: str
    command: str
    status: int
    said: str = ""
    """Its last message, where it failed."""


@dataclass(frozen=True, slots=True)
class CheckWaived(Event):
    """The operator gave a reason why a check may stay as it is."""

    name = "check.waived"
    check: str
    reason: str
    node: str | None = None


# -- launch


@dataclass(frozen=True, slots=True)
class LockTaken(Event):
    """The lock of a node belongs to this run."""

    name = "lock.taken"
    node: str


@dataclass(frozen=True, slots=True)
class LockRefused(Event):
    """Another run holds the lock of a node."""

    name = "lock.refused"
    node: str
    who: str
    since: str
    holder: str
    """The run that holds it."""
    stale: bool | None = None
    """Nobody has touched it for minutes: it may be taken over after a confirmation."""


@dataclass(frozen=True, slots=True)
class FileWritten(Event):
    """A file of this run was written to a node."""

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
    """What a file held before this run was written back."""

    name = "file.restored"
    node: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ServiceStarted(Event):
    """The daemon of one node was started."""

    name = "service.started"
    node: str
    pid: int
    start_time: int
    """Clock ticks after boot, field 22 of /proc/PID/stat."""


@dataclass(frozen=True, slots=True)
class ServicePhase(Event):
    """The log of a node shows a phase of the start, or how far it is."""

    name = "service.phase"
    node: str
    phase: str
    elapsed_s: float
    percent: int | None = None
    count: str | None = None
    """What was counted, as "43/61"."""
    phase_s: float | None = None
    """Seconds in this phase so far: reported again where it takes much longer than usual."""
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
    """What the log lines of the warm-up show about the KV cache: the least setting that starts, computed."""

    name = "service.memory"
    node: str
    setting: str
    """NPU_MEMORY_FRACTION; npuMemSize where that is set, since the fraction is ignored then. Of vLLM-Ascend
    --gpu-memory-utilization."""
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
    requests: float | None = None
    """How many requests of the longest length fit at once, on each data parallel rank."""
    better: str | None = None
    """A setting that uses the memory better, by what the start saw: --kv-cache-memory-bytes."""
    better_value: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceError(Event):
    """A line of a node's log that is a known error, or looks like one."""

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
    """The service of an earlier run continues with exactly the files of this one: nothing was started."""

    name = "service.attached"
    nodes: tuple[str, ...]
    holder: str
    """The run that started it (`run` is the envelope's)."""
    since: str = ""
    operator: str = ""
    """user@jumphost of who started it; "" where that is not known."""


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
    """From the start of the launch to the first token; None where the service was attached to."""
    tls: str | None = None
    """Of https: what was verified, and what not."""


@dataclass(frozen=True, slots=True)
class ServiceReady(Event):
    """Every node is healthy and a completion was answered."""

    name = "service.ready"
    nodes: tuple[str, ...]
    elapsed_s: float
    """Since the start; where a service that ran was attached to, since then."""
    attached: bool = False


@dataclass(frozen=True, slots=True)
class ServiceDied(Event):
    """The daemon of one node ended by itself."""

    name = "service.died"
    node: str
    status: int | None
    reason: str
    at_s: float | None = None
    """When, in seconds since 1970 by the node's own clock; the first of several decides which one is shown."""


@dataclass(frozen=True, slots=True)
class ServiceFailed(Event):
    """The launch ended without a service; `standing` describes the state of each node."""

    name = "service.failed"
    reason: str
    remedy: str = ""
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceStopped(Event):
    """The service of one node was stopped, or had ended when it was to be stopped."""

    name = "service.stopped"
    node: str
    how: str
    """"TERM", "KILL", "stopService", "was not running", "ended with the master" or "stopped by user@jumphost".

    After some of them more words follow, as "TERM, 16 workers that its dead daemon had left".
    """


@dataclass(frozen=True, slots=True)
class ServiceTrouble(Event):
    """A running service has a problem, or the problem is over (`over`). Each change is reported once."""

    name = "service.trouble"
    node: str
    what: str
    """health, completion, engine, npu, disk or log."""
    said: str
    remedy: str = ""
    over: bool | None = None
    lasted_s: float | None = None
    """Where it is over: seconds since it was first seen."""


@dataclass(frozen=True, slots=True)
class LogsCollecting(Event):
    """A start has failed; the logs of these nodes are read for its cause: plog, MindIE's own log, the kernel's."""

    name = "logs.collecting"
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogsCollected(Event):
    """The logs of one node are in the run folder, or they could not be read."""

    name = "logs.collected"
    node: str
    files: tuple[str, ...] = ()
    """Their paths in the run folder."""
    bytes: int = 0
    said: str = ""
    """Why nothing, or not all, was read; "" where all was."""


@dataclass(frozen=True, slots=True)
class ServiceCulprit(Event):
    """After a failed start, out of the logs of all nodes: what happened first, where, and what followed from it."""

    name = "service.culprit"
    node: str
    """The node to look at: where it happened, or where the waiting ranks point to."""
    code: str
    """Of the table of faults; "unrecognised" for an error that it does not hold."""
    line: str
    around: tuple[str, ...] = ()
    """The line with its neighbours, in order."""
    title: str = ""
    cause: str = ""
    remedy: str = ""
    reported_by: str = ""
    """The node whose log holds the line."""
    log: Mapping[str, Any] = field(default_factory=dict)
    """{"file": path in the run folder, "offset": bytes}."""
    when: str | None = None
    """ISO time by the clock of the node whose log it is."""
    ranks: tuple[Mapping[str, Any], ...] = ()
    """{"rank", "node", "npu", "device_ip"} of each rank that the line names."""
    follows: tuple[Mapping[str, Any], ...] = ()
    """{"node", "code", "line", "when"} of the first errors that it explains."""
    follows_count: int = 0
    others: tuple[Mapping[str, Any], ...] = ()
    """The same of errors that it does not explain."""


@dataclass(frozen=True, slots=True)
class NpuSample(Event):
    """Memory and load of a node's NPUs, seen now and then."""

    name = "npu.sample"
    node: str
    hbm_used_gib: float | None
    aicore_percent: int | None
