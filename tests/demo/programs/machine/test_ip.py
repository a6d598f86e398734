"""ip of a demo node: one interface with the node's address, in three forms."""

import json

import pytest


@pytest.mark.parametrize("words", [["addr"], ["-o", "-4", "addr", "show"], ["a"]])
def test_the_nodes_address_is_on_its_interface(run, words):
    status, out, _ = run("ip", *words)
    assert status == 0 and "inet 127.9.9.9/24 scope global eth0" in out


def test_as_json_it_is_a_list_of_links(run):
    lo, eth0 = json.loads(run("ip", "-j", "addr")[1])
    assert lo["ifname"] == "lo" and eth0["addr_info"][0]["local"] == "127.9.9.9"


def test_another_object_is_unknown(run):
    assert run("ip", "frob") == (1, "", 'Object "frob" is unknown, try "ip help".\n')
