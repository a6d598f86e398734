"""Parallel sizes that the workers refuse."""

import pytest

from tests.kit.judged import found


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"cp": 2}, "workers.cp_and_dp", "with cp above 1, dp must be 1", "cp = 1"),
        ({"moe_ep": 4}, "workers.moe", "moe_tp 4 x moe_ep 4 = 16, not 32", "moe_ep = 8"),
        ({"sp": 2}, "workers.sp", "1 or the same as tp, which is 8", "sp = 8"),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_a_legal_layout_is_not_complained_of():
    layout = {"dp": 4, "cp": 1, "tp": 8, "sp": 1, "moe_tp": 4, "moe_ep": 8}
    assert not [code for code in found("a3-double", layout) if code.startswith("workers.")]
