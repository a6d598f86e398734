"""Findings, checks, and the launch: files, phases, errors, the service and its troubles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mindie_tui.model.events import launch as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.runs.folds.table import Fold, on
from mindie_tui.model.runs.state import RunState, ServiceState

MOST_ERRORS = 50
"""Of a node, the newest: a service that fails may print thousands."""


def _finding(s: RunState, event: ev.FindingSeen, at: str) -> RunState:
    return replace(s, findings=(*s.findings, event))


def _check_asked(s: RunState, event: ev.CheckAsked, at: str) -> RunState:
    return replace(s, asked=s.asked | {(event.check, event.node)})


def _check_done(s: RunState, event: ev.CheckDone, at: str) -> RunState:
    key = (event.check, event.node)
    return replace(s, checks={**s.checks, key: event}, asked=s.asked - {key})


def _check_waived(s: RunState, event: ev.CheckWaived, at: str) -> RunState:
    return replace(s, waived={**s.waived, event.check: event.reason})


def _locked(s: RunState, event: ev.LockTaken, at: str) -> RunState:
    return replace(s, service="writing", service_since=at, service_ended="", failed=None)


def _file(s: RunState, event: ev.FileWritten | ev.FileKept | ev.FileRestored, at: str) -> RunState:
    return s.with_node(event.node, files=(*s.node(event.node).files, event))


def _started(s: RunState, event: ev.ServiceStarted, at: str) -> RunState:
    since = s.service_since or at
    s = replace(s, service="starting", service_since=since, answered=None, ready=None, first_error=None)
    return replace(s, failed=None, culprit=None, collecting=(), memory=None).with_node(
        event.node,
        pid=event.pid,
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


def _phase(s: RunState, event: ev.ServicePhase, at: str) -> RunState:
    phases = s.node(event.node).phases
    first = phases if event.phase in phases else {**phases, event.phase: event.elapsed_s}
    return s.with_node(event.node, phase=event.phase, percent=event.percent, count=event.count, phases=first)


def _error(s: RunState, event: ev.ServiceError, at: str) -> RunState:
    known = s.node(event.node)
    errors = (*known.errors, event)[-MOST_ERRORS:]
    s = s.with_node(event.node, errors=errors, error_count=known.error_count + 1)
    return replace(s, first_error=event) if event.first else s  # a later one was earlier by its clock


def _expected(s: RunState, event: ev.ServiceExpected, at: str) -> RunState:
    return replace(s, expected=event)


def _memory(s: RunState, event: ev.ServiceMemory, at: str) -> RunState:
    return replace(s, memory=event)


def _collecting(s: RunState, event: ev.LogsCollecting, at: str) -> RunState:
    return replace(s, collecting=event.nodes)


def _collected(s: RunState, event: ev.LogsCollected, at: str) -> RunState:
    return replace(s, collecting=tuple(name for name in s.collecting if name != event.node))


def _culprit(s: RunState, event: ev.ServiceCulprit, at: str) -> RunState:
    return replace(s, culprit=event)


def _failed(s: RunState, event: ev.ServiceFailed, at: str) -> RunState:
    return replace(s, collecting=(), failed=event, service="failed", service_ended=s.service_ended or at)


def _died(s: RunState, event: ev.ServiceDied, at: str) -> RunState:
    ended: ServiceState = "stopped" if s.service == "stopped" else "died" if s.ready else "failed"
    s = s.with_node(event.node, died=event, troubles={})
    return replace(s, service=ended, service_ended=s.service_ended or at)


def _stopped(s: RunState, event: ev.ServiceStopped, at: str) -> RunState:
    s = s.with_node(event.node, stopped=event.how, phase="", pid=None, troubles={})
    return replace(s, service="stopped", ready=None, answered=None, service_ended=s.service_ended or at)


def _attached(s: RunState, event: ev.ServiceAttached, at: str) -> RunState:
    return replace(s, attached=event, service="attached")


def _answered(s: RunState, event: ev.ServiceAnswered, at: str) -> RunState:
    return replace(s, answered=event)


def _ready(s: RunState, event: ev.ServiceReady, at: str) -> RunState:
    return replace(s, ready=event, service="ready")


def _trouble(s: RunState, event: ev.ServiceTrouble, at: str) -> RunState:
    others = {what: one for what, one in s.node(event.node).troubles.items() if what != event.what}
    return s.with_node(event.node, troubles=others if event.over else {**others, event.what: event})


def _sample(s: RunState, event: ev.NpuSample, at: str) -> RunState:
    return s.with_node(event.node, sample=event)


FOLDS: Mapping[type[Event], Fold] = dict(
    (
        on(ev.FindingSeen, _finding),
        on(ev.CheckAsked, _check_asked),
        on(ev.CheckDone, _check_done),
        on(ev.CheckWaived, _check_waived),
        on(ev.LockTaken, _locked),
        on(ev.FileWritten, _file),
        on(ev.FileKept, _file),
        on(ev.FileRestored, _file),
        on(ev.ServiceStarted, _started),
        on(ev.ServicePhase, _phase),
        on(ev.ServiceError, _error),
        on(ev.ServiceExpected, _expected),
        on(ev.ServiceMemory, _memory),
        on(ev.LogsCollecting, _collecting),
        on(ev.LogsCollected, _collected),
        on(ev.ServiceCulprit, _culprit),
        on(ev.ServiceFailed, _failed),
        on(ev.ServiceDied, _died),
        on(ev.ServiceStopped, _stopped),
        on(ev.ServiceAttached, _attached),
        on(ev.ServiceAnswered, _answered),
        on(ev.ServiceReady, _ready),
        on(ev.ServiceTrouble, _trouble),
        on(ev.NpuSample, _sample),
    )
)
