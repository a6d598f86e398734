"""Fits, tight, does not fit; least nodes; least share of the memory."""

import pytest

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import (
    best_fitting,
    least_fraction,
    least_nodes,
    npu_kind,
    npu_names,
    other_needs,
    plain_placements,
    verdict,
)  # fmt: skip
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB
from tests.kit.models import model_config

A2 = npu_kind("A2")


@pytest.mark.parametrize(
    "weights, word", [(40, "fits"), (49.3, "fits"), (50, "tight"), (56.5, "tight"), (57, "does not fit")]
)
def test_the_verdict(weights, word):
    assert verdict(weights * GIB, 1 * GIB, 4.5 * GIB, A2.visible) == word


def test_other_needs_grow_with_the_batch_and_with_experts():
    dense, moe = dimensions(model_config("qwen3-8b")), dimensions(model_config("qwen3-30b-a3b"))
    assert other_needs(dense, Placement(), 8192).gib == pytest.approx(1.7)
    assert other_needs(dense, Placement(tp=2), 8192).gib == pytest.approx(2.5)
    assert other_needs(moe, Placement(tp=2), 8192).gib == pytest.approx(4.6)
    more = other_needs(dense, Placement(), 16384).gib - 1.7
    assert more == pytest.approx(8192 * 170 / 2**20)
    assert other_needs(dense, Placement(tp=2), 16384, split=True).gib - 2.5 == pytest.approx(more / 2)


def test_the_least_share_is_rounded_up_with_a_margin():
    made = least_fraction(40 * GIB, 8 * GIB, 2 * GIB, A2.visible)
    assert made.value == 0.85 and made.possible and not made.tight  # 0.8202 -> 0.83, + 0.02
    full = least_fraction(55 * GIB, 8 * GIB, 2 * GIB, A2.visible)
    assert full.value == 0.97 and not full.possible and full.tight


def test_plain_layouts():
    dims = dimensions(model_config("qwen3-30b-a3b"))
    made = list(plain_placements(dims, 8, 2))
    assert [(one.dp, one.tp, one.ep) for one in made] == [(16, 1, 16), (8, 2, 16), (4, 4, 16), (2, 8, 16)]
    fourteen = dimensions(model_config("qwen2.5-0.5b"))
    assert [one.tp for one in plain_placements(fourteen, 8, 1)] == [1, 2]


def test_least_nodes_are_the_first_that_are_enough():
    dims = dimensions(model_config("qwen3-30b-a3b"))
    found = least_nodes(dims, lambda at: (600 * GIB / at.world, 0, 0), A2)
    assert found is not None and (found.nodes, found.placement.dp, found.verdict) == (2, 16, "fits")
    assert least_nodes(dims, lambda at: (60 * GIB, 0, 0), A2) is None
    assert best_fitting([], lambda at: (0, 0, 0), A2, 1) is None


def test_sorts_of_npus():
    assert "A3" in npu_names() and npu_kind("A3").per_node == 16
