"""How each node stands, in one glyph and two words."""

from dataclasses import replace
from datetime import datetime

from mindie_tui.model.node import Node
from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.nodes.rows import fleet_of, standing
from tests.kit.plays import deployment, facts, npus, play

NOW = datetime.fromisoformat("2026-11-24T02:14:05+08:00")


def how(state, *, node=None, others=()):
    value = deployment(1)
    known = {f.node: NodeState(f.node, state="found", facts=f) for f in others}
    run = replace(play().state, nodes=known | ({"a3-01": state} if state else {}))
    fleet = fleet_of([*value.nodes, *(Node(name=f.node) for f in others)], value, run, range(16))
    return standing(node or value.nodes[0], state, fleet, NOW)


def test_how_a_node_stands_in_one_glyph_and_two_words():
    def found(**changes):
        return NodeState("a3-01", state="found", facts=facts("a3-01", **changes))

    sick = tuple(replace(n, health="Alarm") if n.id == 3 else n for n in npus())
    runs = tuple(replace(n, processes=("4711 python 54272",)) if n.id == 5 else n for n in npus())
    cases = [
        (None, "-", "", "not asked"),
        (NodeState("a3-01", state="asking", since="2026-11-24T02:14:00+08:00"), None, "asking", "5 s"),
        (NodeState("a3-01", state="lost", since="2026-11-24T02:13:53+08:00"), "✗", "lost", "12 s"),
        (NodeState("a3-01", state="refused", refusal="host_key_unknown"), "✗", "key", "unknown"),
        (found(), "✓", "ready", ""),
        (found(npus=sick), "✗", "NPU 3", "not healthy"),
        (found(npus=runs), "!", "busy", "NPU 5"),
        (found(container_state="exited"), "✗", "container", "exited"),
        (found(npus=()), "!", "no NPU", "seen"),
    ]
    for state, glyph, word, rest in cases:
        stands = how(state)
        assert (stands.word, stands.rest) == (word, rest) and (glyph is None or stands.glyph == glyph)
    assert how(found(npus=npus(8)), others=[facts("a3-02"), facts("a3-03")]).rest == "gone"
