"""Sentences of findings, checks, and the launch: files, phases, errors, the service and its troubles."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.headless.printing.sentences.table import Sentence, number, on, silent
from mindie_tui.model.engines import ENGINES
from mindie_tui.model.events import launch as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.launch.process_watch import stopped_words
from mindie_tui.model.launch.vitals import SAYS
from mindie_tui.model.message import Message, either, joined, phrase
from mindie_tui.model.text import few, size

SIGNS = {"pass": "ok", "warn": "!", "fail": Message("FAILED"), "unknown": Message("unknown")}


def _finding(event: ev.FindingSeen) -> str:
    head = f"{event.severity} ({event.stage})"
    fixes = either([str(fix["label"]) for fix in event.fixes])
    fix = Message("fix: {fixes}", fixes=fixes) if fixes else ""
    return Message("{head}  {text}", head=head, text=joined(event.text, fix))


def _check_done(event: ev.CheckDone) -> str:
    said = joined(phrase(event.found), phrase(event.remedy) if event.verdict != "pass" else "")
    return Message("{check} {sign}  {said}", check=event.check, sign=SIGNS[event.verdict], said=said)


def _check_waived(event: ev.CheckWaived) -> str:
    return Message("{check} waived  {reason}", check=event.check, reason=event.reason)


def _check_remedied(event: ev.CheckRemedied) -> str:
    if event.status == 0:
        return Message("{check} remedied  {command}", check=event.check, command=event.command)
    says = "{check} NOT remedied (status {status}: {said})  {command}"
    said = event.said or Message("no message")
    return Message(says, check=event.check, status=event.status, said=said, command=event.command)


def _locked(_: ev.LockTaken) -> str:
    return "locked for this run"


def _lock_refused(event: ev.LockRefused) -> str:
    says = "locked by {who} since {since} (run {holder})"
    locked = Message(says, who=event.who, since=event.since, holder=event.holder)
    stale = Message("but it has not been updated for minutes") if event.stale else ""
    return joined(locked, stale, between=", ")


def _written(event: ev.FileWritten) -> str:
    return Message("written  {path}  {sha}", path=event.path, sha=event.sha256[:12])


def _kept(event: ev.FileKept) -> str:
    return Message("kept, it is the same  {path}  {sha}", path=event.path, sha=event.sha256[:12])


def _restored(event: ev.FileRestored) -> str:
    return Message("restored  {path}  {sha}", path=event.path, sha=event.sha256[:12])


def _started(event: ev.ServiceStarted) -> str:
    return Message("started, pid {pid}", pid=event.pid)


def _phase(event: ev.ServicePhase) -> str:
    share = f" {event.percent} %" if event.percent is not None else ""
    head = f"{event.phase}{share}" + (f" ({event.count})" if event.count else "")
    took = f"{event.phase_s:.0f} s" if event.phase_s and event.phase_s >= 1 else ""
    usual: str = ""
    if event.usual_s is not None and (took or event.usual_s >= 10):
        usual = Message("usually {usual_s:.0f} s", usual_s=event.usual_s)
    times = joined(took, usual, between=", ")
    return Message("{head}  {text}", head=head, text=times) if times else head


def _expected(event: ev.ServiceExpected) -> str:
    whole = Message("ready in about {ready_s:.0f} s", ready_s=event.ready_s) if event.ready_s is not None else ""
    phases = ", ".join(f"{phase} {seconds:.0f} s" for phase, seconds in event.phases.items() if seconds >= 1)
    return Message("usually ({source})  {text}", source=event.source, text=joined(whole, phases))


def _memory(event: ev.ServiceMemory) -> str:
    """What the start's lines show about memory, and what they allow."""
    said = _least(event)
    if event.requests is not None:
        says = "{requests} requests of the longest length fit at once on each rank"
        said = joined(said, Message(says, requests=f"{event.requests:g}"))
    if event.better is not None:
        offer = Message("{name} {value} is what the fraction leaves beside the graphs", name=event.better,
                        value=event.better_value)  # fmt: skip
        said = joined(said, offer)
    return said


def _least(event: ev.ServiceMemory) -> str:
    room = Message("room for {blocks} KV blocks, {needed} are needed", blocks=event.blocks, needed=event.needed)
    name, value, least = event.setting, f"{event.value:g}", f"{event.least:g}"
    if event.starts and event.least < event.value:
        says = "{name} {value} could be lowered to {least}: {room}"
        return Message(says, name=name, value=value, least=least, room=room)
    if event.starts:
        return Message("{name} {value} is the least that starts: {room}", name=name, value=value, room=room)
    known = next((e.parameters.settings[name] for e in ENGINES if name in e.parameters.settings), None)
    if known is not None and known.most is not None and event.least > known.most:
        lower = Message("lower {lengths}", lengths=known.lengths)
        return joined(Message("no {name} is enough: {room}", name=name, room=room), lower)
    little = Message("{name} {value} is too little: {room}", name=name, value=value, room=room)
    return joined(little, Message("the least that starts is {least}", least=least))


def _error(event: ev.ServiceError) -> str:
    cause = Message("cause: {cause}", cause=phrase(event.cause)) if event.cause else ""
    said = joined(event.line, cause, phrase(event.remedy or ""))
    return Message("FIRST ERROR  {said}", said=said) if event.first else Message("error  {said}", said=said)


def _collecting(event: ev.LogsCollecting) -> str:
    return Message("collecting logs of {nodes}", nodes=few(event.nodes))


def _collected(event: ev.LogsCollected) -> str:
    got = ""
    if event.files:
        got = Message("{n} logs collected, {size}", n=len(event.files), size=size(event.bytes))
    elif not event.said:
        got = Message("no further logs since the start")
    return joined(got, phrase(event.said))


def _culprit(event: ev.ServiceCulprit) -> str:
    cause = Message("cause: {cause}", cause=phrase(event.cause)) if event.cause else ""
    said = joined(phrase(event.title) if event.title else Message("unknown error"), event.line, cause,
                  phrase(event.remedy))  # fmt: skip
    follows = Message("{n} errors follow from it", n=event.follows_count) if event.follows_count > 1 else ""
    return joined(Message("CULPRIT  {said}", said=said), follows)


def _attached(event: ev.ServiceAttached) -> str:
    runs = Message("a service of ours runs here already (run {holder})", holder=event.holder)
    return joined(runs, Message("nothing was changed"))


def _answered(event: ev.ServiceAnswered) -> str:
    says = "answered as {model} at {url}, first token after {ttft_ms:.0f} ms"
    answered = Message(says, model=event.model, url=event.url, ttft_ms=event.ttft_ms)
    first_s = event.first_token_s
    since = Message("{first_s:.0f} s after the start", first_s=first_s) if first_s is not None else ""
    return joined(joined(answered, since, between=", "), phrase(event.tls or ""))


def _ready(event: ev.ServiceReady) -> str:
    if event.attached:
        return Message("it is ready")
    return Message("ready after {time}", time=f"{event.elapsed_s:.0f} s")


def _failed(event: ev.ServiceFailed) -> str:
    said = joined(phrase(event.reason), phrase(event.remedy or ""))
    return Message("launch failed  {said}", said=said)


def _died(event: ev.ServiceDied) -> str:
    return Message("died  {reason}", reason=phrase(event.reason))


def _stopped(event: ev.ServiceStopped) -> str:
    return stopped_words(event.how)


def _trouble(event: ev.ServiceTrouble) -> str:
    bad, over = SAYS.get(event.what, (event.what, Message("{what} is over", what=event.what)))
    if event.over:
        time = f"{number(event.lasted_s, 0)} s"
        ended = Message("{over} after {time}", over=phrase(over), time=time)
        return Message("{head}  {text}", head=ended, text=event.said) if event.said else ended
    said = joined(Message("{bad}: {said}", bad=phrase(bad), said=event.said), phrase(event.remedy or ""))
    return Message("TROUBLE  {said}", said=said)


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
        on(ev.LogsCollecting, _collecting),
        on(ev.LogsCollected, _collected),
        on(ev.ServiceCulprit, _culprit),
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
