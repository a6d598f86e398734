"""All parallel layouts that MindIE's workers and engine take on some nodes, best first, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any, NamedTuple

WIDEST_CP = 2
"""MindIE's manual supports cp 1, and 2 with sp = tp (context_parallel.md); its workers take more."""


class Sizes(NamedTuple):
    """The parallel sizes of a layout."""

    dp: int
    cp: int
    tp: int
    sp: int
    moe_tp: int
    moe_ep: int


SIZES = Sizes._fields


SIZES = Sizes._fields
"""The names of the sizes, as in config.json."""
ATTENTION, EXPERTS = ("dp", "cp", "tp"), ("moe_tp", "moe_ep")
"""Sizes whose product is the world: of attention, and of the experts."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes that fill the world: dp x cp x tp = moe_tp x moe_ep = W."""

    dp: int
    cp: int
    tp: int
    sp: int
    moe_tp: int
    moe_ep: int
    says: str
    """Why it has its place in the list: a template; `reason` is it filled with `values`."""
    values: dict[str, Any]

    @property
    def reason(self) -> str:
        return self.says.format(**self.values)

    @property
    def sizes(self) -> dict[str, int]:
        """Field name: value, as ModelConfig takes them."""
        return {name: getattr(self, name) for name in SIZES}


def legal(sizes: Sizes, per_node: int, nodes: int) -> bool:
    """Whether workers (backendType atb) and engine take these sizes. Source: mapping.py, executor.cpp."""
    dp, cp, tp, sp, moe_tp, moe_ep = sizes
    world = per_node * nodes
    if min(sizes) < 1 or (cp > 1 and dp > 1):
        return False
    if dp * cp * tp != world or moe_tp * moe_ep != world or sp not in (1, tp):
        return False
    if per_node < tp != world or (moe_ep > 1 and per_node < moe_tp != world):
        return False
    return nodes == 1 or tp * cp > per_node or dp // nodes >= 1


@lru_cache(maxsize=64)
def layouts(devices_per_node: int, nodes: int, *, experts: bool = True) -> tuple[Layout, ...]:
    """Every legal layout of `nodes` x `devices_per_node` NPUs, best first.

    `experts` False: for a model without experts, where moe_tp and moe_ep follow attention. The order: what MindIE's
    guides for Atlas use comes first (tp 8 inside a node, moe_tp 4), then what is near to it; layouts that cross
    nodes with tensor parallel, and those with cp, which only some weights support, come last.
    """
    world = devices_per_node * nodes
    if not 1 <= world <= 4096:
        return ()
    divisors = [n for n in range(1, world + 1) if world % n == 0]
    found = []
    for cp in divisors:
        for tp in (n for n in divisors if world % (cp * n) == 0):
            for sp in sorted({1, tp}):
                for moe_ep in divisors if experts else (1,):
                    sizes = Sizes(world // (cp * tp), cp, tp, sp, world // moe_ep, moe_ep)
                    if legal(sizes, devices_per_node, nodes):
                        found.append(sizes)
    found.sort(key=lambda sizes: _rank(sizes, devices_per_node, world))
    return tuple(Layout(*sizes, *_reason(sizes, devices_per_node, world)) for sizes in found)


def _rank(sizes: Sizes, per_node: int, world: int) -> tuple[float, ...]:
    _, cp, tp, sp, moe_tp, moe_ep = sizes
    return (
        cp > WIDEST_CP or (cp > 1 and sp != tp),
        cp,
        tp > per_node,
        moe_tp > per_node,
        abs(log2(tp) - log2(min(8, per_node))),
        sp > 1,
        abs(log2(moe_tp) - log2(min(4, world))),
        -moe_ep,
    )


def _reason(sizes: Sizes, per_node: int, world: int) -> tuple[str, dict[str, Any]]:
    _, cp, tp, sp, moe_tp, moe_ep = sizes
    values = {**sizes._asdict(), "per_node": per_node}
    if cp > WIDEST_CP or (cp > 1 and sp != tp):
        return "cp {cp} with sp {sp}: the workers take it, MindIE's manual supports cp 2 with sp = tp only", values
    if cp > 1:
        return "cp {cp} for long inputs: only W8A8 and W4A8 DeepSeek weights take it, with sp = tp and dp 1", values
    if tp > per_node:
        return "tp {tp} crosses nodes: each layer waits for the network between them", values
    if moe_tp > per_node:
        return "moe_tp {moe_tp} crosses nodes: each expert waits for the network between them", values
    if tp == min(8, per_node) and moe_tp == min(4, world) and sp == 1:
        return "as MindIE's guides: tp {tp} inside a node, experts over {moe_ep} groups of {moe_tp}", values
    if sp > 1:
        return "sp {sp} splits the sequence too: for long inputs", values
    if tp < min(8, per_node):
        return "tp {tp}: more requests at once, more memory for weights on each NPU", values
    if tp > 8:
        return "tp {tp}: quicker single requests, fewer at once", values
    if moe_ep == 1:
        return "every expert split over all NPUs: even load, more traffic", values
    return "tp {tp} inside a node, experts over {moe_ep} groups of {moe_tp}", values
