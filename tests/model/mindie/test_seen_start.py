"""The layout of a configuration and what its start used."""

import pytest

from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.mindie.kv_memory import FIXED, FRACTION
from mindie_tui.model.mindie.seen_start import placement_of, seen_start, world_of


def config(**sizes):
    return {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [sizes]}}}


def test_sizes_that_are_not_set_take_what_is_left():
    assert placement_of(config(dp=4, tp=8, moe_ep=4, moe_tp=8), 32) == Placement(4, 8, 1, 1, 4, 8)
    assert placement_of(config(dp=-1, tp="x", moe_tp=-1), 16) == Placement(1, 16, 1, 1, 1, 16)
    assert placement_of(None, 8) == Placement(1, 8, moe_tp=8)


def test_what_is_used_is_what_the_share_leaves():
    made = seen_start(config(tp=8), 8, (FRACTION, 0.9, 100, 0.1), 64.0, "r")
    assert made is not None and made.used == pytest.approx((0.9 * 60.96 - 10) * GIB)
    assert made.kv_token == pytest.approx(0.1 * GIB / 128) and made.of == "r"
    spread = seen_start(config(tp=8, sp=8), 8, (FRACTION, 0.9, 800, 0.1), 64.0)
    assert spread is not None and spread.used == pytest.approx(made.used)


@pytest.mark.parametrize("memory", [(FIXED, 20.0, 100, 0.1), (FRACTION, 0.0, 1, 0.1), (FRACTION, 0.9, 1, 0.0)])
def test_lines_without_a_share_say_nothing(memory):
    assert seen_start(config(), 8, memory, 64.0) is None


def test_the_world_is_that_of_every_node():
    assert world_of(config(worldSize=8), 4) == 32
    assert world_of({}, 2) == 2
