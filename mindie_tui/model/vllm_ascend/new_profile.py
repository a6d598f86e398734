"""A new profile of vLLM-Ascend: the model, and as many ranks of eight NPUs as the nodes hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TP = 8
"""NPUs of one tensor parallel group: a whole A2, half an A3, so that no group leaves its node."""


def new_profile(answers: Mapping[str, str], devices: int, nodes: int) -> dict[str, Any]:
    """`devices`: NPUs of a node. Expert parallel is not asked for: vLLM refuses it for a model without experts."""
    serve: dict[str, Any] = {"model": answers["weights"], "served-model-name": answers["model"], "port": 8000}
    ranks = nodes * devices // TP
    if ranks > 1:
        serve["data-parallel-size"] = ranks
    serve |= {"tensor-parallel-size": TP, "gpu-memory-utilization": 0.9}
    return {
        "engine": "vllm-ascend",
        "container": {"name": "vllm-ascend"},
        "serve": serve,
        "environment": {
            "PYTORCH_NPU_ALLOC_CONF": "expandable_segments:True",
            "TASK_QUEUE_ENABLE": "1",
            "HCCL_OP_EXPANSION_MODE": "AIV",
        },
    }
