"""What the warm-up leaves for the KV cache."""

import pytest

from mindie_tui.demo.programs.mindie import mindie_memory

PARAMS = {"max_prefill_tokens": 16384, "max_seq_len": 24576, "max_input_len": 4096, "max_iter_times": 16384}


def test_the_documented_start_leaves_five_gib():
    gib, error = mindie_memory.room({}, PARAMS, "0.92", short=False)
    assert gib == pytest.approx(5.31, abs=0.01) and error == ""


@pytest.mark.parametrize(
    ("model", "fraction", "short", "words"),
    [({}, "0.8", False, "NPU out of memory when `npuMemSize` set to -1"), ({}, "0.92", True, "Left block number: 40."),
     ({"npuMemSize": 1}, "0.92", False, "Required block number: 160")],
)  # fmt: skip
def test_too_little_is_said_in_mindies_words(model, fraction, short, words):
    assert words in mindie_memory.room(model, PARAMS, fraction, short=short)[1]


def test_the_parameters_have_the_names_of_the_log():
    read = mindie_memory.warmup_params({"maxSeqLen": 1, "maxInputTokenLen": 2}, {"maxPrefillTokens": 3})
    assert read == {"max_prefill_tokens": 3, "max_seq_len": 1, "max_input_len": 2, "max_iter_times": None}


def test_a_test_draws_what_a_start_takes():
    held = mindie_memory.HeldMemory.of({"memory": {"used": 20.5, "block": 0.01}})
    gib, error = mindie_memory.room({}, PARAMS, "0.5", held, short=False)
    assert gib == pytest.approx(0.5 * 60.96 - 20.5) and not error
    assert mindie_memory.HeldMemory.of({}) == mindie_memory.HeldMemory()
