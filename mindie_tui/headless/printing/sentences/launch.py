"""Sentences of findings, checks, and the launch: files, phases, errors, the service and its troubles."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.headless.printing.sentences.table import Sentence, number, on, silent
from mindie_tui.model.events import launch as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.launch.process_watch import stopped_words
from mindie_tui.model.launch.vitals import SAYS
from mindie_tui.model.mindie.kv_memory import FRACTION

SIGNS = {"pass": "ok", "warn": "!", "fail": "FAILED", "unknown": "unknown"}


def _finding(event: ev.FindingSeen) -> str:
    fixes = " or ".join(str(fix["label"]) for fix in event.fixes)
    return f"{event.severity} ({event.stage})  {event.text}" + (f"; fix: {fixes}" if fixes else "")


def _check_done(event: ev.CheckDone) -> str:
    remedy = f"; {event.remedy}" if event.remedy and event.verdict != "pass" else ""
    return f"{event.check} {SIGNS[event.verdict]}  {event.found}{remedy}"


def _check_waived(event: ev.CheckWaived) -> str:
    return f"{event.check} waived  {event.reason}"


def _check_remedied(event: ev.CheckRemedied) -> str:
    failed = f"NOT remedied (status {event.status}: {event.said or 'no message'})"
    return f"{event.check} {'remedied' if event.status == 0 else failed}  {event.command}"


def _locked(_: ev.LockTaken) -> str:
    return "locked for this run"


def _lock_refused(event: ev.LockRefused) -> str:
    stale = ", but nobody has touched it for minutes" if event.stale else ""
    return f"locked by {event.who} since {event.since} (run {event.holder}){stale}"


def _written(event: ev.FileWritten) -> str:
    return f"written  {event.path}  {event.sha256[:12]}"


def _kept(event: ev.FileKept) -> str:
    return f"kept, it is the same  {event.path}  {event.sha256[:12]}"


def _restored(event: ev.FileRestored) -> str:
    return f"restored  {event.path}  {event.sha256[:12]}"


def _started(event: ev.ServiceStarted) -> str:
    return f"started, pid {event.pid}"


def _phase(event: ev.ServicePhase) -> str:
    share = f" {event.percent} %" if event.percent is not None else ""
    took = f"  {event.phase_s:.0f} s" if event.phase_s and event.phase_s >= 1 else ""
    if event.usual_s is not None and (took or event.usual_s >= 10):
        took += f"{',' if took else ' '} usually {event.usual_s:.0f} s"
    return f"{event.phase}{share}" + (f" ({event.count})" if event.count else "") + took


def _expected(event: ev.ServiceExpected) -> str:
    whole = f"ready in about {event.ready_s:.0f} s; " if event.ready_s is not None else ""
    phases = ", ".join(f"{phase} {seconds:.0f} s" for phase, seconds in event.phases.items() if seconds >= 1)
    return f"usually ({event.source})  {whole}{phases}"


def _memory(event: ev.ServiceMemory) -> str:
    room = f"room for {event.blocks} KV blocks, {event.needed} are needed"
    if event.starts:
        lower = f"could be lowered to {event.least:g}" if event.least < event.value else "is the least that starts"
        return f"{event.setting} {event.value:g} {lower}: {room}"
    if event.setting == FRACTION and event.least > 1:
        return f"no {FRACTION} is enough: {room}; lower maxSeqLen, maxInputTokenLen or maxPrefillTokens"
    return f"{event.setting} {event.value:g} is too little: {room}; the least that starts is {event.least:g}"


def _error(event: ev.ServiceError) -> str:
    first = "FIRST ERROR  " if event.first else "error  "
    cause = f"; cause: {event.cause}" if event.cause else ""
    return f"{first}{event.line}{cause}" + (f"; {event.remedy}" if event.remedy else "")


def _attached(event: ev.ServiceAttached) -> str:
    return f"a service of ours runs here already (run {event.holder}); nothing was changed"


def _answered(event: ev.ServiceAnswered) -> str:
    since = f", {event.first_token_s:.0f} s after the start" if event.first_token_s is not None else ""
    tls = f"; {event.tls}" if event.tls else ""
    return f"answered as {event.model} at {event.url}, first token after {event.ttft_ms:.0f} ms{since}{tls}"


def _ready(event: ev.ServiceReady) -> str:
    return "it is ready" if event.attached else f"ready after {event.elapsed_s:.0f} s"


def _failed(event: ev.ServiceFailed) -> str:
    return f"launch failed  {event.reason}" + (f"; {event.remedy}" if event.remedy else "")


def _died(event: ev.ServiceDied) -> str:
    return f"died  {event.reason}"


def _stopped(event: ev.ServiceStopped) -> str:
    return stopped_words(event.how)


def _trouble(event: ev.ServiceTrouble) -> str:
    bad, over = SAYS.get(event.what, (event.what, f"{event.what} is over"))
    if event.over:
        return f"{over} after {number(event.lasted_s, 0)} s" + (f"  {event.said}" if event.said else "")
    return f"TROUBLE  {bad}: {event.said}" + (f"; {event.remedy}" if event.remedy else "")


def _sample(event: ev.NpuSample) -> str:
    return f"HBM {number(event.hbm_used_gib)} GiB, AICore {number(event.aicore_percent, 0)} %"


SENTENCES: Mapping[type[Event], Sentence] = dict(
    (
        on(ev.FindingSeen, _finding),
        on(ev.CheckAsked, silent),
        on(ev.CheckDone, _check_done),
        on(ev.CheckWaived, _check_waived),
        on(ev.CheckRemedied, _check_remedied),
        on(ev.LockTaken, _locked),
        on(ev.LockRefused, _lock_refused),
        on(ev.FileWritten, _written),
        on(ev.FileKept, _kept),
        on(ev.FileRestored, _restored),
        on(ev.ServiceStarted, _started),
        on(ev.ServicePhase, _phase),
        on(ev.ServiceExpected, _expected),
        on(ev.ServiceMemory, _memory),
        on(ev.ServiceError, _error),
        on(ev.ServiceAttached, _attached),
        on(ev.ServiceAnswered, _answered),
        on(ev.ServiceReady, _ready),
        on(ev.ServiceFailed, _failed),
        on(ev.ServiceDied, _died),
        on(ev.ServiceStopped, _stopped),
        on(ev.ServiceTrouble, _trouble),
        on(ev.NpuSample, _sample),
    )
)
