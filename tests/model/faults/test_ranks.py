"""Ranks, addresses and places of a line are read through the rank table."""

import pytest

from mindie_tui.model.faults.ranks import accused, ranks_of

TABLE = {
    "server_list": [
        {
            "server_id": f"10.127.0.{n}",
            "device": [
                {"device_id": str(d), "device_ip": f"192.168.7.{n * 2 + d}", "rank_id": str(n * 2 + d)} for d in (0, 1)
            ],
        }
        for n in (0, 1)
    ]
}
PLACES = ranks_of(TABLE, {"10.127.0.1": "a3-01"})


@pytest.mark.parametrize(
    ("line", "ranks"),
    [
        ('List of unconnected ranks: "[3,]"', [3]),
        ("unconnected ranks: [1,2]", [1, 2]),
        ("Remote rank: [3].", [3]),
        ("from remote_rank 2 failed", [2]),
        ("wait socket establish timeout, role[1] rank[1] timeout[120]", [1]),
        ("Cluster Exception Location[IP/ID]:[10.127.0.1/1], Arrival", [3]),
        ("Local information: server 10.127.0.1, device ID 0.", [2]),
        ("|  192.168.7.3(3)  | 16666 | 192.168.7.0(0)  | 60001 | server |", [3]),
        ("ping 192.168.7.2 failed", [2]),
        ("rank 4800 is not in the table, nor 10.9.9.9", []),
        ("all is well", []),
    ],
)
def test_a_line_names_ranks_in_many_ways(line, ranks):
    assert [place.rank for place in accused(line, PLACES)] == ranks


def test_a_place_is_said_with_node_npu_and_address():
    assert PLACES[3].words() == "rank 3 = node a3-01, NPU 1, 192.168.7.3"
    assert PLACES[0].words() == "rank 0 = node 10.127.0.0, NPU 0, 192.168.7.0"


@pytest.mark.parametrize("table", [None, [], {}, {"server_list": 3}, {"server_list": [3, {"device": [{}, "x"]}]}])
def test_what_is_no_rank_table_has_no_ranks(table):
    assert ranks_of(table, {}) == ()
