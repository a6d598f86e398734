"""What is read of the service out of config.json by those who look at it: its name, its port, its weights."""

from __future__ import annotations

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.parameters import pointers

_POINTERS = {
    "modelName": f"{pointers.MODEL}/modelName",
    "modelWeightPath": f"{pointers.MODEL}/modelWeightPath",
    "port": f"{pointers.SERVER}/port",
}


def service_values(config: Json) -> dict[str, Json]:
    """modelName, modelWeightPath and port of a service; ABSENT where config.json does not say."""
    return {name: document.get(config, at) for name, at in _POINTERS.items()}


MODEL_FILE = "config.json"
"""The model's own configuration, in the folder of its weights."""


def weights_folder(config: Json) -> str | None:
    """modelWeightPath of a config.json."""
    value = document.get(config, _POINTERS["modelWeightPath"])
    return value if isinstance(value, str) and value else None


def weights_path(deployment: Deployment, config: Json = None) -> str | None:
    """modelWeightPath as the profile, else the config.json, has it."""
    given = deployment.parameters.get("ModelConfig")
    value = given.get("modelWeightPath") if isinstance(given, dict) else None
    if value is None and config is not None:
        value = document.get(config, _POINTERS["modelWeightPath"])
    return value if isinstance(value, str) and value else None
