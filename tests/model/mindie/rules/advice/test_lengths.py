"""Lengths and batches that do not fit, and what the engine makes of them."""

import pytest

from tests.kit.judged import found, let_pass


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"cacheBlockSize": 100}, "advice.block_size", "multiple of 16", "cacheBlockSize = 128"),
        ({"maxIterTimes": 30000}, "advice.output_length", "more than maxSeqLen", "maxIterTimes = 24576"),
        (
            {"maxInputTokenLen": 24576, "maxPrefillTokens": 24576},
            "advice.input_length",
            "24575",
            "maxInputTokenLen = 24575",
        ),
        ({}, "advice.prefill_raised", "from 16384 to 20480", "maxPrefillTokens = 20480"),
        (
            {"cp": 2, "dp": 1, "sp": 16, "tp": 16, "maxSeqLen": 24577},
            "advice.length_rounded",
            "with cp 2 MindIE will round maxSeqLen from 24577 up to 24580",
            "maxSeqLen = 24580",
        ),
        ({"maxPrefillTokens": 30000}, "advice.prefill_beyond", "more than maxSeqLen", "maxPrefillTokens = 24576"),
    ],
)
def test_what_mindie_lets_pass_is_said_with_its_fix(changes, code, words, fix):
    finding = let_pass(changes, code)
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_a_batch_larger_than_its_tokens_is_cut():
    finding = let_pass({"maxBatchSize": 30000}, "advice.batch_cut")
    assert finding.text == "MindIE will cut maxBatchSize from 30000 to maxPrefillTokens, 20480"


def test_with_splitfuse_the_engine_raises_nothing():
    assert "advice.prefill_raised" not in found("a3-double", {"plugin_params": '{"plugin_type":"splitfuse"}'})
