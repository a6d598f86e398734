"""Splits of the weights as MindIE's source has them."""

import pytest

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.quantisation import Quantisation, named
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import total
from mindie_tui.model.mindie.weights_split import (
    MindieOptions,
    _held,
    engine_rules,
    placements,
    weight_terms,
    weights_held,
)
from tests.kit.models import model_config

AT = Placement(4, 8, ep=8, moe_tp=4)


def part(name, module, at=AT, options=MindieOptions(), quant="FLOAT"):  # noqa: B008
    dims = dimensions(model_config(name))
    return next(s for s in _held(dims, named(quant, dims), at, options) if module in s.tensor.name)


def test_attention_is_cut_by_tp_and_the_head_by_the_world():
    assert part("deepseek-r1", "o_proj").local.inputs == 128 * 128 / 8
    assert part("deepseek-r1", "lm_head").local.outputs == 129280 / 32
    assert part("deepseek-r1", "lm_head", options=MindieOptions(head_over_attention=True)).local.outputs == 129280 / 8
    assert part("deepseek-r1", "kv_b_proj").local.copies == 1


def test_dense_layers_are_cut_by_the_world_but_the_first_of_deepseek_by_tp():
    assert part("deepseek-r1", "mlp.gate_proj").local.outputs == 18432 / 8
    assert part("glm-4.5", "mlp.gate_proj").local.outputs == 12288 / 32


def test_experts_are_spread_and_cut():
    local = part("deepseek-r1", "experts.{e}.up_proj").local
    assert (local.number, local.outputs) == (32, 2048 / 4)
    assert part("deepseek-r1", "mlp.gate.weight").local.width == 4


def test_the_shared_expert():
    assert part("deepseek-r1", "shared_experts.up_proj").local.outputs == 2048 / 32
    assert part("deepseek-r1", "shared_experts.up_proj", options=MindieOptions(ep_level=2)).local.outputs == 2048 / 4
    whole = MindieOptions(shared_expert_dp=True)
    assert part("deepseek-r1", "shared_experts.up_proj", options=whole).local.outputs == 2048


def test_embeddings():
    assert part("deepseek-r1", "embed_tokens").local.copies == 1 / 8
    assert part("glm-4.5", "embed_tokens").local.copies == 1 + 1 / 8
    assert part("llama-3.1-8b", "embed_tokens", Placement(1, 8)).local.copies == 1 / 8
    assert part("seed-x-7b", "embed_tokens", Placement(1, 8)).local.copies == 1
    assert part("qwen3-0.6b", "embed_tokens", Placement(1, 8)).local.copies == 2 / 8


def test_the_torch_backend_serves_models_with_an_indexer():
    assert part("deepseek-v3.2", "embed_tokens").local.copies == 1
    assert part("deepseek-v3.2", "lm_head").local.outputs == 129280 / 8
    indexer = part("deepseek-v3.2", "indexer.wq_b", quant="W8A8")
    assert (indexer.scheme, indexer.local.outputs, indexer.scales) == ("FLOAT", 64 * 128, 0)


def test_multi_token_prediction_shares_embedding_and_head():
    dims = dimensions(model_config("deepseek-r1"))
    kinds = {share.tensor.kind for share in _held(dims, Quantisation(), AT, MindieOptions(mtp=1))}
    assert "mtp_float" in kinds and not kinds & {"mtp_embed", "mtp_head"}


def test_terms_sum_to_what_is_held_and_cp_cuts_nothing():
    dims = dimensions(model_config("deepseek-r1"))
    quantisation = named("W8A8", dims)
    held = weights_held(dims, quantisation, AT, MindieOptions())
    assert total(weight_terms(dims, quantisation, AT, MindieOptions())) == pytest.approx(held.bytes)
    rules = engine_rules(dims, quantisation, MindieOptions())
    assert rules.held(Placement(1, 8, cp=4, ep=8, moe_tp=4, sp=8)) == rules.held(AT) == held
    assert "estimate from MindIE's source" in rules.source


def test_layouts_divide_heads_and_experts():
    dims = dimensions(model_config("qwen2.5-0.5b"))
    assert {at.tp for at in placements(dims, 8, 1)} == {1, 2}
    moe = list(placements(dimensions(model_config("deepseek-r1")), 16, 2))
    assert all(at.world == 32 and at.ep * at.moe_tp == 32 for at in moe)
