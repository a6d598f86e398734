"""Weights on one NPU under MindIE, as its source splits them.

No public start log of MindIE prints the size of its weights, so this is an estimate until a start has printed its own
lines. Source: MindIE-LLM 8b4871a, see docs/developers/memory.md, 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.plan import EngineRules
from mindie_tui.model.memory.quantisation import FLOAT, Quantisation
from mindie_tui.model.memory.shapes import WeightTensor, tensors
from mindie_tui.model.memory.shares import HeldWeights, Local, Placement, Share, as_terms, shares, summed
from mindie_tui.model.memory.terms import MemoryTerm
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.layouts import layouts

LLAMA_VOCABULARY = 128256
"""Below so many words, a llama's embedding is not split: each NPU holds all of it."""


@dataclass(frozen=True, slots=True)
class MindieOptions:
    """What of a configuration changes the weights."""

    mtp: int = 0
    backend: Literal["atb", "torch", ""] = ""
    """"" for the one that serves the model: torch for models with an indexer."""
    ep_level: int = 1
    shared_expert_dp: bool = False
    head_over_attention: bool = False
    """DP_PARTITION_UP_ENABLE=1."""

    def torch(self, dims: Dimensions) -> bool:
        """Whether the torch backend serves the model."""
        return self.backend == "torch" or (not self.backend and "ihd" in dims.values)


@dataclass(frozen=True, slots=True)
class _MindieSplitter:
    dims: Dimensions
    placement: Placement
    options: MindieOptions

    def __call__(self, tensor: WeightTensor) -> Local:
        outputs, inputs = tensor.shape[0], tensor.elements // tensor.shape[0]
        if ".experts." in tensor.name:
            return self._expert(tensor, outputs, inputs)
        if tensor.kind == "router":
            return Local(outputs, inputs, width=4, how="whole, F32")
        if tensor.split == "rep" or tensor.kind.startswith("indexer"):
            return Local(outputs, inputs)
        if tensor.split == "vocab":
            return self._vocabulary(tensor, outputs, inputs)
        if tensor.split == "kv":
            heads = self.dims.values["kv"]
            return Local(outputs / heads * max(1, heads / self.placement.tp), inputs, how="KV heads * repeat / tp")
        over, word = self._over(tensor)
        if tensor.split in ("row", "shared_row"):
            return Local(outputs, inputs / over, how=f"inputs / {word}")
        return Local(outputs / over, inputs, how=f"outputs / {word}")

    def _over(self, tensor: WeightTensor) -> tuple[int, str]:
        """NPUs that a matrix is cut over, and the word for them."""
        at, torch = self.placement, self.options.torch(self.dims)
        if tensor.split.startswith("shared"):
            if self.options.shared_expert_dp:
                return 1, "1"
            if torch or self.options.ep_level in (2, 3):
                return at.moe_tp, "moe tp"
            return at.world, "world"
        if ".mlp." in tensor.name and not torch and self.dims.arch != "deepseek_v3":
            return at.world, "world"
        return at.tp, "tp"

    def _expert(self, tensor: WeightTensor, outputs: int, inputs: int) -> Local:
        unpacked = 4.0 if tensor.kind == "mx4" else 0.0
        if unpacked and not tensor.name.endswith("_blocks"):
            return Local(outputs, inputs, 0, how="not kept: the experts are unpacked to BF16")
        number, over = self.dims.experts / self.placement.ep, self.placement.moe_tp
        if tensor.split == "rep":
            return Local(outputs, inputs, number, how="experts / moe ep")
        if tensor.split == "expert_row":
            return Local(outputs, inputs / over, number, width=unpacked, how="experts / moe ep, inputs / moe tp")
        return Local(outputs / over, inputs, number, width=unpacked, how="experts / moe ep, outputs / moe tp")

    def _vocabulary(self, tensor: WeightTensor, outputs: int, inputs: int) -> Local:
        at, torch, arch = self.placement, self.options.torch(self.dims), self.dims.arch
        if tensor.kind == "head":
            over = at.tp if torch or self.options.head_over_attention else at.world
            return Local(outputs / over, inputs, how="vocabulary / tp" if over == at.tp else "vocabulary / world")
        tied = 1 / at.tp if self.dims.values["tie"] else 0.0
        whole = torch or (arch == "llama" and outputs < LLAMA_VOCABULARY)
        copies = (1 if whole else 1 / at.tp) + tied + (1 if arch == "glm4_moe" else 0)
        return Local(outputs, inputs, copies=copies, how="copies: whole or / tp, with that of a tied head")


def _held(
    dims: Dimensions, quantisation: Quantisation, placement: Placement, options: MindieOptions
) -> Iterator[Share]:
    """MTP shares the embedding and the head."""
    kept = (t for t in tensors(dims, options.mtp) if t.kind not in ("mtp_embed", "mtp_head"))
    splitter = _MindieSplitter(dims, placement, options)
    for share in shares(kept, quantisation, dims.experts, splitter, "mindie"):
        if share.tensor.kind == "indexer_q" and share.scheme != FLOAT:
            local = share.local  # never quantised in MindIE
            yield share._replace(scheme=FLOAT, unit=2 * local.outputs * local.inputs, scales=0.0)
        else:
            yield share


def weights_held(
    dims: Dimensions, quantisation: Quantisation, placement: Placement, options: MindieOptions
) -> HeldWeights:
    """The sums of what one NPU holds. dp and cp cut no weights. Raises NotKnown."""
    return summed(_held(dims, quantisation, placement, options), 0.0)


def weight_terms(
    dims: Dimensions, quantisation: Quantisation, placement: Placement, options: MindieOptions
) -> tuple[MemoryTerm, ...]:
    """The same, by its terms. Raises NotKnown."""
    return as_terms(_held(dims, quantisation, placement, options))


def placements(dims: Dimensions, per_node: int, nodes: int) -> Iterator[Placement]:
    """Every legal layout whose tp divides the heads and whose experts divide, MindIE's recommended ones first."""
    for at in layouts(per_node, nodes, experts=bool(dims.experts)):
        if dims.values["nh"] % at.tp == 0 and (not dims.experts or dims.experts % at.moe_ep == 0):
            yield Placement(at.dp, at.tp, 1, at.cp, at.moe_ep, at.moe_tp, at.sp)


def sizes_text(at: Placement) -> str:
    """A layout in one cell, without the sizes that are 1 beside dp and tp."""
    rest = {"cp": at.cp, "sp": at.sp, "ep": at.ep, "moe_tp": at.moe_tp if at.ep > 1 else 1}
    return " ".join((f"dp{at.dp}", f"tp{at.tp}", *(f"{name}{size}" for name, size in rest.items() if size > 1)))


def engine_rules(dims: Dimensions, quantisation: Quantisation, options: MindieOptions) -> EngineRules:
    """MindIE's rules for a model."""
    source = Message("estimate from MindIE's source; MindIE prints its own number at the start")

    @cache
    def sums(at: Placement) -> HeldWeights:
        return weights_held(dims, quantisation, at, options)

    def held(at: Placement) -> HeldWeights:
        return sums(replace(at, dp=at.world // at.tp, cp=1, sp=1))  # cp and sp cut no weights

    return EngineRules("mindie", source, placements, held, lambda at: weight_terms(dims, quantisation, at, options))
