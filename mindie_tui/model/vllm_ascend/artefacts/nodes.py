"""What each node's `vllm serve` has beside the profile's own arguments: its place among the nodes, without Ray.

Node 0 is the head. Data parallel ranks are dealt out in the order of the nodes: node k begins with rank k x local.
Where the profile has one rank, or names --nnodes, the world of each rank is spread over the nodes instead.
Source: docs/developers/vllm-ascend.md, "Start on several nodes".
"""

from __future__ import annotations

from mindie_tui.model.documents.document import Json

OF_A_NODE = ("headless", "data-parallel-start-rank", "data-parallel-rank", "node-rank")
"""Arguments that differ from node to node."""
VARIABLES_OF_A_NODE = ("HCCL_IF_IP", "VLLM_HOST_IP")
"""Variables that hold the node's own address."""
SIZE, LOCAL, START = "data-parallel-size", "data-parallel-size-local", "data-parallel-start-rank"
ADDRESS, NODES, RANK, HEAD = "data-parallel-address", "nnodes", "node-rank", "master-addr"


def local_ranks(settings: dict[str, Json], nodes: int) -> int | None:
    """Data parallel ranks of each node; None where they are not dealt out over the nodes."""
    size = settings.get(SIZE, 1)
    if nodes < 2 or NODES in settings or type(size) is not int or size < 2:
        return None
    local = settings.get(LOCAL)
    return local if type(local) is int else max(size // nodes, 1)


def of_node(settings: dict[str, Json], node: int, nodes: int, head: str) -> dict[str, Json]:
    """The arguments of one node of several, to be put behind those of the profile; {} for a node alone."""
    if nodes < 2:
        return {}
    local = local_ranks(settings, nodes)
    if local is None:
        return {NODES: settings.get(NODES, nodes), RANK: node, HEAD: settings.get(HEAD, head)} | _headless(node)
    first: dict[str, Json] = {START: node * local} if node else {}
    return {LOCAL: local, ADDRESS: settings.get(ADDRESS, head)} | first | _headless(node)


def _headless(node: int) -> dict[str, Json]:
    return {"headless": True} if node else {}
