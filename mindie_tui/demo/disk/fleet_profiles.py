"""The profile that a demo fleet hands over: what differs from the shipped ones, for MindIE and for vLLM-Ascend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from mindie_tui.demo.disk import node_files
from mindie_tui.model.deployment import Deployment

Nodes = Sequence[tuple[str, str]]
"""Name and address of each."""


def mindie_profile(folder: Path, weights: Path, nodes: Nodes, extends: str = "") -> str:
    """DeepSeek with MindIE on all nodes of a fleet; `extends`: whose settings it has in place of a shipped one's."""
    count = len(nodes)
    lines = [
        *_head(nodes),
        f"extends: {extends or ('a3-single' if count == 1 else 'a3-double')}",
        *_places(folder, nodes),
        "parameters:",
        "  ModelConfig:",
        f"    modelWeightPath: {weights}",
        *([f"    dp: {2 * count}", f"    moe_ep: {4 * count}"] if count > 2 and not extends else []),
        *_bench(folder, nodes),
    ]
    return "\n".join(lines) + "\n"


def vllm_profile(folder: Path, weights: Path, nodes: Nodes, extends: str = "") -> str:
    """DeepSeek with vLLM-Ascend on all nodes of a fleet: two data parallel ranks of 8 NPUs on each.

    `extends`: a profile whose settings it has in place of these.
    """
    if extends:
        own = [f"extends: {extends}", *_places(folder, nodes), "serve:", f"  model: {weights}", *_bench(folder, nodes)]
        return "\n".join([*_head(nodes), *own]) + "\n"
    lines = [
        *_head(nodes),
        "engine: vllm-ascend",
        *_places(folder, nodes),
        "serve:",
        f"  model: {weights}",
        "  served-model-name: deepseek",
        "  port: 8006",
        f"  data-parallel-size: {2 * len(nodes)}",
        "  tensor-parallel-size: 8",
        "  enable-expert-parallel: true",
        "  max-model-len: 8192",
        "  gpu-memory-utilization: 0.92",
        "  enable-prefix-caching: false",
        "environment: {HCCL_OP_EXPANSION_MODE: AIV, HCCL_BUFFSIZE: 1024, OMP_NUM_THREADS: 10}",
        "compilation_config: {cudagraph_mode: FULL_DECODE_ONLY}",
        "speculative_config: {method: mtp, num_speculative_tokens: 1}",
        *_bench(folder, nodes),
    ]
    return "\n".join(lines) + "\n"


def node_count(deployment: Deployment) -> int:
    """The nodes of 16 NPUs that a profile is for: those that it names, else what its layout takes."""
    if deployment.nodes:
        return len(deployment.nodes)
    if not deployment.serve:
        backend = deployment.parameters.get("BackendConfig")
        return 2 if isinstance(backend, dict) and backend.get("multiNodesInferEnabled") is True else 1
    sizes = [deployment.serve.get(f"{name}-parallel-size") for name in ("data", "tensor", "pipeline")]
    return max(1, -(-math.prod(size for size in sizes if isinstance(size, int)) // 16))


def _head(nodes: Nodes) -> list[str]:
    return ["# The demo's fleet. It goes when the demo ends.", "mindie-tui: 1"]


def _places(folder: Path, nodes: Nodes) -> list[str]:
    return [
        "nodes:",
        *(f"  - {{name: {name}, host: {name}, ip: {ip}}}" for name, ip in nodes),
        "container:",
        "  engine: docker",
        f"  name: {node_files.CONTAINER}",
        f"  ascend: {folder / 'Ascend'}",
    ]


def _bench(folder: Path, nodes: Nodes) -> list[str]:
    data = folder / "data" / "ais_bench" / "datasets"
    return [
        "bench:",
        f"  node: {nodes[0][0]}",
        f"  root: {folder / 'benchmark'}",
        "  datasets:",
        *(f"    {name}: {{path: {data / name}}}" for name in ("gsm8k", "mmlu", "ceval")),
        "  performance:",
        "    num_prompts: 200",
        "    settings: {request_rate: 0, batch_size: 20, max_out_len: 128, retry: 2}",
        "  accuracy:",
        "    settings: {request_rate: 0, batch_size: 30, max_out_len: 512, retry: 2}",
        "    runs: [{datasets: gsm8k_gen_0_shot_cot_chat_prompt}]",
    ]
