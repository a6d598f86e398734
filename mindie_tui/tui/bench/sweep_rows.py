"""The points of a sweep or a search as rows of a table, and as spots of its curve. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from mindie_tui.model.bench import search, sweep
from mindie_tui.model.bench.aisbench import lengths
from mindie_tui.model.deployment import Performance
from mindie_tui.model.runs.state import PointState, RunState, SweepState
from mindie_tui.tui.bench.sweep_curve import Spot
from mindie_tui.tui.common.matrix import Column, MatrixRow, text
from mindie_tui.tui.text.cells import number, say, spinner
from mindie_tui.tui.text.translate import t

LATENCIES = (("ttft_ms", "p99", "TTFT p99", "ms"), ("tpot_ms", "p50", "TPOT p50", "ms"),
             ("e2el_ms", "p50", "E2EL p50", "s"))  # fmt: skip
"""What `v` puts below the curve."""


def planned(performance: Performance | None) -> SweepState | None:
    """A sweep as the profile asks for it, before anything is measured; None where it asks for a point."""
    kind = sweep.kind_of(performance)
    if performance is None or kind == "point":
        return None
    if kind == "search":
        objective = performance.objective.model_dump(exclude_none=True) if performance.objective else {}
        return SweepState("search", (), objective, (), search.BUDGET)
    loads = sweep.loads(performance)
    points = tuple(
        {"point": f"todo-{at}", "key": sweep.key_of(performance, performance.settings, load)}
        for at, load in enumerate(loads)
    )
    return SweepState("sweep", points, most=len(loads))


def shown(state: RunState, performance: Performance | None) -> SweepState | None:
    """The sweep that the screen shows: the one that was measured last, else the one that the profile asks for."""
    newest = next(reversed(tuple(state.points.values())), None)
    if state.sweep is not None and (newest is None or newest.name in state.sweep.names or state.sweep.ended is None):
        return state.sweep
    return planned(performance) if newest is None else None


def unfinished(state: RunState, performance: Performance | None) -> bool:
    """Whether a start continues what was stopped."""
    going = state.sweep
    if going is None or going.ended is None or performance is None or sweep.kind_of(performance) != going.kind:
        return False
    if going.kind == "search":
        asked = performance.objective.model_dump(exclude_none=True) if performance.objective else None
        return going.verdict is None and bool(going.points) and going.objective == asked
    states = [state.points[name].state if name in state.points else "todo" for name in going.names]
    return "finished" in states and any(one != "finished" for one in states)


def columns(wide: bool) -> list[Column]:
    """The heads of the table: head, width, gap."""
    output = f"{t('output')} tok/s"
    heads = [(t("concurrency"), 11, 0), (t("rate"), 6, 2), (t("reached"), 8, 2), (output, 13, 2), ("req/s", 7, 2),
             ("TTFT p99 ms", 12, 2), ("TPOT p50 ms", 12, 2), ("E2EL p50 s", 11, 2)]  # fmt: skip
    if not wide:
        heads = [(t("conc"), 5, 0), (t("rate"), 6, 2), (output, 13, 1), ("TTFT p99 ms", 11, 2), ("TPOT p50 ms", 11, 2)]
    return [*(Column(head, cells, True, gap) for head, cells, gap in heads), Column("", 0, gap=3 if wide else 2)]


@dataclass(frozen=True, slots=True)
class SweepTable:
    """What the rows of a sweep are made of."""

    going: SweepState
    state: RunState
    skipped: Collection[str]
    """Points that the operator left out."""
    wide: bool
    marks: Mapping[str, str]
    """Point: knee or edge."""


def rows(going: SweepState, state: RunState, skipped: Collection[str], wide: bool) -> list[MatrixRow]:
    """A row for each point, in the order of the sweep; a search's in the order in which it asked."""
    table = SweepTable(going, state, skipped, wide, marked(going))
    return [_row(str(p["point"]), p["key"], table) for p in going.points]


def marked(going: SweepState) -> dict[str, str]:
    """Point: knee or edge."""
    found = {knee.point: t("knee") for knee in going.knees if knee.where != "last"}
    if going.verdict is not None and going.verdict.code in ("met", "too_many_failures") and going.verdict.point:
        found[going.verdict.point] = t("edge")
    return found


def _row(name: str, key: Mapping[str, Any], table: SweepTable) -> MatrixRow:
    point = table.state.points.get(name)
    summary = point.summary if point is not None else {}
    counts = point is not None and point.state == "finished"
    ink = "bold $strong" if name in table.marks else "$foreground" if counts else "$muted"
    figures = [text(figure, ink) for figure in _figures(key, summary, point, table.wide)]
    glyph, words = _stands(name, point, table)
    tokens = lengths.of_key(key)
    if tokens != (None, None) and (point is None or point.state == "finished"):  # what else tells these rows apart
        said = f"{tokens[0]} + {tokens[1]} tok"
        words = text(said, "$muted") if not words else (*text(f"{said}  ", "$muted"), *words)
    return MatrixRow(name, (*figures, words), glyph)


def _figures(key: Mapping[str, Any], summary: Mapping[str, Any], point: PointState | None, wide: bool) -> list[str]:
    throughput, latency = summary.get("throughput") or {}, summary.get("latency") or {}
    output: Any = throughput.get("output_tok_s")
    if not summary and point is not None and point.latest is not None and point.latest.output_tok_s:
        output = point.latest.output_tok_s.get("total")
    values = {f"{m}.{q}": (latency.get(m) or {}).get(q) for m, q, _, _ in LATENCIES}
    loads = ["-" if key.get(axis) is None else f"{key[axis]:g}" for axis in sweep.AXES]
    out, ttft, tpot = _number(output, 1), _number(values["ttft_ms.p99"], 1), _number(values["tpot_ms.p50"], 1)
    if not wide:
        return [*loads, out, ttft, tpot]
    both = sweep.reached(summary)
    e2el = values["e2el_ms.p50"]
    return [*loads, _number(both[1] if both else None, 1), out, _number(throughput.get("request_s"), 2), ttft, tpot,
            _number(e2el / 1000 if isinstance(e2el, int | float) else None, 2)]  # fmt: skip


def _number(value: Any, digits: int) -> str:
    return number(value, digits) if isinstance(value, int | float) else "-"


def _stands(name: str, point: PointState | None, table: SweepTable) -> tuple[tuple[str, str], Any]:
    """(glyph, words) for the state of a point."""
    if name in table.skipped or (point is not None and point.state == "skipped"):
        return ("-", "$muted"), text(t("left out"), "$muted")
    if point is None:
        return ("-", "$muted"), ()
    if point.state == "running":
        done = f"{number(point.latest.finished)} / {number(point.latest.total)}" if point.latest else t(point.phase)
        return (spinner(), "$accent"), text(done, "$foreground")
    if point.state == "stopped":
        return ("-", "$muted"), text(t("stopped"), "$muted")
    if point.state == "failed":
        return ("✗", "$error"), text(t("could not be measured"), "$error")
    said = [table.marks[name]] if name in table.marks else []
    if (limits := _limits(table.going)) and (margin := _margin(point, limits)) is not None and name not in table.marks:
        said.append(t("holds") if margin <= 1 else t("misses"))
    if sweep.short_of(point.summary):
        said.append(t("not reached"))
    return ("✓", "$success"), text(", ".join(said), "bold $strong" if name in table.marks else "$foreground")


def _limits(going: SweepState) -> tuple[search.Limit, ...]:
    if going.kind != "search" or not going.objective:
        return ()
    from mindie_tui.model.deployment import Objective

    return search.limits_of(Objective(**going.objective))


def _margin(point: PointState, limits: Sequence[search.Limit]) -> float | None:
    if search.unmeasured(point.summary, limits) is not None:
        return None
    return max(limit.part(point.summary) or 0.0 for limit in limits)


def curve(going: SweepState, state: RunState, metric: int) -> tuple[list[list[Spot]], float | None]:
    """(a line of spots for each of the curves, the objective's limit on that latency); `metric` is one of LATENCIES."""
    name, stat, _, unit = LATENCIES[metric]
    divide = 1000.0 if unit == "s" else 1.0
    limits, marks = _limits(going), marked(going)
    over = (going.objective or {}).get("over") or ("batch_size" if _several(going, "batch_size") else "request_rate")
    other = "request_rate" if over == "batch_size" else "batch_size"
    lines: dict[Any, list[tuple[float, Spot]]] = {}
    for p in going.points:
        point = state.points.get(str(p["point"]))
        if point is None or point.state != "finished":
            continue
        x, y = ((point.summary.get("latency") or {}).get(name) or {}).get(stat), sweep.output(point.summary)
        load = point.key.get(over)
        if not isinstance(x, int | float) or y is None or load is None:
            continue
        margin = _margin(point, limits) if limits else None
        spot = Spot(x / divide, y, f"{load:g}", marks.get(point.name, ""), margin is None or margin <= 1)
        lines.setdefault(point.key.get(other), []).append((load, spot))
    limit = next((one.most / divide for one in limits if one.metric == name and one.stat == stat), None)
    return [[spot for _, spot in sorted(line, key=lambda pair: pair[0])] for line in lines.values()], limit


def _several(going: SweepState, axis: str) -> bool:
    return len({p["key"].get(axis) for p in going.points}) > 1


def first_metric(going: SweepState) -> int:
    """The latency that an objective limits first; TTFT p99 without one."""
    for limit in _limits(going):
        for at, (name, stat, _, _) in enumerate(LATENCIES):
            if (limit.metric, limit.stat) == (name, stat):
                return at
    return 0


def conclusion(going: SweepState, state: RunState) -> Content | None:
    """The one sentence at the end: the verdict, the knee, or why it ended early."""
    if (verdict := going.verdict) is not None:
        values = dict(verdict.values)
        values |= {name: t(str(values[name])) for name in ("over", "pace") if name in values}
        return say((verdict.code + "  ", "bold $strong"), _filled(search.SAYS.get(verdict.says), values, verdict.text))
    if going.knees:
        knee = going.knees[0]
        values = dict(knee.values) | {"over": t(str(knee.values.get("over", "")))}
        more = f"   +{len(going.knees) - 1}" if len(going.knees) > 1 else ""
        return say(
            (t("knee") + "  ", "bold $strong"), _filled(str(knee.values.get("says", "")), values, knee.text) + more
        )
    if going.ended is not None and going.ended.how == "broken":
        return say((t("ended early") + "  ", "bold $error"), going.ended.reason)
    found = sweep.knees([p.summary for n in going.names if (p := state.points.get(n)) and p.state == "finished"])
    if going.kind == "sweep" and found and found[0].where != "last":
        return say((t("knee so far") + "  ", "$muted"), f"{found[0].value:g}")
    return None


def _filled(says: str | None, values: Mapping[str, Any], otherwise: str) -> str:
    try:
        return t(says, **values) if says else otherwise
    except (KeyError, IndexError):  # a record of another version
        return otherwise
