import pytest

from mindie_tui.model.vllm_ascend.arguments.numbers import (
    BinaryDecimalError,
    expand_in_json,
    human_readable_int,
    human_readable_int_or_auto,
)


@pytest.mark.parametrize(
    ("text", "number"), [("8k", 8000), ("8K", 8192), ("1.5k", 1500), ("2m", 2_000_000), ("10G", 10 << 30), (" 7 ", 7)]
)
def test_a_suffix_scales_a_whole_number(text, number):
    assert human_readable_int(text) == number


@pytest.mark.parametrize("text", ["10GB", "4096.5", "", "k"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        human_readable_int(text)


def test_a_decimal_takes_no_binary_suffix():
    with pytest.raises(BinaryDecimalError, match="mean to use 1.5k instead"):
        human_readable_int("1.5K")


def test_the_longest_model_length_may_be_left_to_vllm():
    assert [human_readable_int_or_auto(text) for text in ("-1", "auto", "AUTO", "4k")] == [-1, -1, -1, 4000]


def test_numbers_in_json_are_written_out_and_strings_stay():
    assert expand_in_json('{"a": 2k, "b": "2k", "c": 1K}') == '{"a": 2000, "b": "2k", "c": 1024}'
