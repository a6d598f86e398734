"""Deployment + facts -> the environment variables of one node."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts, Node

INTERFACES = ("HCCL_SOCKET_IFNAME", "GLOO_SOCKET_IFNAME", "TP_SOCKET_IFNAME")
"""Variables that name the network interface of the node's own address."""


def environment_of(deployment: Deployment, node: Node, facts: Mapping[str, Facts]) -> dict[str, str]:
    """The variables of one node in the order of their exports: the profile's, then what we make unless given.

    API servers give up after VLLM_ENGINE_READY_TIMEOUT_S (600 s, the load included), long before large weights are
    loaded. Source: docs/developers/vllm-ascend.md, "Start on several nodes".
    """
    fact = facts.get(node.name)
    made: dict[str, str | None] = {"VLLM_ENGINE_READY_TIMEOUT_S": str(int(deployment.launch.timeouts_s.ready))}
    if len(deployment.serving) > 1:
        made["HCCL_IF_IP"] = node.ip or (fact.ip if fact is not None else None)
        made |= dict.fromkeys(INTERFACES, fact.nic if fact is not None else None)
    given = deployment.environment
    return {**given, **{name: value for name, value in made.items() if value and name not in given}}
