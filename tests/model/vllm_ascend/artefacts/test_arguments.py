"""The words of a command line are those that the parser reads back as what the profile says."""

from mindie_tui.model.vllm_ascend.arguments.parse import parse
from mindie_tui.model.vllm_ascend.artefacts.arguments import argv_of, settings_of, words_of
from tests.kit.serve_profiles import serve_profile


def test_each_kind_of_value_is_typed_as_the_parser_wants_it():
    profile = serve_profile(
        serve={
            "served-model-name": ["one", "two"], "enable-prefix-caching": False, "enable-expert-parallel": True,
            "headless": False, "max-model-len": "8k", "chat-template": "-x",
            "kv-transfer-config": {"kv_role": "kv_both"},
            "allowed-origins": ["*"], "seed": -3, "allowed-methods": [],
        },
        additional_config={"enable_flashcomm1": True},
    )  # fmt: skip
    words = argv_of(profile)
    assert words[0] == "/models/M" and "--no-enable-prefix-caching" in words
    assert not {"--headless", "--allowed-methods", "--speculative-config"} & set(words)
    read = parse(words)
    assert read.problems == ()
    wanted = {
        "served_model_name": ["one", "two"], "enable_prefix_caching": False, "enable_expert_parallel": True,
        "max_model_len": 8000, "chat_template": "-x", "allowed_origins": ["*"], "seed": -3, "tensor_parallel_size": 8,
        "additional_config": {"enable_flashcomm1": True},
    }  # fmt: skip
    assert {name: read.values[name] for name in wanted} == wanted


def test_a_profile_without_a_model_has_no_first_word():
    assert words_of({"port": 80}) == ("--port", "80")


def test_an_empty_section_is_no_argument():
    assert "speculative-config" not in settings_of(serve_profile(speculative_config={}))
