from mindie_tui.model.vllm_ascend.arguments.conversion import ConversionError, convert
from mindie_tui.model.vllm_ascend.arguments.structured import FORMS
from mindie_tui.model.vllm_ascend.arguments.table import arguments, by_dest, by_name, gone


def test_each_argument_is_found_by_each_of_its_names():
    assert by_name()["-tp"] is by_name()["--tensor-parallel-size"] is by_dest()["tensor_parallel_size"]
    assert by_name()["--no-enable-prefix-caching"].is_boolean
    assert sum(len(one.names) for one in arguments()) == len(by_name()) + 1, "a name is declared twice"


def test_the_model_is_the_only_one_without_a_flag():
    assert [one.dest for one in arguments() if one.is_positional] == ["model_tag"]
    assert by_dest()["data_parallel_size"].flag == "--data-parallel-size"


def test_each_kind_has_its_conversion_or_its_form():
    for one in arguments():
        if one.kind.endswith("json object or dotted keys"):
            assert one.dest in FORMS
        elif one.nargs != 0 and not one.is_positional:
            try:
                convert(one.kind, "1")
            except ConversionError as error:
                raise AssertionError(f"{one.flag} refuses 1: {error}") from error


def test_what_is_gone_is_not_declared():
    assert "--task" in gone()
    assert not set(gone()) & set(by_name())
