"""Ports that clash, and certificates that are not there."""

import pytest

from tests.kit.judged import found, let_pass


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"interNodeTLSEnabled": True}, "advice.inter_node_tls", "certificates", "interNodeTLSEnabled = false"),
        ({"metricsPort": 1120}, "advice.ports", "multiNodesInferPort", "metricsPort = 1027"),
        ({"maxLinkNum": 2000}, "advice.links", "advises 300", "maxLinkNum = 300"),
        ({"httpsEnabled": True}, "advice.https", "certificate files", "httpsEnabled = false"),
    ],
)
def test_what_mindie_lets_pass_is_said_with_its_fix(changes, code, words, fix):
    finding = let_pass(changes, code)
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]


def test_two_of_three_planes_on_one_port_clash_and_all_three_do_not():
    same = {"ipAddress": "127.0.0.2", "managementIpAddress": "127.0.0.2", "/ServerConfig/port": 1026}
    env = {"MIES_CONTAINER_IP": ""}
    clash = found("a3-single", same, env=env)["advice.ports"]
    assert clash.text == "port and managementPort are both 1026 on 127.0.0.2: one of them cannot listen"
    assert "advice.ports" not in found("a3-single", {**same, "metricsPort": 1026}, env=env)
