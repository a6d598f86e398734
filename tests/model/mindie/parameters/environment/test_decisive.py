"""The variables that decide a start."""

import pytest

from mindie_tui.model.mindie.parameters.environment import decisive
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("RANK_TABLE_FILE", "x" * 257, False),
        ("MASTER_PORT", "65535", True),
        ("MASTER_PORT", "65536", False),
        ("MINDIE_LOG_LEVEL", "llm:info;error", True),
        ("MINDIE_LOG_LEVEL", "loud", False),
        ("HCCL_CONNECT_TIMEOUT", "119", False),
        ("HCCL_DETERMINISTIC", "Strict", True),
        ("OMP_NUM_THREADS", 16, False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(decisive.FIELDS, f"/{name}", value) is good


def test_those_that_find_the_node_come_first():
    assert [field.name for field in decisive.FIELDS[:3]] == [
        "MIES_CONTAINER_IP",
        "MIES_CONTAINER_MANAGEMENT_IP",
        "HOST_IP",
    ]
