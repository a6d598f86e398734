"""What the profile's format holds and this version does not act on: refused by name, never ignored."""

from __future__ import annotations

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.message import Message


def not_yet(deployment: Deployment) -> tuple[tuple[str, str], ...]:
    """What the format holds and this version does not act on: (key, sentence). Refused by name, never ignored."""
    found: list[tuple[str, str]] = []

    def refuse(key: str, why: str) -> None:
        found.append((key, Message("not yet; {why}", why=why)))

    bench = deployment.bench
    for at, node in enumerate(deployment.nodes):
        if not node.serves and bench.node != node.name:
            refuse(
                f"nodes[{at}].serves",
                Message("what does not serve must bench; write bench.node: {name}", name=node.name),
            )
    return tuple(found)
