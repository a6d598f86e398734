"""HCCL's variables have the values of its document."""

import pytest

from mindie_tui.model.mindie.parameters.environment import hccl
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("HCCL_IF_BASE_PORT", "1023", False),
        ("HCCL_IF_BASE_PORT", "65520", True),
        ("HCCL_SOCKET_FAMILY", "AF_INET6", True),
        ("HCCL_SOCKET_FAMILY", "inet", False),
        ("HCCL_HOST_SOCKET_PORT_RANGE", "60000-60050,61000", True),
        ("HCCL_HOST_SOCKET_PORT_RANGE", "60000-", False),
        ("HCCL_RDMA_RETRY_CNT", "8", False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(hccl.FIELDS, f"/{name}", value) is good
