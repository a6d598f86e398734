import pytest

from mindie_tui.model.vllm_ascend.arguments.parse import parse


def values(*argv: str) -> dict[str, object]:
    parsed = parse(("m", *argv), {})
    assert not parsed.problems
    return {dest: value for dest, value in parsed.values.items() if dest != "model_tag"}


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["-tp", "2", "-tp", "4"], {"tensor_parallel_size": 4}),
        (["--tensor_parallel_size=2"], {"tensor_parallel_size": 2}),
        (["-tp=2"], {"tensor_parallel_size": 2}),
        (["-n2", "-qascend"], {"nnodes": 2, "quantization": "ascend"}),
        (["--tensor-parallel", "2"], {"tensor_parallel_size": 2}),
        (["--kv-cache-memory", "12g"], {"kv_cache_memory_bytes": 12_000_000_000}),
        (["--max-model-len", "auto"], {"max_model_len": -1}),
        (["--seed", "-1"], {"seed": -1}),
        (["--no-enable-prefix-caching", "-ep"], {"enable_prefix_caching": False, "enable_expert_parallel": True}),
        (["--headless"], {"headless": True}),
        (["--hf-token"], {"hf_token": True}),
        (["--hf-token", "x"], {"hf_token": "x"}),
        (["--served-model-name", "a", "b", "--port", "1"], {"served_model_name": ["a", "b"], "port": 1}),
        (["--additional-config", "text"], {"additional_config": "text"}),
        (["-sc.method", "mtp"], {"speculative_config": {"method": "mtp"}}),
        (["--kv-transfer-config", ""], {"kv_transfer_config": None}),
        (["-O3"], {"optimization_level": "3"}),
        (["--lora-modules", ""], {"lora_modules": []}),
    ],
)
def test_an_argument_is_typed(argv, expected):
    assert values(*argv) == expected


@pytest.mark.parametrize(
    ("argv", "says", "flags"),
    [
        (["m", "--gpu-memory-utilization", "90%"], "invalid float value: '90%'", ("--gpu-memory-utilization",)),
        (["m", "--dtype", "int8"], "argument --dtype: invalid choice: 'int8' (choose from 'auto', 'b", ("--dtype",)),
        (["m", "--max-lora-rank", "3"], "invalid choice: 3 (choose from 1, 8, 16,", ("--max-lora-rank",)),
        (["m", "--trust-remote-code=true"], "ignored explicit argument 'true'", ("--trust-remote-code",)),
        (["m", "--port"], "argument --port: expected one argument", ("--port",)),
        (["m", "--api-key", "--port", "1"], "argument --api-key: expected at least one argument", ("--api-key",)),
        (["m", "--trust-remote-code", "true"], "vllm: error: unrecognized arguments: true", ("true",)),
        (["m", "--task", "x"], "vllm: error: unrecognized arguments: --task x", ("--task",)),
        (["m", "-tp2"], "vllm: error: unrecognized arguments: -tp2", ("-tp2",)),
        (["m", "--", "--port"], "vllm: error: unrecognized arguments: --port", ("--port",)),
        (["m", "--mm-encoder-attn-dtype", "None"], "invalid choice: None (choose", ("--mm-encoder-attn-dtype",)),
        (["m", "-cc", '{"cudagraph_mode":"foo"}'], "'FOO'", ("--compilation-config",)),
        (["m", "--lora-modules", "x"], "Invalid JSON format for --lora-modules: x", ("--lora-modules",)),
        (["m", "--help"], "prints its help", ("--help",)),
        (["m", "--config", "c.yaml"], "No such file or directory", ("--config",)),
        (
            ["m", "--max-num", "1"],
            "ambiguous option: --max-num could match --max-num-batched-tokens, --max-num-seqs, ",
            ("--max-num-batched-tokens", "--max-num-seqs", "--max-num-partial-prefills"),
        ),
    ],
)
def test_a_refusal_names_its_argument_in_the_words_of_vllm(argv, says, flags):
    problem = parse(argv, {}).problem
    assert problem is not None and says in problem.text
    assert problem.flags == flags


def test_the_keys_of_a_json_argument_are_named():
    problem = parse(["m", "--kv-transfer-config", '{"kv_role": "foo"}']).problem
    assert problem.text == "vllm serve: error: argument --kv-transfer-config: 1 validation error for KVTransferConfig"
    assert problem.keys == ("kv_role",) and problem.details[0].startswith("kv_role: ")


def test_what_else_could_be_read_is_given_and_the_first_problem_is_what_vllm_prints():
    parsed = parse(["m", "--what", "--port", "x", "-tp", "2"])
    assert parsed.values == {"model_tag": "m", "tensor_parallel_size": 2}
    assert [problem.flags for problem in parsed.problems] == [("--port",), ("--what",)]


def test_what_was_not_given_has_its_default():
    parsed = parse(["m"])
    assert parsed.value("tensor_parallel_size") == 1 and parsed.value("model_tag") == "m"


def test_what_nobody_read_is_listed():
    assert parse(["m", "--config", "c.yaml"]).unread == ("c.yaml",)
