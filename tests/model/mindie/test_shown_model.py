"""The model that a node showed, with the options of a config.json."""

import json

import pytest

from mindie_tui.model.memory.dimensions import NotKnown
from mindie_tui.model.memory.seen import SeenStart
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.mindie.shown_model import ShownModel, drafter_layers, planned_model, shown_model
from mindie_tui.model.node import Facts, Npu
from tests.kit.models import model_config

PATH = "/data/weights/model"


def config(**model):
    return {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [model]}}}


def test_the_configuration_is_that_of_the_weights_in_force():
    facts = {"n": Facts("n", npus=(Npu(0, hbm_total_mb=65536),), model_path=PATH, model_text="{}")}
    assert shown_model(PATH, facts) == ShownModel("{}", 65536)
    assert shown_model(None, facts) is None is shown_model("/elsewhere", facts)


def test_multi_token_prediction_is_part_of_the_weights():
    text = json.dumps(model_config("deepseek-r1", quantization_config=None, quantize="w8a8_dynamic"))
    with_mtp = config(plugin_params='{"plugin_type":"mtp","num_speculative_tokens":1}')
    assert drafter_layers(with_mtp) == 1 and drafter_layers(config(plugin_params="{")) == drafter_layers({}) == 0
    at, shown = Placement(1, 16, ep=16), ShownModel(text, 65536)
    one, other = planned_model(shown, with_mtp, 16), planned_model(shown, config(), 16)
    assert one.engine.held(at).bytes > other.engine.held(at).bytes + 0.5 * GIB
    assert one.npu.name == "A3" and one.npu.visible == pytest.approx(60.96 * GIB)


def test_a_start_of_another_model_is_not_taken():
    text = json.dumps(model_config("qwen3-8b"))
    starts = SeenStart(Placement(), 60 * GIB, 20 * GIB, 147456), SeenStart(Placement(), 60 * GIB, 20 * GIB, 1)
    assert planned_model(ShownModel(text, None, starts), {}, 8).starts == starts[:1]


@pytest.mark.parametrize(
    ("text", "why"),
    [("[]", "no JSON object"), ("{", "no JSON object"), ('{"model_type": "new"}', "no rules"),
     (json.dumps(model_config("qwen3-8b", quantize="w3a3")), "no rules for the quantisation")],
)  # fmt: skip
def test_what_is_missing_is_said(text, why):
    with pytest.raises(NotKnown, match=why):
        planned_model(ShownModel(text), {}, 8)
