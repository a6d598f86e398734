import pytest

from mindie_tui.model.vllm_ascend.arguments.conversion import ConversionError, convert, convert_lora_module


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("int", "8", 8),
        ("optional int", "None", None),
        ("optional str", "", None),
        ("str", "None", "None"),
        ("float", "0.9", 0.9),
        ("union_dict_and_str", '{"a": 1}', {"a": 1}),
        ("union_dict_and_str", "plain", "plain"),
        ("json", "[1]", [1]),
        ("EngineArgs.add_cli_args.<locals>.<lambda>", "Deep-GEMM", "deep_gemm"),
    ],
)
def test_a_text_becomes_the_value_of_its_kind(kind, text, value):
    assert convert(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("int", "1k", "invalid int value: '1k'"),
        ("optional int", "x", "Value x cannot be converted to <class 'int'>."),
        ("loads", "{", "invalid loads value: '{'"),
        ("optional json", "{bad", "Value {bad cannot be converted to <function loads at 0x..>."),
        ("union_dict_and_str", "{,}", "Value {,} cannot be converted to <function loads at 0x..>."),
        ("int", "9" * 5000, f"invalid int value: '{'9' * 5000}'"),
        ("json", "[" * 100_000, f"Value {'[' * 100_000} cannot be converted to <function loads at 0x..>."),
    ],
)
def test_a_refusal_has_the_words_of_vllm(kind, text, says):
    with pytest.raises(ConversionError) as error:
        convert(kind, text)
    assert str(error.value) == says


def test_an_adapter_is_a_name_and_a_path_or_an_object():
    plain = {"name": "a", "path": "/a", "base_model_name": None, "is_3d_lora_weight": False}
    assert convert_lora_module("a=/a") == convert_lora_module('{"name": "a", "path": "/a"}') == plain
    for wrong in ("a=b=c", "a", '{"name": "a"}', '{"name": "a", "path": "/a", "other": 1}', "[1]"):
        with pytest.raises(ConversionError):
            convert_lora_module(wrong)
