"""Deployment + facts -> the environment variables of one node."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts, Node

RUN_FOLDER = "~/.mindie-tui/runs/{run}"
"""The folder of a run's files on a node, `~` being $HOME inside the container."""


def environment_of(
    deployment: Deployment,
    node: Node,
    facts: Mapping[str, Facts],
    world: int | None,
    rank_table_path: str | None,
    *,
    torch: bool = False,
) -> dict[str, str]:
    """The variables of one node in the order of their exports: the profile's, then what we make unless given.

    `torch`: backendType is torch, whose workers meet at MASTER_IP:MASTER_PORT on one node too.
    Source: docs/developers/mindie.md, "Environment and start script"; docs/formats.md, "Environment made by us".
    """
    nodes = deployment.serving
    fact = facts.get(node.name)
    ip = node.ip or (fact.ip if fact else None)
    master = nodes[0] if nodes else node
    master_ip = master.ip or (facts[master.name].ip if master.name in facts else None)
    made: dict[str, str | None] = {
        "MIES_CONTAINER_IP": ip,
        "WORLD_SIZE": str(world) if world else None,
        "MINDIE_LOG_LEVEL": "INFO",
        "MINDIE_LOG_TO_STDOUT": "1",
        "MIES_SERVICE_MONITOR_MODE": "1",
    }
    if len(nodes) > 1:
        given = deployment.environment
        path = given.get("RANK_TABLE_FILE") or given.get("RANKTABLEFILE") or rank_table_path
        made |= {"RANK_TABLE_FILE": path, "RANKTABLEFILE": path}
    if len(nodes) > 1 or torch:
        made |= {
            "MASTER_IP": master_ip,
            "MASTER_PORT": "29500",
            "GLOO_SOCKET_IFNAME": fact.nic if fact else None,
        }
    if len(nodes) > 1:
        made["HCCL_DETERMINISTIC"] = "true"
    return {
        **deployment.environment,
        **{k: v for k, v in made.items() if v is not None and k not in deployment.environment},
    }
