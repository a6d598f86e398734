"""How requests become batches."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import schedule
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("templateType", "Mix", True),
        ("templateType", "standard", False),
        ("cacheBlockSize", 129, False),
        ("maxPrefillBatchSize", 0, True),
        ("maxBatchSize", 0, False),
        ("policyType", 4, True),
        ("policyType", 3, False),
        ("prefillPolicyType", 3, True),
        ("maxQueueDelayMicroseconds", 499, False),
        ("longPrefillTokenThreshold", 8193, False),
        ("maxNumPartialPrefills", 64, True),
        ("stageSelectPolicy", 3, False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(schedule.FIELDS, f"{pointers.SCHEDULE}/{name}", value) is good


def test_maxN_and_maxBatchSize_have_ranges_of_their_own():
    assert takes(schedule.FIELDS, f"{pointers.SCHEDULE}/maxN", 8192)
    assert not takes(schedule.FIELDS, f"{pointers.SCHEDULE}/maxN", 8193)
    assert takes(schedule.FIELDS, f"{pointers.SCHEDULE}/maxBatchSize", 8193)
