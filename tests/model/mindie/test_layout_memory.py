"""What each layout takes, by the model's configuration that a node showed."""

import json

import pytest

from mindie_tui.model.mindie.layout_memory import numbers_of, sizes_of
from mindie_tui.model.mindie.parameters.layouts import layouts
from mindie_tui.model.mindie.shown_model import shown_model
from mindie_tui.model.node import Facts, Npu
from tests.kit.models import model_config

PATH = "/data/weights/model"
CONFIG = {
    "BackendConfig": {"ModelDeployConfig": {"maxSeqLen": 8192, "ModelConfig": [{"modelWeightPath": PATH}]}},
}


def shown(name, path=PATH, **changes):
    text = json.dumps(model_config(name, **changes))
    return {"n": Facts("n", npus=(Npu(0, hbm_total_mb=65536),), model_path=path, model_text=text)}


def test_layouts_come_best_first_with_weights_cache_and_verdict():
    found = layouts(8, 2)
    facts = shown("deepseek-r1", quantization_config=None, quantize="w8a8_dynamic")
    ordered, numbers = numbers_of(found, CONFIG, shown_model(PATH, facts), 8, 2)
    assert sorted(map(sizes_of, ordered)) == sorted(map(sizes_of, found)) and len(numbers) == len(found)
    first, last = numbers[sizes_of(ordered[0])], numbers[sizes_of(ordered[-1])]
    assert first.verdict == "fits" and 38 < first.weights_gib < 50 and first.kv_tokens and "first" in first.reason
    assert last.verdict != "fits" or "split the sequence" in last.reason


def test_a_dense_model_is_judged_by_the_sizes_of_attention():
    found = layouts(8, 1)
    ordered, numbers = numbers_of(found, CONFIG, shown_model(PATH, shown("qwen3-32b")), 8, 1)
    alike = {numbers[sizes_of(one)] for one in ordered if (one.dp, one.cp, one.tp, one.sp) == (1, 1, 8, 1)}
    assert len(numbers) == len(found) and len(alike) == 1


@pytest.mark.parametrize(
    "facts",
    [{}, {"n": Facts("n")}, shown("qwen3-8b", "/elsewhere"), shown("deepseek-v4-flash"),
     {"n": Facts("n", model_path=PATH, model_text="no JSON")},
     {"n": Facts("n", model_path=PATH, model_text="[]")}],
)  # fmt: skip
def test_without_a_configuration_or_rules_nothing_is_guessed(facts):
    found = layouts(8, 1)
    assert numbers_of(found, CONFIG, shown_model(PATH, facts), 8, 1) == (found, {})
