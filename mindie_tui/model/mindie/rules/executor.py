"""MindIE's engine, after the daemon's check and before the workers (MindIE-LLM, src/executor/executor.cpp)."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown, stoi
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, size_of
from mindie_tui.model.mindie.rules.workers import World, nearest_layouts

SOURCE = "src/executor/executor.cpp"


@rule(
    "executor.tp",
    places=("tp",),
    source=SOURCE,
    says="tp is {value}, which the engine cannot use",
)
def tp_is_a_size(s: Service) -> Iterator[Found]:
    """tp is read as an unsigned number: -1 passes the daemon, counts as absent for the workers, and is 4294967295 here;
    0 divides by zero, and text that is no number throws."""
    value = s.model.get("tp", ABSENT)
    size = size_of(value)
    if isinstance(value, str) and stoi(value) is None:
        says = "tp is {value}: the engine cannot read it; take the key out or set {right}"
    elif size is not None and size < 0:
        says = "tp is {value}: the engine reads {reads}; take the key out or set {right}"
    elif size == 0:
        says = "tp is {value}: the engine divides by it; take the key out or set {right}"
    else:
        return
    world = s.world
    dp, cp = s.parallel.given.get("dp", 1), s.parallel.given.get("cp", 1)
    right = world // (dp * cp) if world and dp > 0 and cp > 0 and world % (dp * cp) == 0 else None
    fixes = some(edit("tp", right) if right else None, edit("tp", ABSENT))
    named = right or "a size that fills the world"
    yield hit(says, "tp", fixes=fixes, value=shown(value), reads=(size or 0) % 2**32, right=named)


@rule(
    "executor.dp_per_node",
    places=("dp", "tp", "cp"),
    source=SOURCE,
    says="dp is {dp} on {nodes} nodes: each node needs a dp group of its own while tp x cp = {group} fits into "
    "its {per_node} NPUs",
    mindie="Invalid DP number per node: 0",
)
def each_node_has_a_dp_group(s: Service) -> Iterator[Found]:
    """On several nodes, with P = tp x cp where tp is given, else the NPUs of a node: if P fits into a node, dp // nodes
    must be 1 and up. If P is larger, one group spans nodes and there is no such rule."""
    world, nodes = s.world, s.nodes
    if world is None or not nodes or nodes < 2:
        return
    w = World(s, world, nodes)
    group = w.tp * w.cp if "tp" in w.given else w.per_node
    if 0 < group <= w.per_node and w.dp // nodes < 1:
        fill = w.quotient(w.tp, w.cp)
        fixes = some(
            edit("dp", fill) if fill and fill >= nodes else None,
            edits({f"{pointers.MODEL}/dp": nodes, f"{pointers.MODEL}/tp": w.per_node}) if w.cp == 1 else None,
            *(nearest_layouts(w) if s.model.get("backendType") != "torch" else ()),
        )
        yield Found({"dp": w.dp, "group": group, **w.whole}, fixes)


RULES: tuple[Rule, ...] = (
    tp_is_a_size,
    each_node_has_a_dp_group,
)
