"""MindIE's further variables."""

import pytest

from mindie_tui.model.mindie.parameters.environment import mindie
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("MIES_PROFILER_MODE", "1", True),
        ("MIES_PROFILER_MODE", "on", False),
        ("MINDIE_LOG_VERBOSE", "True", True),
        ("POST_PROCESSING_SPEED_MODE_TYPE", "4", False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(mindie.FIELDS, f"/{name}", value) is good


def test_what_an_older_release_called_its_log_says_until_when():
    old = [field for field in mindie.FIELDS if field.name.startswith(("MIES_PYTHON", "MINDIE_LLM_PYTHON"))]
    assert len(old) == 7 and all(field.until for field in old)
