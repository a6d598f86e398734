"""What a bench takes over from the service that it measures, out of config.json."""

from __future__ import annotations

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
