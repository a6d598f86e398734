"""Phases x nodes as rows of a matrix: how far each node's start is, and how long each part of it took. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after_read
from mindie_tui.model.runs.state import NodeState, RunState
from mindie_tui.tui.common.matrix import Cell, Column, MatrixRow, text
from mindie_tui.tui.text.cells import distinct, duration, number, spinner, width
from mindie_tui.tui.text.times import seconds_between
from mindie_tui.tui.text.translate import t

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("write", ()),
    ("start", ("config", "rank_table", "arguments")),
    ("connect", ("slaves", "engine", "distributed")),
    ("weights", ("weights",)),
    ("warm-up", ("memory", "warmup", "profiling", "kv_cache", "graphs")),
    ("endpoint", ("endpoint", "api", "started")),
    ("answer", ("healthy",)),
)
"""A column and the phases of `service.phase` that belong to it."""
NAMES = tuple(name for name, _ in COLUMNS)
DOING = {
    "write": "writing the files", "start": "starting", "connect": "connecting the nodes",
    "weights": "loading the weights",
    "warm-up": "warming up", "endpoint": "opening the endpoint", "answer": "asking for a first answer",
}  # fmt: skip
WHILE = {
    "write": "writing its files", "start": "starting", "connect": "connecting", "weights": "loading the weights",
    "warm-up": "warming up", "endpoint": "opening its endpoint", "answer": "answering",
}  # fmt: skip
UP = ("ready", "attached")
"""What a run's service is where it answers."""
LANES = 4
TIGHT = {"connect": 8, "weights": 12}
"""Columns that are narrower on a tight screen."""
WIDTHS = {"write": 6, "start": 7, "connect": 10, "weights": 16, "warm-up": 9, "endpoint": 9, "answer": 8}

Stand = Literal["done", "now", "bad", "not"]


@dataclass(frozen=True, slots=True)
class Span:
    """One cell: the state of the part and the seconds it took or takes; None where they are not known."""

    stand: Stand
    seconds: float | None = None


def spans(state: RunState, node: NodeState, now: str) -> dict[str, Span]:
    """Column: the state on this node. `now` is an ISO time; the times of an ended service no longer run."""
    until = state.service_ended or now
    over = state.service in ("failed", "died", "stopped")
    begun: dict[str, float] = {}
    for name, phases in COLUMNS[1:]:
        seen = [node.phases[phase] for phase in phases if phase in node.phases]
        if seen:
            begun[name] = min(seen)
    if node.launched:
        begun["start"] = 0.0
    result = {name: Span("not") for name in NAMES}
    if node.launched:
        result["write"] = Span("done", seconds_between(state.service_since, node.launched))
    elif state.service == "writing" or (over and node.files):
        result["write"] = Span("bad" if over else "now", seconds_between(state.service_since, until))
    reached = [name for name in NAMES[1:] if name in begun]
    for at, name in enumerate(reached):
        if at + 1 < len(reached):
            result[name] = Span("done", begun[reached[at + 1]] - begun[name])
    if reached:
        result[reached[-1]] = _last(state, node, reached[-1], begun[reached[-1]], until, over)
    if state.answered is not None and state.answered.node == node.name:
        if reached and reached[-1] != "answer":
            result[reached[-1]] = replace(result[reached[-1]], stand="done")
        result["answer"] = Span("done", max(state.answered.elapsed_s - begun[reached[-1]], 0.0) if reached else None)
    return result


def _last(state: RunState, node: NodeState, name: str, begun: float, until: str, over: bool) -> Span:
    """The part that a node is in."""
    if state.ready is not None or state.service in UP:
        end = max([at for at in node.phases.values()], default=begun)
        return Span("done", end - begun if end > begun else None)
    since = seconds_between(node.launched, until)
    took = max(since - begun, 0.0) if since is not None else None
    if over:
        return Span("bad" if state.service != "stopped" else "not", took)
    return Span("now", took)


def current(state: RunState, now: str) -> str:
    """The part that the slowest serving node is in."""
    at = [
        next((n for n in reversed(range(len(NAMES))) if found[NAMES[n]].stand in ("now", "bad", "done")), 0)
        for node in state.nodes.values()
        if node.launched
        for found in (spans(state, node, now),)
    ]
    if not at:
        return "write"
    slowest = min(at)
    return NAMES[slowest]


def _cell(name: str, span: Span, node: NodeState) -> Cell:
    took = duration(span.seconds) if span.seconds is not None else ""
    if span.stand == "not":
        return text("-", "$muted")
    if span.stand == "done":
        return (("✓", "$success"), (f" {took}" if took else "", "$foreground"))
    count = node.count or (f"{node.percent} %" if node.percent is not None else "") if name == "weights" else ""
    if span.stand == "bad":
        return (("✗ ", "$error"), (f"{count} " if count else "", "bold $error"), (took, "bold $error"))
    return (
        (spinner(), "$accent"),
        (f" {count}" if count else "", "bold $accent"),
        (f" {took}" if took else "", "$foreground"),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What the rows show beside the run's state, and the room that they have."""

    ranks: Mapping[str, str] = field(default_factory=dict)
    """Node: its ranks, as 0-15."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Node: the lines of its log."""
    last: Mapping[str, float] = field(default_factory=dict)
    """Column: the seconds that it took last time."""
    wide: bool = True
    tight: bool = False
    """A wide screen of less than 120 cells: ranks and lines are left out."""
    spare: int = 0
    """Cells that a wide screen has beyond 120: the names of the nodes grow into them."""
    newest: Mapping[str, str] | None = None
    """Node: the newest line of its log, where there is room for it."""


def phase_rows(nodes: Sequence[str], state: RunState, now: str, beside: Beside) -> tuple[list[Column], list[MatrixRow]]:
    """Columns and rows: a row per serving node, and what each part took last time."""
    lanes = len(nodes) <= LANES
    looks = distinct(nodes, 10 + min(beside.spare, 30) - 2 * lanes)
    named = max(10, max((width(look) + 2 * lanes for look in looks.values()), default=10))
    rows: list[MatrixRow] = []
    for at, name in enumerate(nodes):
        node = state.nodes.get(name) or NodeState(name)
        found = spans(state, node, now)
        lane = (("⡇ ", f"$node-{at + 1}"),) if lanes else ()
        head: Cell = (*lane, (looks[name], "bold $strong"))
        errors = text(
            number(node.error_count),
            "bold $error" if state.first_error and state.first_error.node == name else "$muted",
        )
        hbm = text(
            f"{node.sample.hbm_used_gib:.1f}" if node.sample and node.sample.hbm_used_gib is not None else "-",
            "$foreground" if node.sample else "$muted",
        )
        lines = (text(number(beside.lines.get(name, 0))),)
        ranks = (text(beside.ranks.get(name, "-"), "$muted"),)
        tail: tuple[Cell, ...] = (hbm, *(() if beside.tight else lines), errors)
        middle: tuple[Cell, ...]
        if beside.wide:
            middle = (*(() if beside.tight else ranks), *(_cell(n, found[n], node) for n in NAMES))
        else:
            middle = (*ranks, _phase(found, node))
        said = () if beside.newest is None else (text(beside.newest.get(name, ""), "$muted"),)
        rows.append(MatrixRow(name, (head, *middle, *tail, *said), _glyph(state, node, found)))
    if beside.last and beside.wide:
        took = tuple(text(duration(beside.last[name]) if name in beside.last else "-", "$muted") for name in NAMES)
        none: tuple[Cell, ...] = ((),)
        before, behind = (0, 2) if beside.tight else (1, 3)
        cells = (text(t("last time"), "$muted"), *none * before, *took, *none * behind)
        rows.append(MatrixRow(None, cells, style="$muted"))
    newest = [] if beside.newest is None else [Column(t("newest line"), 0)]
    return _columns(beside, named) + newest, rows


def _columns(beside: Beside, named: int) -> list[Column]:
    tail = [Column("HBM GiB", 7, True, 1), Column(t("lines"), 6, True, 1), Column(t("err"), 6, True, 1)]
    if beside.wide and beside.tight:
        rooms = {**WIDTHS, **TIGHT}
        middle = [Column(t(name), room, True, 1) for name, room in rooms.items()]
        return [Column(t("node"), named), *middle, tail[0], tail[2]]
    if beside.wide:
        middle = [Column(t("ranks"), 6, gap=2), *(Column(t(name), room, True, 1) for name, room in WIDTHS.items())]
        return [Column(t("node"), named), *middle, *tail]
    return [Column(t("node"), named), Column(t("ranks"), 6, gap=1), Column(t("phase"), 27, gap=2), *tail]


def _phase(found: Mapping[str, Span], node: NodeState) -> Cell:
    """The one part that matters, for a narrow screen."""
    for how in ("bad", "now"):
        for name in NAMES:
            if found[name].stand == how:
                mark, *rest = _cell(name, found[name], node)
                return (
                    (mark[0].strip(), mark[1]),
                    (f" {t(name)} ", "$foreground"),
                    *((words.strip() + " ", ink) for words, ink in rest),
                )
    done = [name for name in NAMES if found[name].stand == "done"]
    return (("✓", "$success"), (f" {t(done[-1])}", "$foreground")) if done else text("-", "$muted")


def _glyph(state: RunState, node: NodeState, found: Mapping[str, Span]) -> tuple[str, str]:
    stands = {span.stand for span in found.values()}
    if node.state == "lost":
        return "✗", "$error"
    if "bad" in stands or node.died is not None:
        return "✗", "$error"
    if "now" in stands:
        return spinner(), "$accent"
    if state.service in UP:
        return "✓", "$success"
    return "-", "$muted"


def last_time(recorded: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """What each part took in a run that became ready, by its events: the longest over the nodes, and "ready" in all.

    Empty where that run never became ready.
    """
    state = RunState()
    at = ""
    for line in recorded:
        if (event := ev.from_json(line)) is not None:
            state, at = after_read(state, event), event.at
            if state.ready is not None and state.service == "ready":
                break
    if state.ready is None:
        return {}
    found: dict[str, float] = {"ready": state.ready.elapsed_s}
    for node in state.nodes.values():
        for name, span in spans(state, node, at).items():
            if span.stand == "done" and span.seconds is not None:
                found[name] = max(found.get(name, 0.0), span.seconds)
    return found


def ranks_of(nodes: Sequence[str], per_node: int | None) -> dict[str, str]:
    """The ranks of each serving node, in their order: "0-15"; empty where the NPUs are not known."""
    return {name: f"{at * per_node}-{(at + 1) * per_node - 1}" for at, name in enumerate(nodes)} if per_node else {}
