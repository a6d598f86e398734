"""What stands inside a model: parallel sizes, plug-ins, LoRA adapters."""

import pytest

from tests.kit.judged import found


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"dp": -1}, "start.parallel", "dp is -1: it must be 1 and up, or absent", "without dp"),
        ({"plugin_params": '{"plugin_type": 1}'}, "start.plugin_params", "plugin_type must be text", ""),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_of_several_lora_adapters_the_last_decides():
    def adapters(*names):
        return [{"name": n, "path": "/data/lora", "baseModelName": "deepseek"} for n in names]

    at = "LoraModules"
    assert found("a3-single", {at: adapters("-x", "b")})["start.lora"].severity == "warning"
    assert found("a3-single", {at: adapters("a", "-x")})["start.lora"].severity == "error"
