"""The addresses, ports and certificates by which the service is spoken to."""

import pytest

from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.endpoint import endpoint_of, ports_of


def endpoint(config, environment=None, nodes=1):
    made = Artefacts("", config, environments=(environment or {},) * nodes)
    return endpoint_of(made, several=nodes > 1, config_path="/opt/mindie/conf/config.json")


def model(name):
    return {"ModelDeployConfig": {"ModelConfig": [{"modelName": name}]}}


def test_what_is_not_written_has_the_default_of_mindie_and_https():
    found = endpoint({})
    assert (found.url, found.management) == ("https://127.0.0.1:1025", "https://127.0.0.2:1026")
    assert found.ports == {"service": 1025, "management": 1026, "metrics": 1027}
    assert found.tls == {"ca": [], "cert": "", "key": ""}


def test_only_a_service_of_several_nodes_has_a_port_between_them():
    assert "nodes" not in endpoint({}).ports
    assert endpoint({}, nodes=2).ports["nodes"] == 1120


def test_without_https_there_are_no_certificates():
    found = endpoint({"ServerConfig": {"httpsEnabled": False, "port": 1040}, "BackendConfig": model("deepseek")})
    assert (found.url, found.model, found.tls, found.management_tls) == (
        "http://127.0.0.1:1040",
        "deepseek",
        None,
        None,
    )


@pytest.mark.parametrize("ip, url", [("10.20.3.11", "http://10.20.3.11:1025"), ("fd00::1", "http://[fd00::1]:1025")])
def test_the_environment_goes_before_the_file_and_ipv6_is_bracketed(ip, url):
    config = {"ServerConfig": {"httpsEnabled": False, "ipAddress": "10.0.0.9"}}
    assert endpoint(config, {"MIES_CONTAINER_IP": ip}).url == url
    assert endpoint(config, {"MIES_CONTAINER_MANAGEMENT_IP": ip}).management == url.replace("1025", "1026")


def test_each_port_has_its_own_files_below_the_folder_of_the_installation():
    found = endpoint(
        {
            "ServerConfig": {
                "tlsCaPath": "ca/", "tlsCaFile": ["one.pem"], "tlsCert": "server.pem", "tlsPk": "server.key",
                "managementTlsCaFile": ["two.pem"], "managementTlsCert": "management.pem",
            }
        }
    )  # fmt: skip
    home = "/opt/mindie"
    assert found.tls == {"ca": [f"{home}/ca/one.pem"], "cert": f"{home}/server.pem", "key": f"{home}/server.key"}
    assert found.management_tls == {"ca": [f"{home}/ca/two.pem"], "cert": f"{home}/management.pem", "key": ""}


def test_the_master_binds_the_port_between_nodes_and_only_where_there_are_several():
    assert ports_of(None, True, True)[-1] == ("multiNodesInferPort", 1120)
    assert len(ports_of(None, False, True)) == len(ports_of(None, True, False)) == 3
    assert ports_of({"ServerConfig": {"port": 2025, "metricsPort": "x"}}, False, False) == (
        ("port", 2025),
        ("managementPort", 1026),
        ("metricsPort", 1027),
    )
