import pytest

from mindie_tui.model.vllm_ascend.arguments.conversion import ConversionError
from mindie_tui.model.vllm_ascend.arguments.structured import UnknownModeError, convert_structured


def test_a_value_keeps_what_was_given_and_is_typed():
    assert convert_structured("kv_transfer_config", '{"kv_port": "30000", "kv_buffer_size": 1}') == {
        "kv_port": 30000,
        "kv_buffer_size": 1.0,
    }
    assert convert_structured("compilation_config", '{"cudagraph_mode": "full_decode_only", "mode": "none"}') == {
        "cudagraph_mode": "FULL_DECODE_ONLY",
        "mode": 0,
    }
    assert convert_structured("compilation_config", '{"cudagraph_mode": 2}') == {"cudagraph_mode": "FULL"}


@pytest.mark.parametrize(
    ("dest", "text", "says", "keys"),
    [
        ("compilation_config", '{"bogus": 1}', "1 validation error for CompilationConfig", ("bogus",)),
        ("compilation_config", '{"mode": 9, "bogus": 1}', "2 validation errors for CompilationConfig", None),
        ("compilation_config", "[]", "1 validation error for CompilationConfig", ()),
        ("kv_transfer_config", "{bad", "1 validation error for KVTransferConfig", ()),
        ("kv_transfer_config", '{"kv_connector": "A"}', "1 validation error for KVTransferConfig", ()),
        ("kv_transfer_config", '{"engine_id": 0}', "1 validation error for KVTransferConfig", ("engine_id",)),
        ("kernel_config", '{"moe_backend": "x"}', "1 validation error for KernelConfig", ("moe_backend",)),
        ("profiler_config", '{"profiler": "torch"}', "1 validation error for ProfilerConfig", ()),
        ("compilation_config", '{"cudagraph_num_of_warmups": 1.5K}', "Decimals are not allowed with binary", ()),
    ],
)
def test_an_unknown_key_or_a_wrong_type_is_refused_with_its_key(dest, text, says, keys):
    with pytest.raises(ConversionError) as error:
        convert_structured(dest, text)
    assert str(error.value).startswith(says)
    assert keys is None or error.value.keys == keys
    assert keys is None or not keys or error.value.details[0].startswith(keys[0])


def test_an_unknown_graph_mode_is_a_name_and_no_sentence():
    with pytest.raises(UnknownModeError) as error:
        convert_structured("compilation_config", '{"cudagraph_mode": "foo"}')
    assert str(error.value) == "'FOO'"
