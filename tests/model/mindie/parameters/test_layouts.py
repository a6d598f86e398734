"""All legal layouts of some nodes, best first: nothing that the workers or the engine refuse, and nothing left out."""

import itertools

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.layouts import SIZES, Sizes, layouts, legal
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import made


def test_the_first_layout_is_that_of_the_operators_guide():
    assert layouts(16, 1)[0].sizes == {"dp": 2, "cp": 1, "tp": 8, "sp": 1, "moe_tp": 4, "moe_ep": 4}
    assert layouts(16, 2)[0].sizes == {"dp": 4, "cp": 1, "tp": 8, "sp": 1, "moe_tp": 4, "moe_ep": 8}
    assert layouts(8, 1)[0].sizes == {"dp": 1, "cp": 1, "tp": 8, "sp": 1, "moe_tp": 4, "moe_ep": 2}


def test_every_layout_says_why_it_stands_where_it_stands():
    for layout in layouts(16, 2):
        assert layout.reason and "{" not in layout.reason


@pytest.mark.parametrize("base", ["a3-double", "a3-single", "a2-single"])
def test_no_layout_of_the_list_is_refused(base):
    per_node, nodes = {"a3-double": (16, 2), "a3-single": (16, 1), "a2-single": (8, 1)}[base]
    for layout in layouts(per_node, nodes):
        judged = made(base, {f"{pointers.MODEL}/{name}": size for name, size in layout.sizes.items()})
        refused = [f.text for f in judge(judged) if f.severity == "error"]
        assert not refused, (layout.sizes, refused)


def test_no_legal_layout_is_left_out():
    divisors = (1, 2, 4, 8, 16)
    listed = {tuple(layout.sizes.values()) for layout in layouts(8, 2)}
    for sizes in itertools.product(divisors, repeat=len(SIZES)):
        if legal(Sizes(*sizes), per_node=8, nodes=2):
            assert sizes in listed, sizes


def test_a_model_without_experts_has_no_expert_groups():
    assert {layout.moe_ep for layout in layouts(16, 1, experts=False)} == {1}


def test_a_fleet_of_nothing_has_no_layout():
    assert layouts(0, 1) == () and layouts(16, 0) == () and layouts(64, 1000) == ()
