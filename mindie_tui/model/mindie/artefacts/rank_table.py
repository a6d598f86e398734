"""Nodes + facts -> the rank table, and how many NPUs a service has."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL
from mindie_tui.model.node import Facts, Node


def rank_table_of(nodes: tuple[Node, ...], facts: Mapping[str, Facts], npu_ids: tuple[int, ...] | None) -> Json:
    """The rank table of these nodes, master first, ranks in node order, device_id ascending; None where unknown.

    Every value is a string (MindIE's guide, version "1.0"). A device without an address gets "", which the rules name.
    """
    servers, rank = [], 0
    for node in nodes:
        fact = facts.get(node.name)
        ip = node.ip or (fact.ip if fact else None)
        if fact is None or fact.npus is None or ip is None:
            return None
        by_id = {npu.id: npu for npu in fact.npus}
        devices = []
        for device in sorted(npu_ids if npu_ids is not None else by_id):
            npu = by_id.get(device)
            devices.append(
                {"device_id": str(device), "device_ip": (npu.device_ip or "") if npu else "", "rank_id": str(rank)}
            )
            rank += 1
        servers.append({"server_id": ip, "container_ip": ip, "device": devices})
    return {"version": "1.0", "server_count": str(len(nodes)), "server_list": servers, "status": "completed"}


def world_of(config: Json, rank_table: Json) -> int | None:
    """W, the NPUs of all nodes: the devices of the rank table with multiNodesInferEnabled, else worldSize."""
    if document.get(config, f"{BACKEND}/multiNodesInferEnabled") is True:
        servers = document.get(rank_table, "/server_list") if rank_table is not None else ABSENT
        if not isinstance(servers, list):
            return None
        return (
            sum(len(s["device"]) for s in servers if isinstance(s, dict) and isinstance(s.get("device"), list)) or None
        )
    size = document.get(config, f"{MODEL}/worldSize")
    return size if isinstance(size, int) and not isinstance(size, bool) else None
