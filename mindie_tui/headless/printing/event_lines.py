"""An event as a line: a sentence for people, or a JSON object for scripts. Nothing else goes to standard output."""

from __future__ import annotations

import contextlib
import errno
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

from mindie_tui.headless.printing import sweep_lines
from mindie_tui.headless.printing.output import rewrite, without_secrets
from mindie_tui.model.bench import sweep
from mindie_tui.model.bench.accuracy import score_text
from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.process_watch import stopped_words
from mindie_tui.model.launch.vitals import SAYS
from mindie_tui.model.report.gaps import sentence as gap_sentence
from mindie_tui.model.report.report import signed_percent
from mindie_tui.model.runs.accuracy_state import PREFIX
from mindie_tui.model.text import one_line, size
from mindie_tui.store.disk import store_error
from mindie_tui.store.runs.run import json_line
from mindie_tui.store.streams import let_go

QUIET_S = 4.0
"""In a pipe, what comes every second is printed once in so many seconds."""
SAMPLED_S = 10.0
"""So it is with the memory of the NPUs, which says nothing of what is waited for."""
OFTEN = (ev.BenchProgress, ev.NpuSample, ev.UploadProgress, ev.ImageLoading)
SIGNS = {"pass": "ok", "warn": "!", "fail": "FAILED", "unknown": "unknown"}


def write_json(value: Mapping[str, Any], out: TextIO) -> None:
    """One object as a line, byte for byte as events.jsonl has it: UTF-8, whatever the locale says."""
    line = json_line(without_secrets(value))
    binary = getattr(out, "buffer", None)
    if binary is None:
        out.write(line.decode())
    else:
        out.flush()
        binary.write(line)
        binary.flush()
    out.flush()


def number(value: float | None, digits: int = 1) -> str:
    """A figure, or - where it was not measured."""
    return "-" if value is None else f"{value:.{digits}f}"


def sentence(event: ev.Event) -> str | None:
    """What happened, for a person; None where a line would say nothing."""
    match event:
        case ev.RunStarted():
            return f"run of {event.profile} on {', '.join(str(n['name']) for n in event.nodes) or 'no node'}"
        case ev.NodeAsked() | ev.CheckAsked():
            return None
        case ev.NodeFound(facts=f):
            why = f" (npu-smi: {f.npus_why})" if f.npus_why else ""
            parts = [f"{len(f.npus)} NPUs" if f.npus is not None else f"NPUs unknown{why}"]
            parts += [f"{f.hbm_free_gib} GiB free"] if f.hbm_free_gib is not None else []
            parts += [f"driver {f.driver}"] if f.driver else []
            parts += [f"MindIE {f.mindie}"] if f.mindie else []
            parts += [f"container {f.container_state}"] if f.container_state else []
            return "found  " + ", ".join(parts)
        case ev.NodeRefused(reason=reason, do=do):
            return f"refused  {reason}" + (f"; {do}" if do else "")
        case ev.HostKeyAdded(fingerprint=fingerprint, known_hosts=file):
            return f"host key {fingerprint} added to {file}"
        case ev.NodeLost(reason=reason):
            return f"lost  {reason}"
        case ev.NodeBack(lost_s=lost):
            return f"back after {lost:.0f} s"
        case ev.LogTurned(file=file, how=how, lost=lost):
            return f"{file} was {how} there" + ("; lines before it were not seen" if lost else "")
        case ev.UploadProgress():
            left = f", about {event.eta_s:.0f} s left" if event.eta_s is not None else ""
            files = f", {event.files} of {event.total_files} files" if event.total_files > 1 else ""
            return f"sending {event.what}  {_share(event.done_bytes, event.total_bytes)}{files}{left}  {event.path}"
        case ev.UploadFinished():
            if event.sent_bytes:
                return f"sent {event.what}  {size(event.sent_bytes)} in {event.elapsed_s:.0f} s, verified  {event.path}"
            return f"{event.what} is there already, verified  {event.path}"
        case ev.ImageLoading():
            if event.image_id is not None:
                return f"image {event.image} loaded after {event.elapsed_s:.0f} s  {event.image_id}"
            seen = f"  {_share(event.done_bytes, event.total_bytes)}" if event.done_bytes is not None else ""
            return f"loading image{seen}, {event.elapsed_s:.0f} s  {event.tar}"
        case ev.ContainerCreated():
            what = f"{event.devices} devices, shm {event.shm_size}"
            return f"container {event.container} created and started from {event.image}, {what}"
        case ev.ContainerRefused():
            return f"container {event.container} not created  {event.reason}" + (f"; {event.do}" if event.do else "")
        case ev.FindingSeen():
            fixes = " or ".join(str(fix["label"]) for fix in event.fixes)
            return f"{event.severity} ({event.stage})  {event.text}" + (f"; fix: {fixes}" if fixes else "")
        case ev.CheckDone():
            remedy = f"; {event.remedy}" if event.remedy and event.verdict != "pass" else ""
            return f"{event.check} {SIGNS[event.verdict]}  {event.found}{remedy}"
        case ev.CheckWaived(check=check, reason=reason):
            return f"{check} waived  {reason}"
        case ev.CheckRemedied(status=status, said=said):
            how = "remedied" if status == 0 else f"NOT remedied (status {status}: {said or 'no message'})"
            return f"{event.check} {how}  {event.command}"
        case ev.LockTaken():
            return "locked for this run"
        case ev.LockRefused():
            stale = ", but nobody has touched it for minutes" if event.stale else ""
            return f"locked by {event.who} since {event.since} (run {event.holder}){stale}"
        case ev.FileWritten(path=path, sha256=sha):
            return f"written  {path}  {sha[:12]}"
        case ev.FileKept(path=path, sha256=sha):
            return f"kept, it is the same  {path}  {sha[:12]}"
        case ev.FileRestored(path=path, sha256=sha):
            return f"restored  {path}  {sha[:12]}"
        case ev.ServiceStarted(pid=pid):
            return f"started, pid {pid}"
        case ev.ServicePhase():
            share = f" {event.percent} %" if event.percent is not None else ""
            took = f"  {event.phase_s:.0f} s" if event.phase_s and event.phase_s >= 1 else ""
            if event.usual_s is not None and (took or event.usual_s >= 10):
                took += f"{',' if took else ' '} usually {event.usual_s:.0f} s"
            return f"{event.phase}{share}" + (f" ({event.count})" if event.count else "") + took
        case ev.ServiceExpected():
            whole = f"ready in about {event.ready_s:.0f} s; " if event.ready_s is not None else ""
            phases = ", ".join(f"{phase} {seconds:.0f} s" for phase, seconds in event.phases.items() if seconds >= 1)
            return f"usually ({event.source})  {whole}{phases}"
        case ev.ServiceMemory():
            return _memory(event)
        case ev.ServiceError():
            first = "FIRST ERROR  " if event.first else "error  "
            cause = f"; cause: {event.cause}" if event.cause else ""
            return f"{first}{event.line}{cause}" + (f"; {event.remedy}" if event.remedy else "")
        case ev.ServiceAttached():
            return f"a service of ours runs here already (run {event.holder}); nothing was changed"
        case ev.ServiceAnswered():
            since = f", {event.first_token_s:.0f} s after the start" if event.first_token_s is not None else ""
            tls = f"; {event.tls}" if event.tls else ""
            return f"answered as {event.model} at {event.url}, first token after {event.ttft_ms:.0f} ms{since}{tls}"
        case ev.ServiceReady():
            return "it is ready" if event.attached else f"ready after {event.elapsed_s:.0f} s"
        case ev.ServiceFailed():
            return f"launch failed  {event.reason}" + (f"; {event.remedy}" if event.remedy else "")
        case ev.ServiceDied():
            return f"died  {event.reason}"
        case ev.ServiceStopped(how=how):
            return stopped_words(how)
        case ev.ServiceTrouble(what=what, said=said):
            bad, over = SAYS.get(what, (what, f"{what} is over"))
            if event.over:
                return f"{over} after {number(event.lasted_s, 0)} s" + (f"  {said}" if said else "")
            return f"TROUBLE  {bad}: {said}" + (f"; {event.remedy}" if event.remedy else "")
        case ev.NpuSample():
            return f"HBM {number(event.hbm_used_gib)} GiB, AICore {number(event.aicore_percent, 0)} %"
        case ev.BenchStarted():
            return f"{event.point}  " + ", ".join(f"{k} {v}" for k, v in event.key.items())
        case ev.BenchPhase(subject=subject) if subject is not None:
            of = f"/{event.total}" if event.total else ""
            return f"{event.point} evaluated {event.done}{of}  {subject} {number(event.score, 2)}"
        case ev.BenchPhase():
            return f"{event.point} {event.phase}"
        case ev.BenchProgress():
            return _progress(event)
        case ev.AccuracyFinished():
            notes = "".join(f"; {note}" for note in event.summary.get("notes", ()))
            return f"{event.point} {event.dataset} {event.metric} {score_text(event.summary)}{notes}"
        case ev.BenchFinished():
            short = sweep.short_of(event.summary)
            doubts = event.summary.get("notes", ()) if event.summary.get("doubts") else ()
            said = "".join(f"; {note}" for note in doubts)
            return f"{event.point} finished  " + _summary(event.summary) + (f", {short}" if short else "") + said
        case ev.BenchFailed():
            return f"{event.point} FAILED  {event.reason}" + (f"; {event.remedy}" if event.remedy else "")
        case ev.BenchStopped(point=point, reason=reason):
            return f"{point} stopped  {reason}"
        case _ if isinstance(event, sweep_lines.EVENTS):
            return sweep_lines.sentence(event)
        case ev.MetricCompared():
            return _compared(event)
        case ev.ComparisonGap():
            return f"not compared  {gap_sentence(event)}"
        case ev.ReportWritten():
            return f"report  {event.markdown}" + (f", against {event.baseline}" if event.baseline else ", no baseline")
        case ev.RunEnded():
            return f"ended with status {event.exit}: {event.reason}"
    return event.name


def _share(done: int, total: int) -> str:
    share = f" ({100 * done // total} %)" if total else ""
    return f"{size(done)} of {size(total)}{share}"


def _memory(m: ev.ServiceMemory) -> str:
    room = f"room for {m.blocks} KV blocks, {m.needed} are needed"
    if m.starts:
        lower = f"could be lowered to {m.least:g}" if m.least < m.value else "is the least that starts"
        return f"{m.setting} {m.value:g} {lower}: {room}"
    if m.setting == "NPU_MEMORY_FRACTION" and m.least > 1:
        return f"no NPU_MEMORY_FRACTION is enough: {room}; lower maxSeqLen, maxInputTokenLen or maxPrefillTokens"
    return f"{m.setting} {m.value:g} is too little: {room}; the least that starts is {m.least:g}"


def _progress(p: ev.BenchProgress) -> str:
    head = f"{p.finished} of {p.total} finished, {p.posted} posted, {p.failed} failed"
    if p.point.startswith(PREFIX):
        return head + (f", about {p.eta_s:.0f} s left" if p.eta_s is not None else "")
    if p.source == "counts":
        return f"{head}; no request has been written yet, only counts are known"
    rate = p.output_tok_s or {}
    figures = [f"{number(rate.get('window'))} token/s (all: {number(rate.get('total'))})"]
    for name, values in (("TTFT", p.ttft_ms), ("TPOT", p.tpot_ms), ("E2EL", p.e2el_ms)):
        if values:
            figures.append(f"{name} p50 {number(values.get('p50'))} ms")
    left = f", about {p.eta_s:.0f} s left" if p.eta_s is not None else ""
    if p.stalls and p.age_s is not None:
        left = f"; no request has finished for {p.age_s:.0f} s"
    return f"{head}; {', '.join(figures)}{left}"


def _summary(point: Mapping[str, Any]) -> str:
    """The figures of one point of report.json."""
    throughput, latency = point.get("throughput", {}), point.get("latency", {})
    parts = [f"output {number(throughput.get('output_tok_s'))} token/s, {number(throughput.get('request_s'), 2)} req/s"]
    for name, key in (("TTFT", "ttft_ms"), ("TPOT", "tpot_ms"), ("E2EL", "e2el_ms")):
        if values := latency.get(key):
            parts.append(f"{name} p50 {number(values.get('p50'))} p99 {number(values.get('p99'))} ms")
    requests = point.get("requests", {})
    parts.append(f"{requests.get('success', '-')} of {requests.get('total', '-')} succeeded")
    return ", ".join(parts)


def _compared(m: ev.MetricCompared) -> str:
    if m.baseline is None:
        return f"{m.point} {m.metric} {m.value:g}  new"
    if m.change_points is not None:
        moved = f"{m.change_points:+.2f} points, {m.verdict}, within {m.within_points:g} points"
        return f"{m.point} {m.metric} {m.value:.2f} % against {m.baseline:.2f} % ({moved})"
    change = f" ({signed_percent(m.change_percent)})" if m.change_percent is not None else ""
    within = f", within {m.within_percent:g} %" if m.within_percent is not None else ""
    return f"{m.point} {m.metric} {m.value:g} against {m.baseline:g}{change}  {m.verdict}{within}"


class Printer:
    """Prints events as they come. JSON: every event, one object a line. Text: a sentence with time, step and node.

    What comes every second rewrites one line on a terminal, and is printed every ten seconds in a pipe.
    """

    def __init__(self, *, as_json: bool, out: TextIO | None = None) -> None:
        self.as_json = as_json
        self.out = out or sys.stdout
        self._rewrites = self.out.isatty()
        self._open_line = False
        self.quiet = False
        """Nothing more is said."""
        self.hung_up = False
        """The output was a terminal, and that is gone."""
        self._refused: Exception | None = None
        self._printed_at: dict[str, float] = {}
        self.spoke_at = self.news_at = time.monotonic()
        """When the last line was printed, and the last that was no wait: what headless/printing/waiting.py looks at."""

    def show(self, recorded: ev.Recorded, now: float) -> None:
        """One event; `now` is a monotonic time in seconds. BrokenPipeError, StoreError where the output is refused."""
        if self.quiet:
            return
        if self._refused is not None:
            raise self._refused
        try:
            if self.as_json:
                write_json(recorded.as_json(), self.out)
                self._spoke(recorded.event)
            else:
                self._say(recorded, now)
        except OSError as error:
            raise self._cannot(error) from None

    def wait(self, line: str) -> None:
        """What is waited for: on standard error beside JSON, rewritten on a terminal. Never raises."""
        self.spoke_at = time.monotonic()
        if self.quiet or self._refused is not None:
            return
        line = one_line(line)
        try:
            if self.as_json:
                print(line, file=sys.stderr, flush=True)
            elif self._rewrites:
                rewrite(self.out, line)
                self._open_line = True
            else:
                print(line, file=self.out, flush=True)
        except OSError as error:
            if not self.as_json:
                self._cannot(error)  # the next event raises it

    def _cannot(self, error: OSError) -> Exception:
        self.hung_up = self._rewrites and error.errno in (errno.EIO, errno.ENXIO)
        gone = isinstance(error, BrokenPipeError)
        self._refused = error if gone else store_error(error, "standard output")
        if self.hung_up:
            self._refused = BrokenPipeError(errno.EPIPE, "the terminal is gone")
        self._open_line = False
        let_go(self.out)
        return self._refused

    def _spoke(self, event: ev.Event) -> None:
        if not isinstance(event, ev.NpuSample):
            self.spoke_at = self.news_at = time.monotonic()

    def _say(self, recorded: ev.Recorded, now: float) -> None:
        said = sentence(recorded.event)
        if said is None:
            return
        body = recorded.event
        node = f"{named} " if (named := getattr(body, "node", None)) else ""
        line = one_line(f"{recorded.at[11:19]} {recorded.step} {node}") + " " + one_line(said)
        often = isinstance(body, OFTEN) and getattr(body, "image_id", None) is None  # the last of a load is said
        if often and not self._rewrites:
            key, pause = f"{body.name} {node}", SAMPLED_S if isinstance(body, ev.NpuSample) else QUIET_S
            if now - self._printed_at.get(key, -pause) < pause:
                return
            self._printed_at[key] = now
        self._spoke(body)
        if often and self._rewrites:
            rewrite(self.out, line)
            self._open_line = True
            return
        print(("\n" if self._open_line else "") + line, file=self.out, flush=True)
        self._open_line = False

    def close(self) -> None:
        """Ends a line that is still being rewritten."""
        if self._open_line:
            self._open_line = False
            with contextlib.suppress(OSError):
                print(file=self.out, flush=True)
