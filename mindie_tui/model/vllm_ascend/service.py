"""Where a vLLM-Ascend service is spoken to, and which values of it others read: its name, its port, its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.launch.endpoint import Endpoint, literal
from mindie_tui.model.vllm_ascend.rules.view import CommandView

if TYPE_CHECKING:
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts


def service_values(documents: ServeArtefacts) -> dict[str, Json]:
    """modelName, modelWeightPath and port, as the head's command has them."""
    view = CommandView(documents.commands[0])
    names = view.value("served_model_name")
    name = names[0] if isinstance(names, list) and names else view.model
    return {"modelName": name or ABSENT, "modelWeightPath": view.model or ABSENT, "port": view.number("port", 8000)}


def weights_folder(deployment: Deployment, documents: ServeArtefacts | None) -> str | None:
    """The model of the profile, where it is a folder of the node; None for the name of a model hub."""
    model = deployment.serve.get("model")
    return model if isinstance(model, str) and model.startswith("/") else None


def ports(documents: ServeArtefacts, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    """The ports that a node binds by name: the service's and, on the head of several, those where the others call.

    All others are random, so no firewall may be between the nodes.
    """
    view = CommandView(documents.commands[0])
    found = [("port", view.number("port", 8000))]
    if master and several and view.number("nnodes") > 1:
        found.append(("master-port", view.number("master_port", 29501)))
    elif master and several:
        found.append(("data-parallel-rpc-port", view.number("data_parallel_rpc_port", 29550)))
    return tuple(found)


def endpoint(documents: ServeArtefacts, several: bool, config_path: str | None) -> Endpoint:
    """One address for all: completions, health, metrics. It answers on the node's own address unless --host says."""
    command = documents.commands[0]
    view = CommandView(command)
    host = view.value("host")
    own = documents.address or "127.0.0.1"
    address = own if not isinstance(host, str) or host in ("", "0.0.0.0", "::") else host
    scheme = "https" if view.value("ssl_certfile") else "http"
    url = f"{scheme}://{literal(address)}:{view.number('port', 8000)}"
    name = service_values(documents)["modelName"]
    bound = {"service" if one == "port" else one: number for one, number in ports(documents, True, several)}
    tls = {"ca": [], "cert": "", "key": ""} if scheme == "https" else None
    return Endpoint(url, url, "" if name is ABSENT else str(name), bound, tls, tls, bare_health=True)
