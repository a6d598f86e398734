"""The part of a report on a sweep or a search as a whole, and on the points that were not measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.bench.aisbench.lengths import of_key
from mindie_tui.model.bench.search import NAMES
from mindie_tui.model.markdown import number, table
from mindie_tui.model.message import Message, joined, phrase
from mindie_tui.model.report import tables
from mindie_tui.model.runs.state import PointState, RunState


def parts(state: RunState, stopped: str | None = None) -> dict[str, Any]:
    """The keys that report.json has beside its points, where there is something to report.

    `stopped`: why the run was stopped before its end. `unmeasured`: {"point", "key", "state", "reason"} of each point
    that was not measured, with "partial" where some of its requests had finished. `sweep`: {"knees", "notes"} or
    `search`: {"objective", "code", "value", "text", "point", "notes"}.
    """
    found: dict[str, Any] = {}
    measured = [point.summary.get("key") for point in state.points.values() if point.state == "finished"]
    unmeasured = [
        _unmeasured(point)
        for point in state.points.values()
        if point.state != "finished"
        and point.key not in measured
        # what the operator stopped before another bench began is not missing from that one
        and (point.name in state.measurement or point.state not in ("stopped", "skipped"))
    ]
    unmeasured += [
        {"point": point["point"], "key": dict(point["key"]), "state": "not begun", "reason": ""}
        for point in (state.sweep.points if state.sweep else ())
        if point["point"] not in state.points
    ]
    stopped = _stopped(state) if stopped is None else stopped
    if stopped is not None:
        found["stopped"] = stopped
    if unmeasured:
        found["unmeasured"] = unmeasured
    if (sweep := state.sweep or state.through) is not None and sweep.kind == "sweep":
        knees = [
            {"point": k.point, "over": k.over, "value": k.value, "where": k.where, "beside": dict(k.beside)}
            | {"text": k.text}
            for k in sweep.knees
        ]
        found["sweep"] = {"knees": knees, "notes": list(sweep.notes)}
    elif sweep is not None:
        found["search"] = {"objective": dict(sweep.objective or {}), "notes": list(sweep.notes)}
        if (verdict := sweep.verdict) is not None:
            found["search"] |= {"code": verdict.code, "value": verdict.value, "text": verdict.text}
            found["search"] |= {"over": verdict.over, "point": verdict.point}
    return found


def _stopped(state: RunState) -> str | None:
    """Whether the operator ended what was measured last."""
    newest = next(reversed(tuple(state.points.values())), None)
    if state.sweep is not None and (newest is None or newest.name in state.sweep.names):
        ended = state.sweep.ended
        return ended.reason if ended is not None and ended.how == "stopped" else None
    return "stopped" if newest is not None and newest.state == "stopped" else None


def _unmeasured(point: PointState) -> dict[str, Any]:
    said: dict[str, Any] = {"point": point.name, "key": dict(point.key), "state": point.state, "reason": point.reason}
    if point.summary:
        said["partial"] = dict(point.summary)
    return said


def standing(report: Mapping[str, Any]) -> str | None:
    """What the first line of the report begins with where the run is not whole; None where it is."""
    if not (report.get("stopped") or report.get("unmeasured")):
        return None
    measured, rest = len(report.get("points") or ()), report.get("unmeasured") or ()
    says = "{measured} of 1 point measured" if measured + len(rest) == 1 else "{measured} of {count} points measured"
    of = Message(says, measured=measured, count=measured + len(rest))
    return joined(Message("stopped"), of, between=", ") if report.get("stopped") else of


def lines(report: Mapping[str, Any]) -> list[str]:
    """The Markdown above the points: how it ended, the verdict or the knee, one table of all points."""
    points = [p for p in report.get("points") or () if isinstance(p, Mapping)]
    found: list[str] = []
    if report.get("stopped"):
        found += ["", Message("This run was stopped before its end: {reason}.", reason=report["stopped"])]
    search = report.get("search") or {}
    if search.get("text"):
        found += ["", f"**{search['code']}**: {search['text']}."]
    found += [line for knee in (report.get("sweep") or {}).get("knees") or () for line in ("", _knee(knee))]
    if len(points) > 1:
        found += ["", *_overview(report, points), *tables.lines(points)]
    notes = (report.get("sweep") or search).get("notes") or ()
    found += ["", *(f"- {note}" for note in notes)] if notes else []
    if rest := report.get("unmeasured"):
        rows = [[str(p["point"]), *_load(p["key"]), str(p["state"]), str(p["reason"] or "-")] for p in rest]
        found += ["", f"## {Message('Points that were not measured')}", ""]
        found += table(("point", "concurrency", "request rate", "state", "why"), rows, frozenset({1, 2}))
    return found


def _knee(knee: Mapping[str, Any]) -> str:
    beside = ", ".join(f"{NAMES[name]} {value:g}" for name, value in (knee.get("beside") or {}).items())
    if beside:
        return Message("Knee at {beside}: {text}.", beside=beside, text=phrase(knee["text"]))
    return Message("Knee: {text}.", text=phrase(knee["text"]))


HEAD = ("point", "concurrency", "request rate", "reached", "output tok/s", "req/s", "TTFT p50 ms", "TTFT p99 ms",
        "TPOT p50 ms", "E2EL p50 ms", "failed", "")  # fmt: skip


def _overview(report: Mapping[str, Any], points: list[Mapping[str, Any]]) -> list[str]:
    """A row for each point, with its role: the knee, the edge, how it compares with the baseline."""
    compared: dict[str, list[str]] = {}
    for c in report.get("comparison") or ():
        compared.setdefault(str(c["point"]), []).append(str(c["verdict"]))
    knees = {str(k["point"]) for k in (report.get("sweep") or {}).get("knees") or () if k["where"] != "last"}
    edge = str((report.get("search") or {}).get("point") or "")
    made_up = any(of_key(point.get("key") or {}) != (None, None) for point in points)
    rows = []
    for at, point in enumerate(points):
        name = str(point.get("point") or f"performance-{at + 1:02d}")
        marks = ["knee"] if name in knees else []
        marks += ["edge"] if name == edge else []
        marks += [_stands(compared[name])] if name in compared else []
        key, latency, throughput = (point.get(part) or {} for part in ("key", "latency", "throughput"))
        stats = [(latency.get(m) or {}).get(q) for m, q in _STATS]
        figures = [number(throughput.get("output_tok_s"), "x"), number(throughput.get("request_s"), "x")]
        reached = (point.get("concurrency") or {}).get("reached")
        rows.append([
            name, *_load(key), *(_lengths(key) if made_up else ()),
            "-" if reached is None else f"{reached:.1f}",
            *(figure.removesuffix(" x") for figure in figures),
            *("-" if value is None else number(value, "ms").removesuffix(" ms") for value in stats),
            number((point.get("requests") or {}).get("failed")), ", ".join(marks),
        ])  # fmt: skip
    head = (*HEAD[:3], "input", "output", *HEAD[3:]) if made_up else HEAD
    return table(head, rows, frozenset(range(1, len(head) - 1)))


_STATS = (("ttft_ms", "p50"), ("ttft_ms", "p99"), ("tpot_ms", "p50"), ("e2el_ms", "p50"))


def _load(key: Mapping[str, Any]) -> list[str]:
    found = [key.get("batch_size"), key.get("request_rate")]
    return ["-" if value is None else f"{value:g}" if isinstance(value, int | float) else str(value) for value in found]


def _lengths(key: Mapping[str, Any]) -> list[str]:
    """Input and output tokens of requests that were made up."""
    return ["-" if value is None else str(value) for value in of_key(key)]


def _stands(verdicts: list[str]) -> str:
    """A point in a word: new, worse with how often, within."""
    if all(verdict == "new" for verdict in verdicts):
        return "new"
    worse = verdicts.count("worse")
    if worse:
        return f"**{worse} worse**"
    return "same as the baseline" if set(verdicts) <= {"same", "new"} else "within the baseline"
