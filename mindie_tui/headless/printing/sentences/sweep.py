"""Sentences of a sweep and a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.headless.printing.sentences.table import Sentence, on
from mindie_tui.model.events import bench as ev
from mindie_tui.model.events.base import Event


def _started(event: ev.SweepStarted) -> str:
    notes = "".join(f"; {note}" for note in event.notes)
    if event.kind == "sweep":
        done = sum(bool(point.get("done")) for point in event.points)
        again = f", {done} of them measured before" if done else ""
        loads = "; ".join(_load(point["key"]) for point in event.points)
        return f"sweep of {len(event.points)} points{again}: {loads}{notes}"
    limits = [f"{name} {value:g}" for name, value in (event.objective or {}).items() if name != "over"]
    over = (event.objective or {}).get("over", "")
    again = f", {len(event.points)} of them measured before" if event.points else ""
    return f"search over {over} for {', '.join(limits)}, {event.most} points at most{again}{notes}"


def _progress(event: ev.SweepProgress) -> str:
    left = f", about {_minutes(event.eta_s)} left at most" if event.eta_s is not None else ""
    return f"point {event.done + 1} of {event.most}{left}"


def _skipped(event: ev.BenchSkipped) -> str:
    return f"{event.point} left out  {_load(event.key)}"


def _knee(event: ev.SweepKnee) -> str:
    beside = "".join(f" at {name} {value:g}" for name, value in event.beside.items())
    return f"knee{beside}  {event.text} ({event.point})"


def _verdict(event: ev.SearchVerdict) -> str:
    return f"verdict {event.code}  {event.text}"


def _ended(event: ev.SweepEnded) -> str:
    left = f", {event.left} left" if event.left else ""
    return f"{event.kind} ended  {event.reason}: {event.finished} measured, {event.failed} failed{left}"


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
