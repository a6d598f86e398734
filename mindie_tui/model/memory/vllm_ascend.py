"""Weights on one NPU under vLLM-Ascend.

Verified against start logs ("Loading model weights took"), see docs/developers/memory.md. The rules are those of
v0.9 to v0.25.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import ceil

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.fit import plain_placements
from mindie_tui.model.memory.plan import EngineRules
from mindie_tui.model.memory.quantisation import Quantisation
from mindie_tui.model.memory.shapes import WeightTensor, tensors
from mindie_tui.model.memory.shares import HeldWeights, Local, Placement, Share, as_terms, rounding, shares, summed
from mindie_tui.model.memory.terms import MemoryTerm
from mindie_tui.model.message import Message

NEWEST = (0, 25, 0, 99)
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+|x))?(?:\.?(?:(rc|dev)\s*(\d*)))?(\s*dev)?")


def version_of(text: str) -> tuple[int, int, int, int]:
    """major, minor, patch, release candidate (99 for a release, 0 before one); the newest for what has no number."""
    found = _VERSION.search(text)
    if found is None:
        return NEWEST
    major, minor, patch, kind, number, dev = found.groups()
    stage = 0 if dev or kind == "dev" else int(number or 0) if kind == "rc" else 99
    return int(major), int(minor), 99 if patch == "x" else int(patch or 0), stage


@dataclass(frozen=True, slots=True)
class VllmOptions:
    """What of a start changes the weights. None: as the version does it by itself."""

    version: tuple[int, int, int, int] = NEWEST
    mtp: int = 0
    """Layers of multi-token prediction that are loaded."""
    rope_copies: int | None = None
    expandable_segments: bool | None = None
    batched_tokens: int = 8192
    """max_num_batched_tokens."""
    positions: int | None = None
    """Of the rotary table, where it is not the model's own."""
    flashcomm1: bool = False
    shared_expert_dp: bool = False
    dsa_cp: bool | None = None
    o_proj_tp: bool = False
    """With dsa_cp: o_proj stays split, as without a KV transfer or with the role kv_both."""
    mlapo: bool = False
    layer_sharding: tuple[str, ...] = ()
    """Modules that are whole on ceil(layers / tp) layers only."""

    def context_parallel(self, dims: Dimensions) -> bool:
        """Whether DSA-CP is on."""
        if "ihd" not in dims.values:
            return False
        if self.dsa_cp is not None:
            return self.dsa_cp
        return self.flashcomm1 and (0, 13) <= self.version[:2] <= (0, 18)

    def shared_whole(self) -> bool:
        """Whether the shared expert is whole on each NPU."""
        return self.shared_expert_dp or (self.flashcomm1 and (0, 11) <= self.version[:2] <= (0, 25))

    def tables(self, dims: Dimensions) -> int:
        """Copies of the rotary table."""
        if self.rope_copies is not None:
            return self.rope_copies
        if dims.vision:
            return 4
        return 3 if dims.latent or self.version >= (0, 13, 0, 0) else 1

    def rounds(self) -> bool:
        """Whether the allocator rounds large tensors up."""
        if self.expandable_segments is not None:
            return not self.expandable_segments
        return self.version < (0, 14, 0, 1)


@dataclass(frozen=True, slots=True)
class _Splitter:
    dims: Dimensions
    placement: Placement
    options: VllmOptions
    layers: int

    def __call__(self, tensor: WeightTensor) -> Local:
        tp, split = self.placement.tp, tensor.split
        outputs, inputs = tensor.shape[0], tensor.elements // tensor.shape[0]
        if ".experts." in tensor.name:
            return self._expert(tensor, outputs, inputs)
        module = tensor.name.rsplit(".", 2)[-2]
        if module in self.options.layer_sharding:
            return Local(outputs, inputs, how="whole, on ceil(layers / tp) layers", units=ceil(self.layers / tp))
        copies = 2 if self._twice(tensor, module) else 1
        if tensor.kind == "router" and self.options.version >= (0, 20, 2, 1):
            return Local(outputs, inputs, width=4, how="whole, F32")
        if self._whole(tensor, module):
            return Local(outputs, inputs, copies=copies)
        if split == "vocab":
            return Local(ceil(outputs / 64) * 64 / tp, inputs, how="vocabulary padded to 64, / tp")
        if split == "kv":
            heads = self.dims.values["kv"]
            return Local(outputs / heads * max(1, heads / tp), inputs, how="max(1, KV heads / tp) heads")
        if split in ("col", "shared_col"):
            return Local(outputs / tp, inputs, copies=copies, how="outputs / tp")
        return Local(outputs, inputs / tp, how="inputs / tp")

    def _expert(self, tensor: WeightTensor, outputs: int, inputs: int) -> Local:
        unpacked = 4.0 if tensor.kind == "mx4" and tensor.name.endswith("_blocks") else 0.0
        if tensor.kind == "mx4" and not unpacked:
            return Local(outputs, inputs, 0, how="not kept: the experts are unpacked to BF16")
        experts, ep, tp = self.dims.experts, self.placement.ep, self.placement.tp
        if ep > 1:
            return Local(outputs, inputs, ceil(experts / ep), width=unpacked, how="experts / ep")
        if tensor.split == "expert_row":
            return Local(outputs, inputs / tp, experts, width=unpacked, how="every expert, inputs / tp")
        if tensor.split == "rep":
            return Local(outputs, inputs, experts, width=unpacked, how="every expert")
        return Local(outputs / tp, inputs, experts, width=unpacked, how="every expert, outputs / tp")

    def _whole(self, tensor: WeightTensor, module: str) -> bool:
        if tensor.split == "rep":
            return True
        if tensor.split.startswith("shared"):
            return self.options.shared_whole()
        if not self.options.context_parallel(self.dims):
            return False
        return module in ("q_b_proj", "kv_b_proj") or (module == "o_proj" and not self.options.o_proj_tp)

    def _twice(self, tensor: WeightTensor, module: str) -> bool:
        if tensor.kind == "kv_b":
            return "ihd" not in self.dims.values
        return self.options.mlapo and module in ("q_a_proj", "kv_a_proj_with_mqa", "q_b_proj")


def stages(layers: int, pp: int) -> list[tuple[int, int]]:
    """Layers [first, last) of each pipeline stage; what does not divide goes to the last stages but one."""
    sizes = [layers // pp] * pp
    for at in range(layers % pp):
        sizes[-2 - at if pp > 1 else -1] += 1
    bounds, first = [], 0
    for size in sizes:
        bounds.append((first, first + size))
        first += size
    return bounds


def held(dims: Dimensions, quantisation: Quantisation, placement: Placement, options: VllmOptions) -> list[list[Share]]:
    """What an NPU of each pipeline stage holds. Raises NotKnown."""
    made = []
    bounds = stages(dims.layers, placement.pp)
    for at, (first, last) in enumerate(bounds):
        mtp = options.mtp if at == len(bounds) - 1 else 0
        splitter = _Splitter(dims, placement, options, last - first)
        kept = [t for t in tensors(dims, mtp, (first, last)) if _on_stage(t, at, len(bounds), options, dims)]
        made.append(list(shares(kept, quantisation, dims.experts, splitter, "vllm-ascend")))
    return made


def _on_stage(tensor: WeightTensor, at: int, count: int, options: VllmOptions, dims: Dimensions) -> bool:
    first, last = at == 0, at == count - 1
    if tensor.kind == "embed":
        return first or (last and bool(dims.values["tie"]))
    if tensor.kind == "head" or tensor.name == "model.norm.weight":
        return last
    if tensor.kind == "mtp_embed":
        return options.version < (0, 13, 0, 0)
    return first or tensor.kind != "vision"


def tables(dims: Dimensions, options: VllmOptions) -> tuple[MemoryTerm, ...]:
    """The rotary tables and the buffers besides the weights."""
    positions = options.positions or dims.positions
    copies = options.tables(dims)
    made = [
        MemoryTerm(
            "rotary tables", positions * dims.rotary * 2 * copies, "positions * rotary dimensions * 2 B * copies",
            {"positions": positions, "rotary dimensions": dims.rotary, "copies": copies},
        )
    ]  # fmt: skip
    if dims.vision:
        levels = dims.values["vD"]
        size = levels * options.batched_tokens * dims.values["H"] * 2
        inputs = {"levels": levels, "batched tokens": options.batched_tokens, "hidden size": dims.values["H"]}
        made.append(MemoryTerm("deepstack buffers", size, "levels * batched tokens * hidden size * 2 B", inputs))
    return tuple(made)


def heaviest(
    dims: Dimensions, quantisation: Quantisation, placement: Placement, options: VllmOptions
) -> tuple[HeldWeights, list[Share]]:
    """The NPU that holds most: its sums and its shares. Raises NotKnown."""
    beside = sum(term.bytes for term in tables(dims, options))
    found = []
    for stage in held(dims, quantisation, placement, options):
        found.append((summed(stage, beside + (rounding(stage) if options.rounds() else 0)), stage))
    return max(found, key=lambda one: one[0].bytes)


def weights(
    dims: Dimensions, quantisation: Quantisation, placement: Placement, options: VllmOptions
) -> tuple[MemoryTerm, ...]:
    """The terms of the weights on the NPU that holds most. Raises NotKnown."""
    _, stage = heaviest(dims, quantisation, placement, options)
    made = (*as_terms(stage), *tables(dims, options))
    if options.rounds():
        formula = "tensors of 10 MiB or more, up to 1 MiB short of a multiple of 2 MiB, get the whole of it"
        made = (*made, MemoryTerm("allocator's rounding", rounding(stage), formula))
    return made


def engine_rules(dims: Dimensions, quantisation: Quantisation, options: VllmOptions) -> EngineRules:
    """vLLM-Ascend's rules for a model."""
    source = Message("estimate by rules that start logs of vLLM-Ascend v0.9 to v0.25 confirm")

    @cache
    def sums(at: Placement) -> HeldWeights:
        return heaviest(dims, quantisation, at, options)[0]

    return EngineRules(
        "vllm-ascend", source, plain_placements, sums, lambda at: weights(dims, quantisation, at, options)
    )
