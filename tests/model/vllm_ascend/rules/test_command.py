"""What is read of config.json, and which paths are known."""

from mindie_tui.model.vllm_ascend.rules.command import KnownPaths, WeightsShape
from tests.kit.serve_commands import DENSE, EXPERTS, LATENT, SPARSE


def test_the_kinds_of_attention_and_experts():
    assert [shape.experts for shape in (DENSE, EXPERTS, LATENT)] == [0, 128, 256]
    assert [shape.mla for shape in (DENSE, LATENT, SPARSE)] == [False, True, True]
    assert [shape.sparse for shape in (LATENT, SPARSE)] == [False, True]
    assert [shape.mtp for shape in (DENSE, EXPERTS, LATENT, SPARSE)] == [False, False, True, True]
    assert [shape.names_experts for shape in (DENSE, EXPERTS)] == [False, True]
    assert not WeightsShape({"model_type": "llama", "kv_lora_rank": 512}).mla


def test_heads_are_those_of_the_language_model():
    shape = WeightsShape({"num_attention_heads": 16, "text_config": {"num_attention_heads": 64}})
    assert (shape.heads, shape.kv_heads) == (64, 64)
    assert WeightsShape({}).heads is None and WeightsShape({"num_experts": [8, 8]}).experts == 8


def test_the_length_is_scaled_by_rope():
    base = {"max_position_embeddings": 32768, "model_max_length": 40000}
    assert WeightsShape(base).length == 32768
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16384}
    assert WeightsShape({**base, "rope_scaling": yarn}).length == 65536
    assert WeightsShape({**base, "rope_scaling": {"type": "llama3", "factor": 8.0}}).length == 32768
    assert WeightsShape({}).length is None


def test_the_quantization_of_the_weights():
    assert DENSE.quantization is None
    config = {"text_config": {}, "quantization_config": {"quant_method": "compressed_tensors"}}
    assert WeightsShape(config).quantization == "compressed-tensors"


def test_what_nobody_looked_for_is_unknown():
    paths = KnownPaths(frozenset({"/a"}), frozenset({"/b"}))
    assert [paths.has(path) for path in ("/a", "/b", "/c")] == [True, False, None]
    assert KnownPaths(closed=True).has("/c") is False
