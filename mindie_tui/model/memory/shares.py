"""What one NPU holds of each tensor, for any rule of how a tensor is split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mindie_tui.model.memory.quantisation import FLOAT, Quantisation, scheme_bytes
from mindie_tui.model.memory.shapes import WeightTensor
from mindie_tui.model.memory.terms import MemoryTerm

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Placement:
    """Parallel sizes of a service. One model runs on dp * cp * tp * pp NPUs."""

    dp: int = 1
    tp: int = 1
    pp: int = 1
    cp: int = 1
    ep: int = 1
    """Groups over which whole experts are spread; 1 where each NPU holds a part of every expert."""
    moe_tp: int = 1
    """NPUs that share one expert, where the engine sets it by itself."""
    sp: int = 1

    @property
    def world(self) -> int:
        return self.dp * self.cp * self.tp * self.pp


class Local(NamedTuple):
    """The part of a tensor on one NPU, before it is known how many bytes a number has."""

    outputs: float
    inputs: float
    number: float = 1
    """How many of the tensors of a layer: experts."""
    copies: float = 1
    width: float = 0
    """Bytes of a number, where it is not that of the scheme."""
    how: str = "whole"
    """The split in words, for the formula."""
    units: float | None = None
    """Layers that have it, where not all have."""


class Share(NamedTuple):
    """A pattern of tensors on one NPU."""

    tensor: WeightTensor
    scheme: str
    local: Local
    units: float
    """Layers that have it."""
    unit: float
    """Bytes of one layer, without scales."""
    scales: float
    """Bytes of the scales of all layers."""

    @property
    def bytes(self) -> float:
        return self.units * self.unit


Split = Callable[[WeightTensor], Local]


def shares(
    tensors: Iterable[WeightTensor], quantisation: Quantisation, experts: int, split: Split, engine: str
) -> Iterator[Share]:
    """What one NPU holds. `experts`: of a layer; `engine`: the column of schemes.json."""
    for tensor in tensors:
        local = split(tensor)
        of_experts = ".experts." in tensor.name
        down = of_experts and tensor.split == "expert_row"
        for scheme, count in quantisation.pieces(tensor):
            units = count / experts if of_experts and experts else count
            if local.units is not None:
                units = local.units * count / (tensor.count + tensor.mtp_count)
            rule = scheme_bytes(scheme, engine)
            width = local.width or (_width(tensor) if scheme == FLOAT else rule.element)
            held = local.number * local.copies
            unit = width * local.outputs * local.inputs * held
            scales = 0.0
            if scheme != FLOAT:
                whole = rule.of(local.outputs, local.inputs, quantisation.group_size, down=down)
                scales = (whole - rule.element * local.outputs * local.inputs) * held * units
            yield Share(tensor, scheme, local, units, unit, scales)


def _width(tensor: WeightTensor) -> float:
    if tensor.dtype == "U8":
        return 1
    return 4 if tensor.dtype.startswith("F32") else 2


class HeldWeights(NamedTuple):
    """What one NPU holds, as far as its size and its speed need it."""

    bytes: float
    """All of it."""
    read: float
    """Of it read for each step, without experts: all but the embedding and the tables."""
    experts: float
    """Of it the routed experts."""
    macs: float
    """Multiplications for one token, without experts."""
    expert_macs: float
    """Multiplications of one token through every expert that the NPU holds."""


def summed(held: Iterable[Share], beside: float) -> HeldWeights:
    """The sums of what an NPU holds; `beside`: bytes of tables and rounding."""
    everything = read = experts = macs = expert_macs = 0.0
    for share in held:
        local = share.local
        size = share.units * share.unit + share.scales
        count = local.outputs * local.inputs * local.number * share.units
        everything += size
        if ".experts." in share.tensor.name:
            experts, expert_macs = experts + size, expert_macs + count
        elif share.tensor.kind not in ("embed", "mtp_embed", "vision"):
            read, macs = read + size, macs + count
    return HeldWeights(everything + beside, read, experts, macs, expert_macs)


def rounding(held: Iterable[Share]) -> float:
    """Bytes that the allocator adds: a tensor of 10 MiB or more, up to 1 MiB short of a multiple of 2 MiB, gets it.

    Tensors that an engine fuses are one. Source: PyTorch's caching allocator without expandable segments, seen in the
    start lines of vLLM-Ascend before v0.14.0rc1.
    """
    fused: dict[tuple[str, str], list[Share]] = defaultdict(list)
    for share in held:
        parent = share.tensor.name.rsplit(".", 2)[0]
        key = (parent, share.tensor.fuse) if share.tensor.fuse else (share.tensor.name, share.scheme)
        fused[key].append(share)
    extra = 0.0
    for group in fused.values():
        size, units = sum(share.unit for share in group), group[0].units
        missing = -size % (2 * MIB)
        if size >= 10 * MIB and missing <= MIB:
            extra += missing * units
    return extra


PARTS = (
    ("embedding and head", ("embed", "head", "mtp_embed", "mtp_head")),
    ("experts", ("expert", "mx4")),
    ("vision tower", ("vision",)),
    ("router and norms", ("router", "norm", "f32", "bias")),
)


def part_of(tensor: WeightTensor) -> str:
    """The group of a tensor on a screen."""
    for name, kinds in PARTS:
        if tensor.kind in kinds:
            return "experts" if ".experts." in tensor.name else name
    if "shared_expert" in tensor.name:
        return "shared expert"
    return "dense layers" if ".mlp." in tensor.name else "attention"


def as_terms(held: Iterable[Share]) -> tuple[MemoryTerm, ...]:
    """The shares by group, each tensor pattern with its formula; the scales are a term of their own."""
    groups: dict[str, list[MemoryTerm]] = {}
    scales = 0.0
    for share in held:
        tensor, local = share.tensor, share.local
        scales += share.scales
        width = share.unit / max(1e-9, local.outputs * local.inputs * local.number * local.copies)
        term = MemoryTerm(
            tensor.name, share.bytes, "layers * number * copies * outputs * inputs * bytes",
            {
                "shape": "x".join(map(str, tensor.shape)), "split": local.how, "scheme": share.scheme,
                "layers": _tidy(share.units), "number": _tidy(local.number), "copies": _tidy(local.copies),
                "outputs": _tidy(local.outputs), "inputs": _tidy(local.inputs), "bytes": _tidy(width),
            },
        )  # fmt: skip
        groups.setdefault(part_of(tensor), []).append(term)
    made = [
        MemoryTerm(name, sum(t.bytes for t in terms), "sum of its tensors", parts=tuple(terms))
        for name, terms in groups.items()
    ]
    if scales:
        made.append(MemoryTerm("scales", scales, "bytes of each scheme for outputs, inputs and groups"))
    return tuple(made)


def _tidy(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 4)
