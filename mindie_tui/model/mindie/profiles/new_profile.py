"""A new profile of MindIE: a shipped one with the model and the sizes that fill the nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TP = 8
"""NPUs of one tensor parallel group: a whole A2, half an A3, so that no group leaves its node."""
MOE_TP = 4


def new_profile(answers: Mapping[str, str], devices: int, nodes: int) -> dict[str, Any]:
    """`devices`: NPUs of a node. The sizes of one and of two nodes are those of the shipped profiles."""
    model: dict[str, Any] = {"modelName": answers["model"], "modelWeightPath": answers["weights"]}
    if nodes > 2:
        world = nodes * devices
        model |= {"dp": world // TP, "tp": TP, "moe_tp": MOE_TP, "moe_ep": world // MOE_TP}
    base = f"{answers['machine'].lower()}-{'single' if nodes == 1 else 'double'}"
    return {"extends": base, "parameters": {"ModelConfig": model}}
