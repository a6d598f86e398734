"""Whether a layout fits, how many nodes are the least, and which share of the memory the engine must be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.tables import table
from mindie_tui.model.memory.terms import GIB, MemoryTerm

Verdict = Literal["fits", "tight", "does not fit"]
FITS, TIGHT, RESERVE_GIB = 0.90, 0.96, 1.0
"""Shares of the visible memory: with the estimate of all other needs, and with RESERVE_GIB in its place."""
MOST = 0.97
"""No larger share is proposed."""
NODE_COUNTS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class NpuKind:
    """One sort of NPU. Bandwidths are bytes a second, `flops` per second in 16 bits."""

    name: str
    visible: float
    """Bytes that an engine sees."""
    per_node: int
    inside: float
    between: float
    memory: float
    flops: float


def npu_names() -> tuple[str, ...]:
    """Every sort with numbers."""
    return tuple(name for name in table("devices") if name != "about")


def npu_kind(name: str) -> NpuKind:
    """A sort by its name. Raises LookupError."""
    row = table("devices")[name]
    return NpuKind(
        name, row["visible_gib"] * GIB, row["per_node"], row["inside"], row["between"], row["memory"], row["flops"]
    )


def other_needs(dims: Dimensions, placement: Placement, batched_tokens: int, *, split: bool = False) -> MemoryTerm:
    """Activation and communication: a rule of thumb, the weakest term. `split`: activation is cut by tp too."""
    activation = 1.5 * GIB
    more = max(0, batched_tokens - 8192) * 170 * 1024 * dims.values["H"] / 4096
    activation += more / (placement.tp if split else 1)
    several = placement.world > 1
    network = (3.1 if dims.experts else 1.0) if several else 0.2
    return MemoryTerm(
        "activation and communication, rule of thumb", activation + network * GIB,
        "1.5 GiB + 170 KiB * tokens above 8192 * hidden size / 4096 + communication",
        {"batched tokens": batched_tokens, "hidden size": dims.values["H"], "communication GiB": network},
    )  # fmt: skip


def verdict(weights: float, kv: float, other: float, visible: float) -> Verdict:
    """What a start with one request of the asked length will say; all in bytes."""
    if weights + kv + other <= FITS * visible:
        return "fits"
    if weights + kv + RESERVE_GIB * GIB <= TIGHT * visible:
        return "tight"
    return "does not fit"


@dataclass(frozen=True, slots=True)
class LeastFraction:
    """The least share of the memory that the engine must be given."""

    value: float
    """To be set, with a margin of 0.02."""
    exact: float
    tight: bool
    possible: bool


def least_fraction(weights: float, kv: float, other: float, visible: float) -> LeastFraction:
    """The least share that holds weights, other needs and `kv` bytes."""
    exact = (weights + other + kv) / visible
    value = round(ceil(round(exact * 100, 6)) / 100 + 0.02, 2)
    return LeastFraction(min(value, MOST), exact, value > TIGHT, value <= MOST)


def plain_placements(dims: Dimensions, per_node: int, nodes: int) -> Iterator[Placement]:
    """tp a power of two inside a node that divides the heads, dp the rest, whole experts over all NPUs."""
    world, tp = per_node * nodes, 1
    while tp <= per_node:
        if dims.values["nh"] % tp == 0 and world % tp == 0:
            ep = world if dims.experts and dims.experts >= world else 1
            yield Placement(world // tp, tp, ep=ep)
        tp *= 2


@dataclass(frozen=True, slots=True)
class Fitting:
    """One layout with its needs in bytes."""

    placement: Placement
    nodes: int
    weights: float
    kv: float
    other: float
    verdict: Verdict

    @property
    def need(self) -> float:
        return self.weights + self.kv + self.other


Sizer = Callable[[Placement], tuple[float, float, float]]
"""Weights, KV of one request and other needs of a layout, in bytes."""
ORDER: tuple[Verdict, ...] = ("fits", "tight", "does not fit")


def best_fitting(placements: Iterable[Placement], size: Sizer, npu: NpuKind, nodes: int) -> Fitting | None:
    """The layout that needs least, among those with the best verdict; None without a layout."""
    found = []
    for placement in placements:
        weights, kv, other = size(placement)
        found.append(Fitting(placement, nodes, weights, kv, other, verdict(weights, kv, other, npu.visible)))
    return min(found, key=lambda one: (ORDER.index(one.verdict), one.need), default=None)


def least_nodes(dims: Dimensions, size: Sizer, npu: NpuKind, counts: Iterable[int] = NODE_COUNTS) -> Fitting | None:
    """The best layout on the fewest nodes that are not too few; None where all are."""
    for nodes in counts:
        best = best_fitting(plain_placements(dims, npu.per_node, nodes), size, npu, nodes)
        if best is not None and best.verdict != "does not fit":
            return best
    return None
