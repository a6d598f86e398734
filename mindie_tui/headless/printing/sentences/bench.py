"""Sentences of the points of a bench, accuracy runs, the comparison with a baseline, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.headless.printing.sentences.table import Sentence, number, on
from mindie_tui.model.bench import sweep
from mindie_tui.model.bench.accuracy import score_text
from mindie_tui.model.bench.figures import attainment
from mindie_tui.model.events import bench as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.message import Message, joined, phrase
from mindie_tui.model.report.gaps import sentence as gap_sentence
from mindie_tui.model.report.report import signed_percent
from mindie_tui.model.runs.accuracy_state import PREFIX


def _started(event: ev.BenchStarted) -> str:
    return f"{event.point}  " + ", ".join(f"{k} {v}" for k, v in event.key.items())


def _phase(event: ev.BenchPhase) -> str:
    if event.subject is None:
        return Message("{point} {phase}", point=event.point, phase=phrase(event.phase))
    of = f"/{event.total}" if event.total else ""
    return Message(
        "{point} evaluated {done}{of}  {subject} {score}",
        point=event.point,
        done=event.done,
        of=of,
        subject=event.subject,
        score=number(event.score, 2),
    )


def _progress(event: ev.BenchProgress) -> str:
    says = "{finished} of {total} finished, {posted} posted, {failed} failed"
    head = Message(says, finished=event.finished, total=event.total, posted=event.posted, failed=event.failed)
    left = Message("about {eta_s:.0f} s left", eta_s=event.eta_s) if event.eta_s is not None else ""
    if event.point.startswith(PREFIX):
        return joined(head, left, between=", ")
    if event.source == "counts":
        return joined(head, Message("no request has been written yet, only counts are known"))
    rate = event.output_tok_s or {}
    window, total = number(rate.get("window")), number(rate.get("total"))
    figures: list[str] = [Message("{window} token/s (all: {total})", window=window, total=total)]
    for name, values in (("TTFT", event.ttft_ms), ("TPOT", event.tpot_ms), ("E2EL", event.e2el_ms)):
        if values:
            figures.append(f"{name} p50 {number(values.get('p50'))} ms")
    said = joined(head, joined(*figures, between=", "))
    if event.stalls and event.age_s is not None:
        return joined(said, Message("no request has finished for {age_s:.0f} s", age_s=event.age_s))
    return joined(said, left, between=", ")


def _accuracy(event: ev.AccuracyFinished) -> str:
    notes = "".join(f"; {note}" for note in event.summary.get("notes", ()))
    return f"{event.point} {event.dataset} {event.metric} {score_text(event.summary)}{notes}"


def _finished(event: ev.BenchFinished) -> str:
    short = sweep.short_of(event.summary)
    doubts = event.summary.get("notes", ()) if event.summary.get("doubts") else ()
    notes = "".join(f"; {note}" for note in doubts)
    said = joined(_summary(event.summary), phrase(short or ""), attainment.sentence(event.summary) or "", between=", ")
    return Message("{point} finished  {said}{notes}", point=event.point, said=said, notes=notes)


def _summary(point: Mapping[str, Any]) -> str:
    """The figures of one point of report.json."""
    throughput, latency = point.get("throughput", {}), point.get("latency", {})
    output, rate = number(throughput.get("output_tok_s")), number(throughput.get("request_s"), 2)
    parts: list[str] = [Message("output {output} token/s, {rate} req/s", output=output, rate=rate)]
    for name, key in (("TTFT", "ttft_ms"), ("TPOT", "tpot_ms"), ("E2EL", "e2el_ms")):
        if values := latency.get(key):
            parts.append(f"{name} p50 {number(values.get('p50'))} p99 {number(values.get('p99'))} ms")
    requests = point.get("requests", {})
    good, every = requests.get("success", "-"), requests.get("total", "-")
    parts.append(Message("{good} of {every} succeeded", good=good, every=every))
    return joined(*parts, between=", ")


def _failed(event: ev.BenchFailed) -> str:
    said = joined(phrase(event.reason), phrase(event.remedy or ""))
    return Message("{point} FAILED  {said}", point=event.point, said=said)


def _stopped(event: ev.BenchStopped) -> str:
    return Message("{point} stopped  {reason}", point=event.point, reason=phrase(event.reason))


def _compared(event: ev.MetricCompared) -> str:
    if event.baseline is None:
        return f"{event.point} {event.metric} {event.value:g}  new"
    if event.change_points is not None:
        moved = f"{event.change_points:+.2f} points, {event.verdict}, within {event.within_points:g} points"
        return f"{event.point} {event.metric} {event.value:.2f} % against {event.baseline:.2f} % ({moved})"
    change = f" ({signed_percent(event.change_percent)})" if event.change_percent is not None else ""
    within = f", within {event.within_percent:g} %" if event.within_percent is not None else ""
    against = Message(
        "{value:g} against {baseline:g}{change}", value=event.value, baseline=event.baseline, change=change
    )
    noise = ""
    if event.noise_percent is not None:
        noise = f", noise {event.noise_percent:.1f} %: {'proven' if event.proven else 'not proven'}"
    return f"{event.point} {event.metric} {against}  {event.verdict}{within}{noise}"


def _gap(event: ev.ComparisonGap) -> str:
    return Message("not compared  {event}", event=gap_sentence(event))


def _report(event: ev.ReportWritten) -> str:
    if not event.baseline:
        return Message("report  {file}, no baseline", file=event.markdown)
    return Message("report  {file}, against {baseline}", file=event.markdown, baseline=event.baseline)


SENTENCES: Mapping[type[Event], Sentence] = dict(
    (
        on(ev.BenchStarted, _started),
        on(ev.BenchPhase, _phase),
        on(ev.BenchProgress, _progress),
        on(ev.AccuracyFinished, _accuracy),
        on(ev.BenchFinished, _finished),
        on(ev.BenchFailed, _failed),
        on(ev.BenchStopped, _stopped),
        on(ev.MetricCompared, _compared),
        on(ev.ComparisonGap, _gap),
        on(ev.ReportWritten, _report),
    )
)
