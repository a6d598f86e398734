"""How MindIE is found, started and asked."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.node import Facts, Node

DEPLOYMENT = Deployment(nodes=(Node(name="a", ip="10.0.0.1"),), parameters={"ServerConfig": {"maxLinkNum": 77}})
FACT = Facts(node="a", config_path="/opt/conf/config.json", daemon="/opt/bin/mindieservice_daemon")
MADE = MINDIE.documents(DEPLOYMENT, {"a": FACT})


def test_config_json_is_written_over_what_stands_there():
    (file,) = MINDIE.start.files(MADE, FACT, "~/run")
    assert (file.path, file.mode, file.backup) == ("/opt/conf/config.json", 0o640, True)
    with pytest.raises(Refused, match=r"config\.json was not found"):
        MINDIE.start.files(MADE, Facts(node="a"), "~/run")


def test_the_daemon_is_started_by_its_path():
    assert "/opt/bin/mindieservice_daemon &" in MINDIE.start.script(DEPLOYMENT, MADE, 0, FACT, frozenset())


def test_the_endpoint_has_a_stop_and_its_connections_a_limit():
    endpoint = MINDIE.start.endpoint(MADE, False, None)
    assert (endpoint.stop, endpoint.health, endpoint.bare_health) == ("/stopService", "/health/timed-3", False)
    assert MINDIE.start.most_at_once(MADE) == 77 and MINDIE.start.ports(MADE, True, False)[0] == ("port", 1025)


def test_lines_that_say_nothing_of_the_memory_say_nothing():
    assert MINDIE.start.memory(["x"], MADE, 0, None) is None
