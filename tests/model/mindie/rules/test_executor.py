"""What the engine cannot use."""

import pytest

from tests.kit.judged import ABSENT, found


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"tp": -1}, "executor.tp", "reads 4294967295", "tp = 8"),
        ({"dp": 1, "tp": 8, "moe_ep": 8}, "executor.dp_per_node", "dp is 1 on 2 nodes", "dp = 4"),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_absent_is_no_size_and_text_is_read_as_stoi_does():
    assert "executor.tp" not in found("a3-double", {"tp": ABSENT})
    assert "executor.tp" not in found("a3-double", {"tp": "8"})
    assert "divides by it" in found("a3-double", {"tp": 0})["executor.tp"].text
