"""The scheme of each tensor, by a description, a configuration or a name."""

import json
from pathlib import Path

import pytest

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.quantisation import configured, described, named, scheme_bytes
from mindie_tui.model.memory.shapes import tensors
from tests.kit.models import CONFIGS, model_config

QUANT = CONFIGS.parent / "quant"


def schemes(quantisation, dims, mtp=0):
    return {t.name.split("{l}.")[-1]: quantisation.pieces(t) for t in tensors(dims, mtp)}


def description(name):
    return json.loads((Path(QUANT) / f"{name}.json").read_text())


def test_w8a8_of_a_dense_model_is_static():
    found = schemes(named("W8A8", dims := dimensions(model_config("qwen3-8b"))), dims)
    assert found["mlp.up_proj.weight"] == (("W8A8", 36),)
    assert found["model.embed_tokens.weight"] == (("FLOAT", 1),)


def test_w8a8_of_experts_is_by_token_and_attention_static():
    dims = dimensions(model_config("deepseek-r1"))
    found = schemes(named("W8A8 (modelslim)", dims), dims)
    assert found["mlp.experts.{e}.up_proj.weight"] == (("W8A8_DYNAMIC", 58 * 256),)
    assert found["self_attn.q_b_proj.weight"] == (("W8A8", 61),)
    assert found["self_attn.kv_b_proj.weight"] == (("FLOAT", 61),)


def test_a_float_layer_of_multi_token_prediction():
    dims = dimensions(model_config("glm-5"))
    found = schemes(named("W4A8, MTP FLOAT", dims), dims, 1)
    assert found["mlp.experts.{e}.up_proj.weight"] == (("W4A8_DYNAMIC", 75 * 256), ("FLOAT", 256))


def test_w4a16_of_experts_alone():
    dims = dimensions(model_config("kimi-k2"))
    found = schemes(named("W4A16 experts, FLOAT rest", dims), dims)
    assert found["mlp.experts.{e}.up_proj.weight"][0][0] == "W4A16"
    assert found["mlp.shared_experts.up_proj.weight"][0][0] == "FLOAT"


@pytest.mark.parametrize("label", ["AWQ", "W3A3", "not told"])
def test_a_name_without_rules_is_refused_with_those_that_have(label):
    with pytest.raises(ValueError, match="W8A8"):
        named(label, dimensions(model_config("qwen3-8b")))


def test_eight_bits_of_the_cache():
    dims = dimensions(model_config("qwen3-8b"))
    assert named("W8A8C8", dims).kv_bytes == 1 and named("W8A8", dims).kv_bytes == 2
    assert described(description("qwen2-w8a8c8"), 28).kv_bytes == 1


def test_a_description_decides_tensor_by_tensor():
    dims = dimensions(model_config("qwen3-8b", num_hidden_layers=2))
    found = schemes(described(description("qwen3-w8a8"), 2), dims)
    assert sorted(found["mlp.down_proj.weight"]) == [("FLOAT", 1), ("W8A8", 1)]
    assert found["self_attn.q_proj.weight"] == (("W8A8", 2),)


def test_the_layer_of_multi_token_prediction_is_described_apart():
    dims = dimensions(model_config("glm-5", num_hidden_layers=2, first_k_dense_replace=1))
    found = schemes(described(description("glm5-w4a8-float-mtp"), 2), dims, 1)
    assert found["mlp.experts.{e}.up_proj.weight"] == (("W4A8_DYNAMIC", 256), ("FLOAT", 256))


def test_an_unheard_of_scheme_is_kept_by_name():
    assert described({"model.layers.0.mlp.up_proj.weight": "W2A2"}, 1).unknown == ("W2A2",)


def test_what_the_configuration_says():
    dims = dimensions(model_config("deepseek-r1"))
    assert configured(model_config("deepseek-r1"), dims).experts == "FP8_BLOCK"
    assert configured(model_config("qwen3-8b"), dimensions(model_config("qwen3-8b"))).label == "FLOAT"
    kimi = description("kimi-w4a16-compressed-tensors")["config.json: quantization_config"]
    config = model_config("kimi-k2", quantization_config=kimi)
    found = configured(config, dimensions(config))
    assert (found.attention, found.experts, found.rest, found.group_size) == ("FLOAT", "W4A16", "FLOAT", 32)
    with pytest.raises(ValueError, match="awq"):
        configured(model_config("qwen3-8b", quantization_config={"quant_method": "awq"}), dims)


def test_mindies_own_key_of_a_configuration():
    config = model_config("deepseek-r1", quantization_config=None, quantize="w8a8_dynamic")
    assert configured(config, dimensions(config)).experts == "W8A8_DYNAMIC"
    config = model_config("qwen3-8b", quantize="w8a8sc")
    with pytest.raises(ValueError, match="sparse"):
        configured(config, dimensions(config))


def test_bytes_of_a_linear():
    assert scheme_bytes("W8A8", "vllm-ascend").of(10, 100) == 1000 + 120 + 600
    assert scheme_bytes("W8A8_DYNAMIC", "vllm-ascend").of(10, 100, down=True) == 1000 + 40
    assert scheme_bytes("W4A16", "vllm-ascend").of(10, 64) == 10 * 64 * 0.625
    assert scheme_bytes("FP8_BLOCK", "disk").of(129, 128) == 129 * 128 + 8
