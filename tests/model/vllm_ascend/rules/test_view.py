"""A command as the rules read it: defaults, sizes, roles."""

import pytest

from mindie_tui.model.vllm_ascend.rules.command import WeightsShape
from mindie_tui.model.vllm_ascend.rules.view import whole
from tests.kit.serve_commands import EXPERTS, LATENT, TRANSFER, view


def test_defaults_of_ascend():
    v = view()
    assert (v.tp, v.dp, v.batched_tokens, v.sequences, v.block_size, v.length) == (1, 1, 2048, 256, 128, 40960)
    assert view("--performance-mode throughput").batched_tokens == 4096
    assert view("--no-enable-chunked-prefill").batched_tokens == 40960
    assert view("--max-num-batched-tokens 100").sequences == 100


@pytest.mark.parametrize(
    ("words", "local", "first"),
    [
        ("-dp 4", 4, 0),
        ("-dp 4 --data-parallel-size-local 2 --data-parallel-start-rank 2", 2, 2),
        ("-dp 4 --data-parallel-start-rank 2", 4, 0),
        ("-dp 4 --data-parallel-rank 3", 1, 3),
        ("-dp 4 -tp 4 --nnodes 2 --node-rank 1", 2, 2),
    ],
)
def test_the_ranks_of_a_node(words, local, first):
    v = view(words, EXPERTS)
    assert (v.dp_local, v.first_rank[0]) == (local, first)


def test_data_parallel_from_the_environment():
    assert view(env={"VLLM_DP_SIZE": "2"}).dp == 2
    assert view("-dp 4", env={"VLLM_DP_SIZE": "2"}).dp == 4


def test_roles():
    both = view("", LATENT, kv_transfer_config={**TRANSFER, "kv_role": "kv_both"})
    assert both.consumes and both.produces
    unconnected = view("", LATENT, kv_transfer_config={"kv_role": "kv_consumer"})
    assert unconnected.kv_role == "kv_consumer" and not unconnected.consumes


def test_a_key_counts_before_its_variable():
    env = {"VLLM_ASCEND_ENABLE_FLASHCOMM1": "1"}
    assert view("-tp 2", env=env).sequence_parallel
    assert not view("-tp 2", env=env, additional={"enable_flashcomm1": False}).sequence_parallel
    assert view(additional={"enable_kv_nz": "false"}).on("enable_kv_nz")


def test_speculation():
    assert view("--spec-method mtp --spec-tokens 2", LATENT).speculative == {
        "method": "mtp",
        "num_speculative_tokens": 2,
    }
    assert view("", LATENT, speculative_config={"method": "deepseek_mtp"}).method == "mtp"
    assert view("", LATENT, speculative_config={"model": "pkg.Draft"}).method == "custom_class"
    assert view().speculative_tokens is None


def test_the_blocks_of_deepseek_v4_keep_their_size():
    v4 = WeightsShape({**LATENT.config, "architectures": ["DeepseekV4ForCausalLM"]})
    assert [view(f"--block-size {size}", v4).block_size for size in (64, 16)] == [64, 32]
    assert view("--block-size 64", LATENT).block_size == 128


def test_visible_devices():
    assert view().devices == 16
    assert view(env={"ASCEND_RT_VISIBLE_DEVICES": "0,1"}).devices == 2


def test_numbers_as_python_reads_them():
    assert [whole(text) for text in (" 1 ", "true", None, "")] == [1, None, None, None]
