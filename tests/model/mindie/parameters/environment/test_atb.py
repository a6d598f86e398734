"""ATB's variables."""

import pytest

from mindie_tui.model.mindie.parameters.environment import atb
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("ATB_LLM_RAZOR_ATTENTION_ENABLE", "2", False),
        ("ATB_OPSRUNNER_KERNEL_CACHE_LOCAL_COUNT", "1024", True),
        ("ATB_OPSRUNNER_KERNEL_CACHE_LOCAL_COUNT", "0", False),
        ("ATB_PROFILING_ENABLE", "anything", True),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(atb.FIELDS, f"/{name}", value) is good
