"""A rank table that MindIE's daemon refuses, or reads as nobody means it."""

import pytest

from tests.kit.judged import ABSENT, found


@pytest.mark.parametrize(
    ("table", "code", "words"),
    [
        ({"/server_count": 2}, "start.rank_table", "server_count must be the number of servers as text"),
        ({"/server_count": "3"}, "start.servers", "server_count is 3, and server_list has 2"),
        ({"/server_list": []}, "start.rank_table", "crashes"),
        ({"/server_list/0/container_ip": ABSENT}, "start.servers", "container_ip is missing"),
        ({"/server_list/1/device/3": ABSENT}, "start.servers", "has 15 devices"),
        ({"/server_list/0/device/0/device_ip": ""}, "start.devices", "an address of the NPU"),
        ({"/server_list/0/device/0/device_id": "64"}, "start.devices", "0 to 63"),
        ({"/server_list/0/device/1/device_id": "0"}, "start.this_node", "names NPU 0 2 times on 10.0.0.1"),
        ({"/server_list/1/container_ip": "10.9.9.9"}, "start.this_node", "MIES_CONTAINER_IP is 10.0.0.2"),
        ({"/server_list/0/device/1/rank_id": "0"}, "site.ranks", "rank 0 appears twice"),
        ({"/server_list/0/device/0/rank_id": "40"}, "site.ranks", "beyond the 32 devices"),
    ],
)
def test_a_rank_table_that_cannot_serve_is_named(table, code, words):
    finding = found("a3-double", table=table)[code]
    assert words in finding.text
    assert finding.places[0].file in ("rank_table.json", "environment")
