"""The least NPU_MEMORY_FRACTION that starts is computed from the lines of one start."""

from pathlib import Path

import pytest

from mindie_tui.model.faults.table import by_code
from mindie_tui.model.mindie.kv_memory import MemorySetting, blocks_needed, estimate

MASTER = (Path(__file__).parents[1] / "logs" / "start_success_master_2node.log").read_text().splitlines()
BLOCK = "[llm] [INFO] [generator.py:502] : One block during warmup needs npu memory(GiB): 0.008514404296875"
FAILED = by_code()["mem-warmup-blocks"].sample
"""Required block number: 161. Left block number: 40."""


def test_a_warm_up_that_failed_gives_the_least_fraction_that_starts():
    found = estimate([BLOCK, FAILED], MemorySetting(0.92))
    assert found is not None and not found.starts and found.setting == "NPU_MEMORY_FRACTION"
    assert (found.needed, found.blocks) == (161, 40)
    assert found.exact == pytest.approx(0.92 + 121 * 0.008514404296875 / 60.96)
    assert found.least == 0.94  # 0.9369, written so that it is enough


def test_a_good_start_says_how_far_the_fraction_could_be_lowered():
    found = estimate(MASTER, MemorySetting(0.92))
    assert found is not None and found.starts
    assert (found.value, found.blocks, found.needed) == (0.92, 623, 160)
    total = 56.08 / 0.92  # its own line says so
    assert found.exact == pytest.approx(0.92 - (623 - 160) * 0.008514404296875 / total)
    assert found.least == 0.86 and found.exact <= 0.86 < 0.92


def test_blocks_of_a_request_that_is_spread_over_ranks_are_counted_once():
    lines = [BLOCK, "Warmup failed. Required block number: 161. Left block number: 80."]
    spread = estimate(lines, MemorySetting(0.9, split=2))
    assert spread.exact == pytest.approx(0.9 + (81 - 40) * 0.008514404296875 / 60.96)


def test_where_no_fraction_is_enough_it_says_more_than_one():
    found = estimate([BLOCK, "Warmup failed. Required block number: 1610. Left block number: 40."], MemorySetting(0.96))
    assert found.least > 1


def test_with_a_fixed_size_the_fraction_is_ignored():
    found = estimate([BLOCK, FAILED], MemorySetting(0.92, fixed_gib=1))
    assert (found.setting, found.value, found.least) == ("npuMemSize", 1, 2)  # 161 x 0.0085 = 1.37 GiB


def test_lines_that_do_not_say_enough_give_nothing():
    assert estimate([], MemorySetting()) is None
    assert estimate([FAILED], MemorySetting()) is None
    assert estimate([BLOCK], MemorySetting()) is None
    assert estimate(["One block during warmup needs npu memory(GiB): 0.0", FAILED], MemorySetting()) is None


@pytest.mark.parametrize(
    ("lengths", "blocks"),
    [
        ((16384, 24576, 4096, 16384), 160),  # the seed's: 20480 tokens
        ((16384, 8192, 4096, 16384), 128),  # the prefill is the longest
        ((2048, 2560, 2048, 512), 20),
    ],
)
def test_the_longest_request_decides_how_many_blocks_are_needed(lengths, blocks):
    assert blocks_needed(*lengths) == blocks


def test_what_was_set_is_read_from_config_and_environment_and_nonsense_counts_as_the_default():
    model = {"sp": 2, "cp": 1, "npuMemSize": -1}
    schedule = {"cacheBlockSize": 64}
    config = {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [model]}, "ScheduleConfig": schedule}}
    assert MemorySetting.of(config, {"NPU_MEMORY_FRACTION": "0.9"}, 64) == MemorySetting(0.9, -1, 2, 64, 64)
    assert MemorySetting.of({"BackendConfig": []}, {"NPU_MEMORY_FRACTION": "much"}) == MemorySetting()
