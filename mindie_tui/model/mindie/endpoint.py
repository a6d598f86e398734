"""Where MindIE's service is spoken to: addresses, ports and certificates, out of what the launch writes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.launch.endpoint import Endpoint, literal
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL, SERVER

SERVICE, MANAGEMENT, METRICS, NODES = 1025, 1026, 1027, 1120
"""MindIE's ports where config.json names none; the last is between the nodes."""

HEALTH, STOP = "/health/timed-3", "/stopService"


def ports_of(config: Json, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    """The ports that MindIE binds on a node: the three of its server, and multiNodesInferPort on the master.

    Slaves serve no HTTP, but their daemon binds these ports too where it runs alone; so all nodes are checked for the
    three.
    """
    wanted = [("port", SERVER, SERVICE), ("managementPort", SERVER, MANAGEMENT), ("metricsPort", SERVER, METRICS)]
    if master and several:
        wanted.append(("multiNodesInferPort", BACKEND, NODES))
    found = []
    for name, section, default in wanted:
        value = document.get(config, f"{section}/{name}") if config is not None else document.ABSENT
        found.append((name, value if type(value) is int else default))
    return tuple(found)


def endpoint_of(artefacts: Artefacts, *, several: bool, config_path: str | None) -> Endpoint:
    """The endpoint of one node or `several`; a key that is not written has MindIE's default.

    `config_path` is the config.json on the master: certificates lie beside its folder.
    """
    config, environment = artefacts.config, artefacts.environments[0]
    ip = environment.get("MIES_CONTAINER_IP") or _value(config, f"{SERVER}/ipAddress", "127.0.0.1")
    own = environment.get("MIES_CONTAINER_MANAGEMENT_IP")
    own = own or _value(config, f"{SERVER}/managementIpAddress", "127.0.0.2")
    scheme = "https" if _value(config, f"{SERVER}/httpsEnabled", True) is True else "http"
    ports = {
        "service": _value(config, f"{SERVER}/port", SERVICE),
        "management": _value(config, f"{SERVER}/managementPort", MANAGEMENT),
        "metrics": _value(config, f"{SERVER}/metricsPort", METRICS),
    }
    if several:
        ports["nodes"] = _value(config, f"{BACKEND}/multiNodesInferPort", NODES)
    url, management = (
        f"{scheme}://{literal(host)}:{port}" for host, port in ((ip, ports["service"]), (own, ports["management"]))
    )
    name = str(_value(config, f"{MODEL}/modelName", ""))
    if scheme == "http":
        return Endpoint(url, management, name, ports, health=HEALTH, stop=STOP)
    folder = PurePosixPath(config_path).parent.parent if config_path else PurePosixPath("/")
    tls, management_tls = (_certificates(config, folder, prefix) for prefix in ("", "management"))
    return Endpoint(url, management, name, ports, tls, management_tls, health=HEALTH, stop=STOP)


def _certificates(config: Json, folder: PurePosixPath, prefix: str) -> dict[str, Any]:
    """The files of one port: authorities, certificate and key. `prefix` management: the keys are managementTls..."""

    def key(word: str) -> str:
        return f"{SERVER}/{prefix}T{word[1:]}" if prefix else f"{SERVER}/{word}"

    names = _value(config, key("tlsCaFile"), [])
    ca = folder / str(_value(config, f"{SERVER}/tlsCaPath", "security/ca/"))
    certificate, private = (_value(config, key(word), "") for word in ("tlsCert", "tlsPk"))
    return {
        "ca": [str(ca / str(one)) for one in (names if isinstance(names, list) else ())],
        "cert": str(folder / str(certificate)) if certificate else "",
        "key": str(folder / str(private)) if private else "",
    }


def _value(config: Json, at: str, default: Any) -> Any:
    found = document.get(config, at)
    return default if found is document.ABSENT else found
