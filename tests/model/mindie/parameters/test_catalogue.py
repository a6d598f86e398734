"""Every parameter is declared once, in two languages, and typing into its cell never raises."""

import json

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.parameters.catalogue import FIELDS, all_named, by_name, by_pointer
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG


def leaves(value, at=""):
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, f"{at}/{key}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from leaves(value[0], f"{at}/0")
    else:
        yield at, value


def test_every_key_of_the_shipped_configuration_is_declared_and_its_value_will_do():
    for at, value in leaves(json.loads(DEFAULT_CONFIG)):
        field = by_pointer(at)
        assert field is not None, at
        assert field.kind.wrong(value) is None, at


def test_the_rows_of_the_operators_guide_have_its_chinese_notes():
    notes = {
        "multiNodesInferEnabled": "worldSize 只有 16",
        "modelName": "aisbench 等请求的模型名需一致",
        "modelWeightPath": "权重绝对路径",
        "interNodeTLSEnabled": "多机为 false，单机为默认值",
    }
    for name, words in notes.items():
        assert words in by_name(name).zh


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.file + f.pointer)
def test_a_declaration_is_whole(field):
    assert field.en.endswith((".", "?")) and field.zh and field.source and field.kind.describe()
    assert any("\u4e00" <= c <= "\u9fff" for c in field.zh)
    if field.default is not ABSENT:
        assert field.kind.wrong(field.default) is None
        assert field.kind.parse(field.kind.show(field.default)) == field.default


def test_a_declaration_stands_once():
    assert len({(f.file, f.pointer) for f in FIELDS}) == len(FIELDS)


def test_what_a_kind_is_is_said_in_a_few_words():
    assert by_name("maxBatchSize").kind.describe() == "int, 1 to 819200"
    assert by_name("maxN").kind.describe() == "int, 1 to 8192, or absent"
    assert by_name("npuMemSize").kind.describe() == "int, 1 and up, or -1"
    assert by_name("dp").kind.describe() == "int, 1 and up, or absent"
    assert by_name("inferMode").kind.describe() == "standard, dmi"


def test_a_name_that_several_fields_have_names_none_of_them():
    assert by_name("layerwiseDisaggregated") is None
    assert len(all_named("layerwiseDisaggregated")) == 3


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("dp", "4", 4),
        ("dp", "-1", -1),
        ("dp", "four", "four"),
        ("dp", "[2]", "[2]"),
        ("port", "1.5", 1.5),
        ("port", "", ""),
        ("port", "NaN", "NaN"),
        ("port", "1e999", "1e999"),
        ("httpsEnabled", "true", True),
        ("httpsEnabled", "True", "True"),
        ("truncation", "false", False),
        ("truncation", "-1", -1),
        ("modelName", "deepseek", "deepseek"),
        ("modelName", '"16"', "16"),
        ("modelName", "16", "16"),
        ("plugin_params", '{"plugin_type":"mtp"}', '{"plugin_type":"mtp"}'),
        ("npuDeviceIds", "[[0,1]]", [[0, 1]]),
        ("npuDeviceIds", "0,1", "0,1"),
        ("NPU_MEMORY_FRACTION", "0.90", "0.90"),
        ("HCCL_EXEC_TIMEOUT", "0", "0"),
    ],
)
def test_typing_is_json_where_it_reads_as_json_of_the_kind_and_else_text(name, typed, value):
    read = by_name(name).kind.parse(typed)
    assert read == value and type(read) is type(value)


@given(st.sampled_from(FIELDS), st.text())
def test_no_typing_raises(field, text):
    value = field.kind.parse(text)
    field.kind.wrong(value)
    assert isinstance(field.kind.show(value), str)


@given(st.sampled_from(FIELDS), st.integers() | st.text() | st.booleans() | st.floats(allow_nan=False))
def test_what_is_shown_is_read_back(field, value):
    if field.kind.accepts(value) and field.kind.wrong(value) is None and not isinstance(value, float):
        assert field.kind.parse(field.kind.show(value)) == value
