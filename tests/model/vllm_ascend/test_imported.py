from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.vllm_ascend.imported import profile_of


def imported(text: str):
    found = profile_of(read(text), text.split("\n"))
    assert found is not None
    return found


def test_sections():
    found = imported(
        "export A=1\n"
        "vllm serve --model M --max_model_len 32k -tp 8 --no-enable-prefix-caching --gpu-memory-utilization=0.90 \\\n"
        ' --served-model-name a b --additional-config \'{"x": {"y": 1}}\' --compilation-config.cudagraph_mode NONE\\\n'
        ' -sc \'{"method": "mtp"}\' --kv-transfer-config \'{"kv_port": 1}\' --enforce-eager'
    )
    assert found.values == {
        "engine": "vllm-ascend",
        "serve": {
            "model": "M",
            "max-model-len": "32k",
            "tensor-parallel-size": 8,
            "enable-prefix-caching": False,
            "gpu-memory-utilization": 0.9,
            "served-model-name": ["a", "b"],
            "kv-transfer-config": {"kv_port": 1},
            "enforce-eager": True,
        },
        "additional_config": {"x": {"y": 1}},
        "speculative_config": {"method": "mtp"},
        "compilation_config": {"cudagraph_mode": "NONE"},
        "environment": {"A": "1"},
    }
    assert found.remarks == ()


def test_each_line_that_is_not_in_it_is_named():
    found = imported(
        "export HCCL_IF_IP=$ip GLOO_SOCKET_IFNAME=eth0\n"
        "vllm serve M -dpa $ip -dpr 2 \\\n"
        " --port $2 --additional-config '{x}' --swap-space 4 \\\n"
        " --api-key sk-1 --seed 1 --seed 2 stray\n"
        "echo done; vllm serve N"
    )
    assert [(one.line, one.text) for one in found.remarks] == [
        (1, "HCCL_IF_IP=$ip"),
        (1, "GLOO_SOCKET_IFNAME=eth0"),
        (2, "--data-parallel-address $ip"),
        (2, "--data-parallel-start-rank 2"),
        (3, "$2"),
        (3, "--additional-config {x}"),
        (3, "--swap-space"),
        (4, "--api-key"),
        (4, "stray"),
        (4, "--seed"),
        (5, "echo done; vllm serve N"),
        (5, "echo done; vllm serve N"),
    ]
    assert found.values["environment_from"] == ["VLLM_API_KEY"] and found.secrets == ("sk-1",)


def test_the_head_is_taken_where_a_script_starts_several_nodes():
    assert imported("vllm serve M --headless\nvllm serve N").values["serve"] == {"model": "N"}
    assert imported("if [ $1 ]; then vllm serve M; fi\nvllm serve N").values["serve"] == {"model": "N"}
