"""Two nodes of 16 NPUs, what is known of them, and a deployment on them."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.node import Facts, Node, Npu

NODES = (Node(name="a3-01", ip="10.0.0.1"), Node(name="a3-02", ip="10.0.0.2"))


def facts(name: str, number: int, **more: Any) -> Facts:
    npus = tuple(Npu(i, device_ip=f"192.168.{number}.{i + 1}") for i in range(16))
    return Facts(name, npus=npus, nic="bond0", home="/root", daemon="/opt/a b/mindieservice_daemon", **more)


FACTS = {"a3-01": facts("a3-01", 1, config_text=DEFAULT_CONFIG), "a3-02": facts("a3-02", 2)}


def deployment(**parts: Any) -> Deployment:
    return Deployment(nodes=NODES, container=Container(name="mindie"), **parts)
