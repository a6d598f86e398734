"""Nodes as rows: the state of each in one glyph and two words, and its NPUs as a bar of one cell each. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts, Node, Npu
from mindie_tui.model.runs.state import NodeState, RunState
from mindie_tui.tui.common.matrix import Cell, Column, MatrixRow, text
from mindie_tui.tui.text.cells import cut_head, distinct, duration, spinner, width
from mindie_tui.tui.text.translate import t

USED = 0.1
"""Share of an NPU's HBM that the system itself takes; beyond it something runs there."""
LEVELS = "⣀⣤⣶⣿"
REFUSED = {
    "login": ("login", "refused"),
    "host_key_unknown": ("key", "unknown"),
    "host_key_changed": ("key", "changed"),
    "unreachable": ("no answer", ""),
    "answer": ("answer", "strange"),
}


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One glyph with its colour, and the state in words: the first words are coloured, the rest is muted."""

    glyph: str
    colour: str
    word: str
    rest: str = ""
    suspects: frozenset[str] = frozenset()
    """Names of the columns that say why."""


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """What the rows are judged against: the whole list, and what most of them have."""

    nodes: tuple[Node, ...]
    picked: frozenset[str]
    npu_count: int
    driver: str | None
    ranks: Mapping[str, tuple[int, int]]
    master: str | None

    def looks(self, columns: Sequence[tuple[str, Column]]) -> Mapping[str, str]:
        """How each node is called where the column of names is as narrow as here."""
        room = next((column.width for name, column in columns if name == "node"), 14)
        return distinct([node.name for node in self.nodes], room)


def fleet_of(
    nodes: Sequence[Node], deployment: Deployment, state: RunState, npu_ids: Sequence[int] | None
) -> FleetSummary:
    """The rows' common ground: ranks in node order; the usual count of NPUs and the master's driver."""
    facts = [state.facts[n.name] for n in nodes if n.name in state.facts]
    counts = Counter(len(f.npus) for f in facts if f.npus)
    serving = deployment.serving
    ranks, first = {}, 0
    per_node = len(npu_ids) if npu_ids else 0
    for node in serving:
        if per_node:
            ranks[node.name] = (first, first + per_node - 1)
            first += per_node
    drivers = Counter(f.driver for f in facts if f.driver)
    master = serving[0].name if serving else None
    lead = state.facts.get(master) if master else None
    return FleetSummary(
        nodes=tuple(nodes),
        picked=frozenset(n.name for n in serving),
        master=master,
        ranks=ranks,
        npu_count=max(counts, key=lambda count: (counts[count], count), default=0),
        driver=lead.driver if lead and lead.driver else (drivers.most_common(1)[0][0] if drivers else None),
    )


def is_healthy(npu: Npu) -> bool:
    return npu.health.upper() in ("OK", "")


def used_share(npu: Npu) -> float | None:
    if npu.hbm_used_mb is None or not npu.hbm_total_mb:
        return None
    return npu.hbm_used_mb / npu.hbm_total_mb


def missing(facts: Facts, count: int) -> list[int]:
    """Ids that the other nodes have and this one lacks."""
    there = {npu.id for npu in facts.npus or ()}
    return [i for i in range(count) if i not in there] if there else []


def standing(node: Node, state: NodeState | None, fleet: FleetSummary, now: datetime) -> NodeStatus:
    """The state of a node, the worst first."""
    if state is None or state.state == "new":
        return NodeStatus("-", "$muted", "", t("not asked"))
    if state.state == "asking":
        return NodeStatus(spinner(), "$accent", t("asking"), _since(state, now))
    if state.state == "lost":
        return NodeStatus("✗", "$error", t("lost"), _since(state, now))
    if state.state == "refused":
        word, rest = REFUSED.get(state.refusal, ("refused", ""))
        return NodeStatus("✗", "$error", t(word), t(rest) if rest else "", frozenset({"address"}))
    return _found(node, state.facts, fleet)


def _found(node: Node, facts: Facts | None, fleet: FleetSummary) -> NodeStatus:
    if facts is None:
        return NodeStatus("✓", "$success", t("connected"))
    npus = facts.npus or ()
    if sick := [npu.id for npu in npus if not is_healthy(npu)]:
        return NodeStatus("✗", "$error", f"NPU {_ids(sick)}", t("not healthy"), frozenset({"npus"}))
    if node.serves and (gone := missing(facts, fleet.npu_count)):
        return NodeStatus("✗", "$error", f"NPU {_ids(gone)}", t("gone"), frozenset({"npus"}))
    if facts.container_state is not None and facts.container_state != "running":
        return NodeStatus("✗", "$error", t("container"), facts.container_state)
    if busy := [npu for npu in npus if npu.processes or (used_share(npu) or 0) > USED]:
        return NodeStatus(
            "!",
            "$warning",
            t("busy"),
            f"{len(busy)} NPUs" if len(busy) > 1 else f"NPU {busy[0].id}",
            frozenset({"hbm", "free"}),
        )
    if fleet.driver and facts.driver and facts.driver != fleet.driver:
        return NodeStatus("!", "$warning", t("driver"), t("differs"), frozenset({"driver"}))
    if not npus and node.serves:
        return NodeStatus("!", "$warning", t("no NPU"), t("seen"), frozenset({"npus"}))
    return NodeStatus("✓", "$success", t("ready"), "" if npus else t("no NPU"))


def _since(state: NodeState, now: datetime) -> str:
    try:
        seconds = (now - datetime.fromisoformat(state.since)).total_seconds()
    except (TypeError, ValueError):
        return ""
    return duration(seconds) if 1 <= seconds < 86400 else ""


def _ids(ids: Sequence[int]) -> str:
    shown = ",".join(str(i) for i in ids[:3])
    return f"{shown},.." if len(ids) > 3 else shown


def bar(facts: Facts, count: int) -> Cell:
    """One cell per NPU: how full its HBM is in four steps, x where it is sick or gone."""
    by_id = {npu.id: npu for npu in facts.npus or ()}
    spans = []
    for i in sorted({*range(count), *by_id}):
        npu = by_id.get(i)
        if npu is None or not is_healthy(npu):
            spans.append(("x", "bold $error"))
            continue
        share = used_share(npu)
        busy = bool(npu.processes) or (share or 0) > USED
        level = LEVELS[min(int((share or 0) * 4), 3)]
        spans.append((" " if share is None else level, "$warning" if busy else "$muted"))
    return tuple(spans)


def _widest(values: Iterable[str | None]) -> int:
    return max(7, min(10, max((width(value or "") for value in values), default=7)))


def _engine(facts: Facts) -> str | None:
    """The release of the engine on a node."""
    return facts.mindie or facts.package("vllm-ascend")


def columns(
    nodes: Sequence[Node], cells: int, count: int, facts: Sequence[Facts] = ()
) -> tuple[tuple[str, Column], ...]:
    """The columns that fit, name and Column; what matters least goes first where the state has no room."""
    wide = cells >= 100
    most = (20 + min(max(cells - 120, 0), 44)) if wide else 14
    name = min(max((width(n.name) for n in nodes), default=4), most)
    every = {
        "picked": Column("", 3),
        "ranks": Column(t("ranks"), 7, right=True, gap=0),
        "node": Column(t("node"), max(name, 6 if wide else 5), gap=2 if wide else 3),
        "address": Column(t("address"), 13, gap=2),
        "via": Column(t("via"), 6, gap=2),
        "role": Column(t("role"), 6, gap=2),
        "npus": Column("NPUs", 4, right=True, gap=1 if wide else 2),
        "hbm": Column("HBM / NPU", max(min(count, 16), 9), gap=2),
        "free": Column(t("free G"), 6, right=True, gap=1 if wide else 2),
        "driver": Column(t("driver"), _widest(f.driver for f in facts), gap=2),
        "mindie": Column("vLLM" if any(f.packages for f in facts) else "MindIE", _widest(map(_engine, facts)), gap=2),
        "state": Column(t("state"), 0, gap=2 if wide else 3),
    }
    direct = all(known.via == "direct" for known in facts)
    for least in (*(("via", "mindie") if direct else ("mindie", "via")), "driver", "hbm", "role", "free"):
        if cells - 4 - sum(c.width + c.gap for c in every.values()) >= 13:
            break
        del every[least]
    return tuple(every.items())


def row(
    node: Node, state: NodeState | None, fleet: FleetSummary, names: Sequence[str], now: datetime, look: str = ""
) -> MatrixRow:
    """One node as a row of the named columns; `look` is its name where the column is too narrow for all of it."""
    how = standing(node, state, fleet, now)
    facts = state.facts if state else None
    picked = node.name in fleet.picked
    first, last = fleet.ranks.get(node.name, (-1, -1))
    stale = how.glyph == "✗" and facts is not None and state is not None and state.state != "found"

    def ink(column: str, usual: str = "$foreground") -> str:
        return f"bold {how.colour}" if column in how.suspects else "$muted" if stale else usual

    def known(value: object, column: str, usual: str = "$foreground") -> Cell:
        return text("-", "$muted") if value in (None, "") else text(str(value), ink(column, usual))

    role = "master" if node.name == fleet.master else "worker" if picked else "bench" if not node.serves else "-"
    address = node.ip or (facts.ip if facts else None) or cut_head(node.target, 13)
    free = facts.hbm_free_gib if facts else None
    of: dict[str, Cell] = {
        "picked": text("[x]", "bold $accent") if picked else text("[ ]", "$muted"),
        "ranks": text(f"{first}-{last}" if last >= 0 else "", "$foreground"),
        "node": text(look or node.name, "bold $strong" if picked else "$foreground"),
        "address": text(address, "$foreground" if picked else "$muted"),
        "via": text(facts.via if facts else "-", "$muted"),
        "role": text(t(role), "$accent" if role == "master" else "$foreground" if role != "-" else "$muted"),
        "npus": known(len(facts.npus) if facts and facts.npus else None, "npus"),
        "hbm": bar(facts, fleet.npu_count) if facts and facts.npus else text("-", "$muted"),
        "free": known(f"{free:.0f}" if free is not None else None, "free"),
        "driver": known(facts.driver if facts else None, "driver", "$muted"),
        "mindie": known(_engine(facts) if facts else None, "mindie", "$muted"),
        "state": (
            (how.word, "$foreground" if how.glyph == "✓" else how.colour),
            (f" {how.rest}" if how.word else how.rest, "$muted"),
        ),
    }
    return MatrixRow(node.name, tuple(of[name] for name in names), (how.glyph, how.colour))
