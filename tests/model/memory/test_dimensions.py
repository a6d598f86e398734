"""Dimensions come from the model's configuration; what is missing is named."""

import pytest

from mindie_tui.model.memory.dimensions import NotKnown, dimensions
from tests.kit.models import model_config


def test_a_dense_model():
    dims = dimensions(model_config("qwen2.5-0.5b"))
    assert (dims.arch, dims.layers, dims.experts, dims.latent, dims.hybrid) == ("qwen2", 24, 0, False, False)
    assert dims.values["hd"] == 64 and dims.rotary == 64 and dims.positions == 32768


def test_a_model_with_experts_and_multi_token_prediction():
    dims = dimensions(model_config("deepseek-r1"))
    assert (dims.latent, dims.experts, dims.mtp_on_disk, dims.top_k, dims.rotary) == (True, 256, 1, 8, 64)
    assert dims.at(0, 61, 1)["nmoe"] == 59
    assert dims.at(0, 10, 0)["D"] == 3 and dims.at(30, 61, 0)["D"] == 0


def test_an_indexer_that_layers_share_is_counted_once():
    dims = dimensions(model_config("glm-5.2"))
    assert dims.at(0, 78, 1)["nidx"] == sum(dims.indexed) + 1 < 78


def test_a_hybrid_has_linear_layers():
    dims = dimensions(model_config("qwen3-next-80b-a3b"))
    assert dims.hybrid and dims.at(0, 48, 0)["nfull"] == 12 and dims.at(0, 48, 0)["nlin"] == 36
    assert dims.rotary == 64


def test_a_model_of_pictures_is_its_language_part_with_a_tower():
    dims = dimensions(model_config("qwen3-vl-8b"))
    assert (dims.arch, dims.vision, dims.values["vM"], dims.values["vD"]) == ("qwen3", "qwen3_vl_vision", 4608, 3)


@pytest.mark.parametrize(
    "config, part",
    [
        (model_config("deepseek-v4-flash"), "deepseek_v4"),
        (model_config("qwen3-8b", hidden_size=None), "hidden_size"),
        (model_config("qwen3-8b", num_hidden_layers="many"), "num_hidden_layers"),
        ({"model_type": ["qwen3"]}, "model_type"),
        ({}, "model_type"),
    ],
)
def test_what_is_missing_is_named(config, part):
    with pytest.raises(NotKnown, match=part):
        dimensions(config)
