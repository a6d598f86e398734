"""Verdicts on the data sets of the bench: not there, cut short, sent before the bench, or of an unknown folder."""

import pytest

from mindie_tui.model.preflight.judges.datasets import dataset
from tests.kit.seen import GOOD, INSIDE, NOTHING, inside

(WELL,) = INSIDE["bench"]["data"]


def judged(*entries):
    return dataset(inside(bench={"data": list(entries)}))


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({}, "pass", "gsm8k: 1319 prompts"),
        ({"rows": None}, "pass", "gsm8k"),
        ({"there": False}, "fail", "/data/gsm8k does not exist"),
        ({"entries": 0}, "fail", "/data/gsm8k is empty"),
        ({"missing": ["a", "b", "c", "d"]}, "fail", "a, b, c and 1 more not in /data/gsm8k"),
        ({"rows": 5}, "fail", "has 5 prompts, but 200 are requested"),
        ({"rows": 199}, "warn", "has 199 prompts, but 200 are requested"),
        ({"name": None}, "warn", "is not known here"),
        ({"there": False, "from": ["/here", True]}, "pass", "is sent from /here before the bench"),
        ({"there": False, "from": ["/here", False]}, "fail", "/here on this machine is empty or missing"),
    ],
)
def test_what_was_seen_is_the_verdict(changes, verdict, words):
    said = judged({**WELL, **changes})
    assert said.verdict == verdict and words in said.found
    assert verdict == "pass" or said.remedy


def test_the_worst_of_several_is_told_and_none_is_well():
    assert judged(WELL, {**WELL, "name": None}, {**WELL, "there": False}).verdict == "fail"
    assert judged().verdict == "pass" and dataset(NOTHING).verdict == "unknown"
    assert dataset(GOOD).verdict == "pass"
