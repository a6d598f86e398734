"""What the lines of a start say of the KV cache."""

from mindie_tui.model.vllm_ascend.artefacts.artefacts import of
from mindie_tui.model.vllm_ascend.seen_memory import kv_cache_bytes, seen_memory
from tests.kit.serve_profiles import FACTS, HEAD, serve_profile

ON_DEVICE = (
    "Free memory on device (60.6/60.96 GiB) on startup. Desired GPU memory utilization is (0.92, 56.08 GiB). Actual "
    "usage: 28.48 GiB for weights, 1.52 GiB for peak activation, 3.15 GiB for non-torch memory, 0.75 GiB for NPU graph "
    "memory. Replace gpu_memory_utilization with `--kv-cache-memory={0}` (22.04 GiB) to fit into requested memory, or "
    "`--kv-cache-memory={1}` (26.55 GiB) to fully utilize NPU free memory. Current KV cache memory: 20.37 GiB."
)
GOOD = [
    "Available KV cache memory: 20.37 GiB", "GPU KV cache size: 444,928 tokens",
    "Maximum concurrency for 8,192 tokens per request: 54.31x",
    ON_DEVICE.format(23661743230, 28511620300), ON_DEVICE.format(23661743231, 28511620299),
]  # fmt: skip
MADE = of(serve_profile(HEAD), FACTS)


def test_a_good_start_says_the_least_that_starts():
    seen = seen_memory(GOOD, MADE, 0, 64.0)
    assert seen is not None and seen.starts and (seen.blocks, seen.needed) == (3476, 64)
    assert (seen.setting, seen.value, seen.least) == ("--gpu-memory-utilization", 0.92, 0.6)
    assert seen_memory(GOOD[1:3] + GOOD[3:], MADE, 0, None).least == 0.57


def test_the_rank_with_the_least_decides_on_the_bytes():
    assert kv_cache_bytes(GOOD) == (23661743230, 28511620299) and kv_cache_bytes([]) is None


def test_a_failed_start_says_what_is_missing():
    line = "(5.62 GiB KV cache is needed, which is larger than the available KV cache memory (0.5 GiB). Based on"
    seen = seen_memory([line], MADE, 0, None)
    assert seen is not None and not seen.starts and seen.least == 1.01
    assert seen_memory(["nothing"], MADE, 0, None) is None


def test_a_good_start_says_what_fits_and_which_setting_uses_the_memory_better():
    seen = seen_memory(GOOD, MADE, 0, 64.0)
    assert seen is not None and seen.requests == 54.31
    assert (seen.better, seen.better_value) == ("--kv-cache-memory-bytes", 23661743230)
    given = of(serve_profile(HEAD, serve={"kv-cache-memory-bytes": 23661743230}), FACTS)
    again = seen_memory(GOOD, given, 0, 64.0)
    assert again is not None and again.better == "" and again.requests == 54.31
