"""The service's ports, limits and certificates."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import server
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("port", 1023, False),
        ("port", 1024, True),
        ("managementPort", 65536, False),
        ("maxLinkNum", 0, False),
        ("maxLinkNum", 4096, True),
        ("interCommPort", 1121.0, True),
        ("tlsCaFile", "ca.pem", False),
        ("tlsCaFile", ["ca.pem"], True),
        ("tokenTimeout", 3601, False),
        ("maxJsonDepth", 9, False),
        ("HealthCheckConfig/npuUsageThreshold", 100, True),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(server.FIELDS, f"{pointers.SERVER}/{name}", value) is good


def test_every_port_between_instances_nodes_and_clients_is_one_that_a_user_may_open():
    ports = {f.name: f.default for f in server.FIELDS if f.name in ("port", "managementPort", "metricsPort")}
    assert ports == {"port": 1025, "managementPort": 1026, "metricsPort": 1027}
