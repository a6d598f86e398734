"""Tensors of a checkpoint by the tables."""

import pytest

from mindie_tui.model.memory.dimensions import NotKnown, dimensions
from mindie_tui.model.memory.shapes import tensors
from tests.kit.models import model_config


def named(dims, *args):
    return {tensor.name: tensor for tensor in tensors(dims, *args)}


def test_a_tied_head_is_no_tensor():
    assert "lm_head.weight" not in named(dimensions(model_config("qwen3-0.6b")))
    assert "lm_head.weight" in named(dimensions(model_config("qwen3-8b")))


def test_layers_of_multi_token_prediction_are_counted_apart():
    made = named(dimensions(model_config("deepseek-r1")), 1)
    experts = made["model.layers.{l}.mlp.experts.{e}.down_proj.weight"]
    assert (experts.shape, experts.count, experts.mtp_count) == ((7168, 2048), 58 * 256, 256)
    assert experts.quantisable and not made["lm_head.weight"].quantisable
    assert "model.layers.{l}.eh_proj.weight" not in named(dimensions(model_config("deepseek-r1")), 0)


def test_layers_of_a_pipeline_stage():
    made = named(dimensions(model_config("qwen3-8b")), 0, (0, 9))
    assert made["model.layers.{l}.self_attn.o_proj.weight"].count == 9


def test_a_dimension_that_is_missing_is_told_by_its_key():
    with pytest.raises(NotKnown, match=r"moe_intermediate_size"):
        tensors(dimensions(model_config("qwen3-30b-a3b", moe_intermediate_size=None)))
