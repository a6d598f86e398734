"""The place of a node among the others, as arguments."""

from mindie_tui.model.vllm_ascend.artefacts.nodes import local_ranks, of_node

DP4 = {"data-parallel-size": 4}


def test_a_node_alone_has_none():
    assert of_node(DP4, 0, 1, "10.0.0.1") == {}


def test_ranks_are_dealt_out_in_the_order_of_the_nodes():
    head, other = (of_node(DP4, k, 2, "10.0.0.1") for k in (0, 1))
    assert head == {"data-parallel-size-local": 2, "data-parallel-address": "10.0.0.1"}
    assert other == head | {"data-parallel-start-rank": 2, "headless": True}


def test_one_rank_is_spread_over_the_nodes():
    head, other = (of_node({"tensor-parallel-size": 32}, k, 2, "10.0.0.1") for k in (0, 1))
    assert head == {"nnodes": 2, "node-rank": 0, "master-addr": "10.0.0.1"}
    assert other == head | {"node-rank": 1, "headless": True}


def test_what_the_profile_says_stays():
    given = {**DP4, "data-parallel-size-local": 1, "data-parallel-address": "10.9.9.9"}
    assert of_node(given, 1, 2, "10.0.0.1")["data-parallel-address"] == "10.9.9.9"
    assert local_ranks(given, 2) == 1 and local_ranks({**DP4, "nnodes": 2}, 2) is None
