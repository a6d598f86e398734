"""A start's own figures stand in place of the estimate; two hundred planted starts hold the verdicts."""

import random
from collections import Counter

import pytest

from mindie_tui.model.memory import plan
from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import MOST, npu_kind
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.memory.seen import SeenStart, seen_verdict
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.mindie.kv_memory import MemorySetting, estimate
from mindie_tui.model.mindie.seen_start import seen_start
from mindie_tui.model.mindie.weights_split import MindieOptions, engine_rules
from tests.kit.models import model_config

MODELS = [
    ("qwen3-8b", "FLOAT"), ("qwen3-32b", "FLOAT"), ("qwen2.5-72b", "W8A8"), ("llama-3.1-70b", "FLOAT"),
    ("qwen3-30b-a3b", "FLOAT"), ("qwen3-235b-a22b", "W8A8"), ("deepseek-r1", "W8A8"), ("deepseek-v3.2", "W8A8"),
]  # fmt: skip
LENGTHS = (2048, 8192, 32768, 131072)


def planned(name, quant, length, seen=None):
    config = model_config(name)
    dims = dimensions(config)
    quantisation = named(quant, dims)
    rules = engine_rules(dims, quantisation, MindieOptions())
    load = ServedLoad(length // 2, length // 2)
    return plan.PlannedModel(dims, config, quantisation, rules, npu_kind("A2"), load, starts=(seen,) if seen else ())


def start(fraction, used, kv_token, length, visible):
    """What MindIE prints of a start on an NPU of which `used` bytes are taken; and whether it starts."""
    block = kv_token * 128 / GIB
    there, needed = int((fraction * visible - used) / (kv_token * 128)), -(-length // 128)
    lines = [f"One block during warmup needs npu memory(GiB): {block}"]
    if there < needed:
        lines += [f"Warmup failed. Required block number: {needed}. Left block number: {there}."]
    else:
        lines += [
            "warmup params: "
            f"max_prefill_tokens={length}, max_seq_len={length}, max_input_len={length}, max_iter_times=0",
            f"Requested memory: {fraction} (util), {fraction * visible / GIB:.2f} GiBnpu_mem: {there * block:.2f} GiB",
            f"Allocated {there * block:.4f} (GiB) NPU memory for KVcache",
        ]
    return there >= needed, lines


@pytest.mark.long
def test_two_hundred_planted_starts():
    draw = random.Random(7)
    told = Counter()
    for _ in range(200):
        (name, quant), length = draw.choice(MODELS), draw.choice(LENGTHS)
        model = planned(name, quant, length)
        one = draw.choice([one for one in plan.ranked(model, draw.choice((1, 2))) if not one.special])
        weights = one.weights * draw.uniform(0.99, 1.01)
        used = weights + one.other * draw.uniform(0.25, 1.0)
        kv, visible = model.sizes(one.at)[1], model.npu.visible
        needs = used + kv
        starts, lines = start(one.fraction.value, used, one.kv_token, length, visible)
        told[one.verdict] += 1
        if one.verdict == "fits":
            assert starts, (name, one.at)
        if one.verdict == "does not fit" and needs <= MOST * visible:
            told["would have"] += 1
        found = estimate(lines, MemorySetting(one.fraction.value))
        exact = needs / visible
        if found is not None and (starts or exact >= one.fraction.value):
            assert exact - 1e-4 <= found.least <= exact + 0.0105, (name, one.at)
            told["least share"] += 1
    assert told["would have"] <= 0.03 * 200, told
    assert min(told[word] for word in ("fits", "does not fit")) > 10 and told["least share"] > 150, told


def test_a_start_replaces_the_estimate_of_its_layout_alone():
    model = planned("qwen3-32b", "FLOAT", 8192)
    one = plan.ranked(model, 1)[0]
    seen = SeenStart(one.at, model.npu.visible, one.weights + 1 * GIB, one.kv_token, "run-1")
    again = planned("qwen3-32b", "FLOAT", 8192, seen)
    same = next(other for other in plan.ranked(again, 1) if other.at == one.at)
    assert same.other == pytest.approx(GIB) and same.fraction.value < one.fraction.value
    assert "a start of this layout used" in plan.reason(again, same, same)
    assert plan.layout_terms(again, same)[-1].inputs["run"] == "run-1"
    assert again.correction == pytest.approx(one.weights + GIB - sum(model.estimated(one.at)))


def test_a_start_corrects_the_estimate_of_the_other_layouts():
    model = planned("qwen3-32b", "FLOAT", 8192)
    one, other = plan.ranked(model, 1)[:2]
    above = SeenStart(one.at, model.npu.visible, sum(model.estimated(one.at)) + 3 * GIB, one.kv_token, "run-1")
    corrected = planned("qwen3-32b", "FLOAT", 8192, above).other(other.at)
    assert corrected.bytes == pytest.approx(other.other + 3 * GIB) and corrected.inputs["run"] == "run-1"
    below = SeenStart(one.at, model.npu.visible, one.weights, one.kv_token, "run-1")
    assert planned("qwen3-32b", "FLOAT", 8192, below).other(other.at).bytes == pytest.approx(other.other / 2)


def test_a_start_of_another_model_does_not_agree():
    seen = SeenStart(plan.Placement(), 60 * GIB, 20 * GIB, 147456)
    assert seen.agrees(147456) and not seen.agrees(196608)


@pytest.mark.parametrize(("used", "word"), [(50, "fits"), (57, "tight"), (60, "does not fit")])
def test_the_verdict_of_a_start(used, word):
    assert seen_verdict(used * GIB, 1 * GIB, 60.2 * GIB) == word


def test_the_lines_of_a_start_give_what_it_used():
    model = planned("qwen3-32b", "FLOAT", 8192)
    one = plan.ranked(model, 1)[0]
    used = one.weights + 2 * GIB
    _, lines = start(0.9, used, one.kv_token, 8192, model.npu.visible)
    found = estimate(lines, MemorySetting(0.9))
    config = {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"dp": one.at.dp, "tp": one.at.tp}]}}}
    seen = seen_start(config, 8, (found.setting, found.value, found.blocks, found.block_gib), 64.0)
    assert seen.at == one.at and seen.agrees(one.kv_token)
    assert abs(seen.used - used) < one.kv_token * 128 + 0.01 * GIB
