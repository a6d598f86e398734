"""A sweep and a search as lines for a person, and what their end is worth as an exit status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState

MEASURED_OUTSIDE = 3
UNMEASURED = 4
OF_VERDICT: Mapping[str, int] = {"never_met": MEASURED_OUTSIDE, "budget_spent": UNMEASURED}
"""The exit status of a verdict; 0 where it is not here. too_many_failures and not_saturated are 4 where no load was
found that holds."""


def sentence(event: ev.Event) -> str | None:
    """One event of a sweep or a search."""
    match event:
        case ev.SweepStarted(kind="sweep"):
            done = sum(bool(point.get("done")) for point in event.points)
            again = f", {done} of them measured before" if done else ""
            loads = "; ".join(load(point["key"]) for point in event.points)
            return f"sweep of {len(event.points)} points{again}: {loads}" + _notes(event)
        case ev.SweepStarted():
            limits = [f"{name} {value:g}" for name, value in (event.objective or {}).items() if name != "over"]
            over = (event.objective or {}).get("over", "")
            again = f", {len(event.points)} of them measured before" if event.points else ""
            return f"search over {over} for {', '.join(limits)}, {event.most} points at most{again}" + _notes(event)
        case ev.SweepProgress():
            left = f", about {minutes(event.eta_s)} left at most" if event.eta_s is not None else ""
            return f"point {event.done + 1} of {event.most}{left}"
        case ev.BenchSkipped():
            return f"{event.point} left out  {load(event.key)}"
        case ev.SweepKnee():
            beside = "".join(f" at {name} {value:g}" for name, value in event.beside.items())
            return f"knee{beside}  {event.text} ({event.point})"
        case ev.SearchVerdict():
            return f"verdict {event.code}  {event.text}"
        case ev.SweepEnded():
            counts = f"{event.finished} measured, {event.failed} failed"
            left = f", {event.left} left" if event.left else ""
            return f"{event.kind} ended  {event.reason}: {counts}{left}"
    return None


def _notes(event: ev.SweepStarted) -> str:
    return "".join(f"; {note}" for note in event.notes)


def load(key: Mapping[str, Any]) -> str:
    """batch_size 100 request_rate 0.96"""
    found = [(name, key.get(name)) for name in ("batch_size", "request_rate")]
    return " ".join(f"{name} {value:g}" for name, value in found if isinstance(value, int | float))


def minutes(seconds: float) -> str:
    """12 m, 2 h 05 m; seconds below two minutes."""
    whole = int(seconds)
    if whole < 120:
        return f"{whole} s"
    return f"{whole // 60} m" if whole < 3600 else f"{whole // 3600} h {whole // 60 % 60:02d} m"


EVENTS = (ev.SweepStarted, ev.SweepProgress, ev.BenchSkipped, ev.SweepKnee, ev.SearchVerdict, ev.SweepEnded)


def unmeasured(state: RunState) -> str | None:
    """Why the bench could not be measured as it was asked for; None where it was."""
    sweep, points = state.sweep, list(state.points.values())
    if sweep is None:
        newest = points[-1:]  # an earlier one was stopped or killed, and measured again
        return next((f"{p.name} could not be measured: {p.reason}" for p in newest if p.state != "finished"), None)
    if sweep.ended is None or sweep.ended.how == "broken":
        return f"the {sweep.kind} ended early: {sweep.ended.reason if sweep.ended else 'cut off'}"
    if sweep.kind == "sweep":
        mine = [state.points[name] for name in sweep.names if name in state.points]
        bad = [p for p in mine if p.state != "finished"]
        if not bad:
            return None
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        return f"{bad[0].name} could not be measured: {bad[0].reason}{more}"
    verdict = sweep.verdict
    if verdict is None:
        return "the search ended without a verdict"
    bad_verdict = OF_VERDICT.get(verdict.code) == UNMEASURED
    nothing = verdict.code in ("too_many_failures", "not_saturated") and verdict.value is None
    return verdict.text if bad_verdict or nothing else None


def never_met(state: RunState) -> str | None:
    """The verdict of a search whose objective no load meets."""
    verdict = state.sweep.verdict if state.sweep else None
    return verdict.text if verdict is not None and OF_VERDICT.get(verdict.code) == MEASURED_OUTSIDE else None
