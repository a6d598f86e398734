"""A check over all nodes is judged once, when the slowest has answered or is lost."""

from mindie_tui.model.deployment import Container
from mindie_tui.model.preflight.check import CHECKS
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.remote.preflight.together import Together

CHECK = next(check for check in CHECKS if check.across)
NODES = ("a3-01", "a3-02")
TOOK = dict.fromkeys(CHECK.needs, 12)


def together(wanted=NODES):
    return Together([CHECK], {CHECK.name: NODES}, {CHECK.name: wanted})


def seen(node):
    return Seen(node, NODES, Container(engine="none"))


def test_it_waits_for_the_slowest_and_shows_each_node_all_of_them():
    waiting = together()
    assert waiting.saw(seen("a3-01"), TOOK) == [] and waiting.waiting(CHECK)
    judged = waiting.saw(seen("a3-02"), {name: 30 for name in TOOK})
    assert [(check, one.node, ms) for check, one, ms in judged] == [(CHECK, "a3-01", 12), (CHECK, "a3-02", 30)]
    assert all(set(one.peers) == set(NODES) for _, one, _ in judged) and not waiting.waiting(CHECK)


def test_a_part_of_the_answers_is_not_enough():
    waiting = together()
    waiting.saw(seen("a3-01"), TOOK)
    assert waiting.saw(seen("a3-02"), {"": 1}) == []


def test_a_node_that_is_lost_is_waited_for_no_longer_and_is_nobodys_peer():
    waiting = together()
    waiting.saw(seen("a3-01"), TOOK)
    judged = waiting.lost("a3-02")
    assert [(one.node, set(one.peers)) for _, one, _ in judged] == [("a3-01", {"a3-01"})]


def test_only_the_wanted_nodes_get_a_verdict_though_all_are_compared():
    waiting = together(wanted=("a3-02",))
    waiting.saw(seen("a3-02"), TOOK)
    judged = waiting.saw(seen("a3-01"), TOOK)
    assert [(one.node, set(one.peers)) for _, one, _ in judged] == [("a3-02", set(NODES))]
