"""Splits of vLLM-Ascend, held against its start logs in tests/conformance/memory."""

import pytest

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.quantisation import Quantisation, named
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB, total
from mindie_tui.model.memory.vllm_ascend import NEWEST, VllmOptions, heaviest, held, stages, version_of, weights
from tests.kit.models import model_config

V18 = VllmOptions(version_of("v0.18"))


@pytest.mark.parametrize(
    "text, version",
    [
        ("v0.9.1", (0, 9, 1, 99)), ("v0.20.2rc1", (0, 20, 2, 1)), ("v0.14.0 dev", (0, 14, 0, 0)),
        ("v0.9.x", (0, 9, 99, 99)), ("0.18", (0, 18, 0, 99)), ("main 2026", NEWEST), ("v0.8.5 (V0)", (0, 8, 5, 99)),
        ("v0.14.0rc1", (0, 14, 0, 1)), ("", NEWEST),
    ],
)  # fmt: skip
def test_versions(text, version):
    assert version_of(text) == version


def gib(name, placement, options=V18, quant="FLOAT"):
    dims = dimensions(model_config(name))
    return heaviest(dims, named(quant, dims), placement, options)[0].bytes / GIB


def part(name, module, placement, options=V18, quant="FLOAT"):
    dims = dimensions(model_config(name))
    return next(s for s in held(dims, named(quant, dims), placement, options)[0] if module in s.tensor.name)


def test_terms_sum_to_the_weights():
    dims = dimensions(model_config("deepseek-r1"))
    at = Placement(4, 4, ep=16)
    for version in ("v0.9.1", "v0.18"):
        options = VllmOptions(version_of(version), mtp=1)
        size = heaviest(dims, named("W8A8", dims), at, options)[0].bytes
        assert abs(total(weights(dims, named("W8A8", dims), at, options)) - size) < 1


def test_experts_are_spread_or_cut():
    spread = part("qwen3-30b-a3b", "experts.{e}.up_proj", Placement(2, 4, ep=8))
    cut = part("qwen3-30b-a3b", "experts.{e}.up_proj", Placement(1, 4))
    assert (spread.local.number, spread.local.outputs) == (16, 768)
    assert (cut.local.number, cut.local.outputs) == (128, 192)


def test_key_value_heads_are_copied_beyond_their_number():
    assert part("qwen3-30b-a3b", "k_proj", Placement(1, 8)).local.outputs == 128
    assert part("qwen3-30b-a3b", "k_proj", Placement(1, 2)).local.outputs == 256


def test_kv_b_is_kept_and_copied_without_an_indexer():
    assert part("deepseek-r1", "kv_b_proj", Placement(1, 16, ep=16)).local.copies == 2
    assert part("deepseek-v3.2", "kv_b_proj", Placement(1, 16, ep=16)).local.copies == 1


def test_what_context_parallel_attention_costs():
    plain = gib("glm-5", Placement(1, 16, ep=16), quant="W8A8")
    whole = gib("glm-5", Placement(1, 16, ep=16), VllmOptions(version_of("v0.18"), dsa_cp=True), "W8A8")
    split = gib("glm-5", Placement(1, 16, ep=16), VllmOptions(version_of("v0.18"), dsa_cp=True, o_proj_tp=True), "W8A8")
    assert 10 < whole - plain < 12 and plain < split < whole
    automatic = VllmOptions(version_of("v0.18"), flashcomm1=True)
    dims = dimensions(model_config("glm-5"))
    assert automatic.context_parallel(dims) and not VllmOptions(version_of("v0.20"), flashcomm1=True).context_parallel(
        dims
    )
    assert not automatic.context_parallel(dimensions(model_config("deepseek-r1")))


def test_a_sharded_module_is_whole_on_some_layers():
    options = VllmOptions(version_of("v0.20.2rc1"), layer_sharding=("q_b_proj",))
    assert part("glm-5", "q_b_proj", Placement(1, 16, ep=16), options).units == 5


def test_the_shared_expert_may_be_whole():
    at = Placement(1, 16, ep=16)
    assert part("glm-5", "shared_experts.up_proj", at).local.outputs == 128
    assert part("glm-5", "shared_experts.up_proj", at, VllmOptions(flashcomm1=True)).local.outputs == 2048
    assert part("glm-5", "shared_experts.up_proj", at, VllmOptions(shared_expert_dp=True)).local.outputs == 2048


def test_the_router_has_four_bytes_since_0_20_2rc1():
    at = Placement(1, 16, ep=16)
    assert part("glm-5", "mlp.gate.weight", at).unit * 2 == part("glm-5", "mlp.gate.weight", at, VllmOptions()).unit


def test_a_second_copy_for_mlapo():
    assert part("deepseek-r1", "q_a_proj", Placement(), VllmOptions(mlapo=True)).local.copies == 2


def test_pipeline_stages_hold_their_layers_and_a_tied_head_twice():
    assert stages(61, 2) == [(0, 31), (31, 61)] and stages(8, 1) == [(0, 8)]
    dims = dimensions(model_config("qwen3-0.6b"))
    first, last = held(dims, Quantisation(), Placement(pp=2), V18)
    for stage in (first, last):
        assert any(share.tensor.kind == "embed" for share in stage)


def test_packed_experts_are_unpacked():
    assert 217 < gib("gpt-oss-120b", Placement()) < 219
