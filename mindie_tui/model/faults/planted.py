"""Faults that a demo fleet can be given, by what the operator will see: a start that fails, with its culprit named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from mindie_tui.model.message import Message

BOTH = ("mindie", "vllm-ascend")
MINDIE = ("mindie",)
Place = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """What goes wrong, on which node, in which engines' fleets."""

    name: str
    says: Message
    """What the operator will see, in a few words."""
    node: Place
    on_node: Mapping[str, Any]
    """As `DemoNode.fault` takes it."""
    engines: tuple[str, ...] = BOTH
    least_nodes: int = 1


def _fault(name: str, says: Message, node: Place, engines: tuple[str, ...], **on: Any) -> PlantedFault:
    return PlantedFault(name, says, node, MappingProxyType(on), engines, 2 if "unregistered" in on else 1)


PLANTED = {
    fault.name: fault
    for fault in (
        _fault("npu-memory", Message("the weights find no room on an NPU"), "last", BOTH, die="weights"),
        _fault("kv-cache", Message("no room is left for the KV cache"), "first", MINDIE, die="warmup"),
        _fault("oom-killer", Message("the kernel kills a worker: the node is out of memory"), "last", MINDIE,
               kill="weights", oom=True),
        _fault("killed", Message("a worker is killed just after the start"), "last", MINDIE, kill="started"),
        _fault("cann", Message("a call of CANN fails just after the start"), "last", MINDIE, die="started"),
        _fault("firewall", Message("a node does not reach the master"), "last", MINDIE, unregistered=True),
        _fault("other-model", Message("the service answers as another model"), "first", BOTH, model_name="other"),
        _fault("garbage", Message("the answers are not text"), "first", BOTH, garbage_tokens=True),
    )
}  # fmt: skip
"""By name."""
