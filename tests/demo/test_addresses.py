"""A fleet's own addresses: free on every port that is documented, and never another fleet's."""

import socket

from mindie_tui.demo import addresses


def bound(ip, port):
    with socket.socket() as probe:
        probe.bind((ip, port))
        return probe.getsockname()


async def test_the_documented_ports_are_free_on_a_new_fleet(fleet):
    for node in fleet.nodes:
        for port in (1025, 1026, 1027, 1120):
            assert bound(node.ip, port) == (node.ip, port)


def test_two_claims_never_meet():
    one, two = addresses.claim(2), addresses.claim(2)
    try:
        ips = [claimed.getsockname()[0] for claimed in (*one, *two)]
        assert len(set(ips)) == 4 and ips[0].rpartition(".")[0] == ips[1].rpartition(".")[0]
    finally:
        for claimed in (*one, *two):
            claimed.close()
