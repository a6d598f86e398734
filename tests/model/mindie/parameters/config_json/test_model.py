"""The model, its memory and its parallel sizes."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import model
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("modelName", "deepseek-r1", True),
        ("modelName", "-r1", False),
        ("modelName", "", False),
        ("npuMemSize", -1, True),
        ("npuMemSize", 0, False),
        ("backendType", "torch", True),
        ("backendType", "vllm", False),
        ("cpuMemSize", 0, True),
        ("worldSize", 0, False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(model.FIELDS, f"{pointers.MODEL}/{name}", value) is good


@pytest.mark.parametrize("name", ["dp", "cp", "tp", "sp", "moe_tp", "moe_ep", "pp"])
def test_a_parallel_size_is_read_by_the_workers_and_may_be_absent(name):
    field = next(field for field in model.FIELDS if field.name == name)
    assert field.source == "mapping.py" and not field.required
    assert field.kind.parse("8") == 8 and field.kind.parse("eight") == "eight"
