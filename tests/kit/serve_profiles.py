"""Profiles of vLLM-Ascend for tests."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts, Node, Npu

HEAD, WORKER = Node(name="a3-01", ip="10.0.0.1"), Node(name="a3-02", ip="10.0.0.2")
NPUS = tuple(Npu(id=i, name="Ascend910") for i in range(16))
FACTS = {
    "a3-01": Facts(node="a3-01", ip="10.0.0.1", nic="enp1s0", npus=NPUS),
    "a3-02": Facts(node="a3-02", ip="10.0.0.2", nic="enp2s0", npus=NPUS),
}


def serve_profile(*nodes: Node, serve: dict[str, object] | None = None, **more: object) -> Deployment:
    """A deployment of vLLM-Ascend on these nodes: dp 4 x tp 8 of /models/M, with further sections."""
    arguments = {"model": "/models/M", "data-parallel-size": 4, "tensor-parallel-size": 8, **(serve or {})}
    values = {"engine": "vllm-ascend", "nodes": nodes, "serve": arguments, **more}
    return Deployment.model_validate(values)
