"""Bytes of a token, tokens of a memory."""

import pytest

from mindie_tui.model.memory.dimensions import NotKnown
from mindie_tui.model.memory.kv import CacheOptions, cache_shape, request_bytes, token_bytes, tokens
from mindie_tui.model.memory.shares import Placement
from tests.kit.models import model_config


def size(name, placement=Placement(), options=CacheOptions()):  # noqa: B008
    return token_bytes(cache_shape(model_config(name)), placement, options).bytes


def test_heads_are_cut_by_tp_but_never_below_one():
    assert size("qwen3-8b") == 147456
    assert size("qwen3-235b-a22b", Placement(tp=16)) == 48128 == size("qwen3-235b-a22b", Placement(tp=4))
    assert size("llama-3.1-8b", Placement(tp=2, pp=2)) == 32768


def test_a_latent_vector_is_not_cut():
    assert size("deepseek-r1", Placement(tp=16)) == 61 * 1152 == size("deepseek-r1")
    assert size("deepseek-r1", options=CacheOptions(drafter_layers=1)) == 62 * 1152
    assert size("deepseek-r1", options=CacheOptions(fa3=True)) == 61 * 640


def test_an_indexer_keeps_a_key_on_its_layers():
    assert size("deepseek-v3.2") == 61 * (1152 + 256)
    assert size("deepseek-v3.2", options=CacheOptions(index_c8=True)) == 61 * (1152 + 130)
    assert size("glm-5.2") < size("glm-5")


def test_a_cache_of_eight_bits_is_half():
    assert size("qwen3-8b", options=CacheOptions(bytes=1)) == 147456 / 2


@pytest.mark.parametrize("name", ["qwen3-next-80b-a3b", "qwen3.5-27b", "deepseek-v4-flash", "minimax-m3"])
def test_other_caches_get_no_number(name):
    with pytest.raises(NotKnown):
        cache_shape(model_config(name))


def test_a_configuration_without_heads_gets_no_number():
    with pytest.raises(NotKnown, match="num_attention_heads"):
        cache_shape({"num_hidden_layers": 4})


def test_whole_blocks_of_what_is_available():
    assert tokens(25083870720, 48128) == 521088
    assert tokens(-1, 48128) == 0


def test_a_request_takes_whole_blocks_spread_by_cp_and_sp():
    assert request_bytes(129, 10, Placement()) == 256 * 10
    assert request_bytes(1024, 10, Placement(cp=2)) == 512 * 10
