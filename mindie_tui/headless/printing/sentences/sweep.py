"""Sentences of a sweep and a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.headless.printing.sentences.table import Sentence, on
from mindie_tui.model.events import bench as ev
from mindie_tui.model.events.base import Event
from mindie_tui.model.message import Message, joined, phrase


def _started(event: ev.SweepStarted) -> str:
    notes = [phrase(note) for note in event.notes]
    if event.kind == "sweep":
        done = sum(bool(point.get("done")) for point in event.points)
        loads = "; ".join(_load(point["key"]) for point in event.points)
        planned = Message("sweep of {count} points: {loads}", count=len(event.points), loads=loads)
        return joined(planned, _measured_before(done), *notes)
    limits = [f"{name} {value:g}" for name, value in (event.objective or {}).items() if name != "over"]
    planned = Message(
        "search over {over} for {limits}, at most {most} points",
        over=(event.objective or {}).get("over", ""),
        limits=", ".join(limits),
        most=event.most,
    )
    return joined(planned, _measured_before(len(event.points)), *notes)


def _measured_before(count: int) -> str:
    return Message("{count} of them measured before", count=count) if count else ""


def _progress(event: ev.SweepProgress) -> str:
    left = Message("at most about {time} left", time=_minutes(event.eta_s)) if event.eta_s is not None else ""
    return joined(Message("point {done} of {most}", done=event.done + 1, most=event.most), left, between=", ")


def _skipped(event: ev.BenchSkipped) -> str:
    return Message("{point} skipped  {load}", point=event.point, load=_load(event.key))


def _knee(event: ev.SweepKnee) -> str:
    text = phrase(event.text)
    if beside := ", ".join(f"{name} {value:g}" for name, value in event.beside.items()):
        return Message("knee at {beside}  {text} ({point})", beside=beside, text=text, point=event.point)
    return Message("knee  {text} ({point})", text=text, point=event.point)


def _verdict(event: ev.SearchVerdict) -> str:
    return Message("verdict {code}  {text}", code=event.code, text=phrase(event.text))


def _ended(event: ev.SweepEnded) -> str:
    counts = {"reason": phrase(event.reason), "measured": event.finished, "failed": event.failed}
    says = (
        "sweep ended  {reason}: {measured} measured, {failed} failed"
        if event.kind == "sweep"
        else "search ended  {reason}: {measured} measured, {failed} failed"
    )
    left = Message("{count} left", count=event.left) if event.left else ""
    return joined(Message(says, **counts), left, between=", ")


def _load(key: Mapping[str, Any]) -> str:
    """batch_size 100 request_rate 0.96"""
    found = [(name, key.get(name)) for name in ("batch_size", "request_rate")]
    return " ".join(f"{name} {value:g}" for name, value in found if isinstance(value, int | float))


def _minutes(seconds: float) -> str:
    """12 m, 2 h 05 m; seconds below two minutes."""
    whole = int(seconds)
    if whole < 120:
        return f"{whole} s"
    return f"{whole // 60} m" if whole < 3600 else f"{whole // 3600} h {whole // 60 % 60:02d} m"


SENTENCES: Mapping[type[Event], Sentence] = dict(
    (
        on(ev.SweepStarted, _started),
        on(ev.SweepProgress, _progress),
        on(ev.BenchSkipped, _skipped),
        on(ev.SweepKnee, _knee),
        on(ev.SearchVerdict, _verdict),
        on(ev.SweepEnded, _ended),
    )
)
