"""What one NPU holds under any rule of splits."""

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.quantisation import Quantisation, named
from mindie_tui.model.memory.shapes import tensors
from mindie_tui.model.memory.shares import MIB, Local, Placement, as_terms, rounding, shares
from tests.kit.models import model_config


def whole(tensor):
    return Local(tensor.shape[0], tensor.elements // tensor.shape[0], 128 if ".experts." in tensor.name else 1)


def test_whole_tensors_are_the_checkpoint():
    dims = dimensions(model_config("qwen3-30b-a3b"))
    held = list(shares(tensors(dims), Quantisation(), 128, whole, "vllm-ascend"))
    assert sum(share.bytes for share in held) == 61064245248
    assert sum(term.bytes for term in as_terms(held)) == 61064245248
    assert {term.name for term in as_terms(held)} == {
        "embedding and head", "attention", "experts", "router and norms",
    }  # fmt: skip


def test_scales_are_a_term_of_their_own():
    dims = dimensions(model_config("qwen3-8b"))
    held = list(shares(tensors(dims), named("W8A8", dims), 0, whole, "vllm-ascend"))
    terms = {term.name: term for term in as_terms(held)}
    up = next(share for share in held if "up_proj" in share.tensor.name)
    assert up.scales == 36 * (12 * 12288 + 6 * 4096)
    assert terms["scales"].bytes == sum(share.scales for share in held)
    inputs = terms["dense layers"].parts[0].inputs
    assert (inputs["scheme"], inputs["bytes"], inputs["layers"]) == ("W8A8", 1, 36)


def test_a_large_tensor_gets_the_rest_of_its_two_mebibytes():
    dims = dimensions(model_config("qwen3-8b"))
    held = list(shares(tensors(dims), Quantisation(), 0, whole, "vllm-ascend"))
    assert rounding(held) == 2 * MIB  # embedding and head have 1187 MiB each


def test_the_world_is_the_product():
    assert Placement(2, 4, 2, 2).world == 32
