"""Where a service is spoken to."""

from mindie_tui.model.launch.endpoint import Endpoint, literal


def test_metrics_have_a_port_of_their_own_or_stand_on_the_one_port():
    assert Endpoint("http://a:1", "http://b:2", "m", {"metrics": 3}).metrics == "http://b:3/metrics"
    assert Endpoint("http://a:1", "http://a:1", "m", {"service": 1}).metrics == "http://a:1/metrics"


def test_an_ipv6_address_stands_in_brackets():
    assert literal("fe80::1") == "[fe80::1]" and literal("10.0.0.1") == "10.0.0.1"
