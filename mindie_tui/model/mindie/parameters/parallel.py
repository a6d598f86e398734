"""How a config.json splits the model over the NPUs, as a line for lists and comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters.pointers import MODEL

DIMENSIONS = ("dp", "tp", "cp", "sp", "moe_tp", "moe_ep")
"""The keys of ModelConfig[0] that split a model, in the order in which they are shown."""


def parallel_text(config: Any) -> str:
    """ "dp=4 tp=8": the dimensions that config.json sets; empty where it sets none. -1 leaves one to MindIE."""
    model = document.get(config, MODEL) if isinstance(config, Mapping) else None
    if not isinstance(model, Mapping):
        return ""
    sizes = {name: model.get(name) for name in DIMENSIONS}
    return " ".join(f"{name}={size}" for name, size in sizes.items() if type(size) is int and size > 0)
