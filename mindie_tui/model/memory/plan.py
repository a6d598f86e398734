"""The plan for a model: the least nodes, and the layouts of some nodes in their order, each number with its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from mindie_tui.model.memory.dimensions import Dimensions, NotKnown
from mindie_tui.model.memory.fit import (
    FITS,
    MOST,
    NODE_COUNTS,
    Fitting,
    LeastFraction,
    NpuKind,
    Verdict,
    best_fitting,
    least_fraction,
    other_needs,
    verdict,
)  # fmt: skip
from mindie_tui.model.memory.kv import CacheOptions, CacheShape, cache_shape, request_bytes, token_bytes, tokens
from mindie_tui.model.memory.quantisation import Quantisation
from mindie_tui.model.memory.rank import LayoutPace, LayoutScore, ServedLoad, StepParts, score
from mindie_tui.model.memory.seen import MARGIN, SeenStart, seen_verdict
from mindie_tui.model.memory.shares import HeldWeights, Placement
from mindie_tui.model.memory.terms import GIB, MemoryTerm
from mindie_tui.model.message import Message

EQUAL = 0.10
"""Layouts whose scores differ by less are equal for this score."""
LEAST_OF_THE_RULE = 0.5
"""Of the rule of thumb for activation and communication, whatever a start of another layout used."""


@dataclass(frozen=True, slots=True)
class EngineRules:
    """What an engine's own rules say: which layouts it takes, and what an NPU holds in each."""

    name: str
    source: Message
    """Where its numbers come from, for the person who reads them."""
    placements: Callable[[Dimensions, int, int], Iterable[Placement]]
    """Of (dimensions, NPUs of a node, nodes); those that the vendor recommends first."""
    held: Callable[[Placement], HeldWeights]
    terms: Callable[[Placement], tuple[MemoryTerm, ...]]


@dataclass(frozen=True)
class PlannedModel:
    """A model, its engine and its load. Raises NotKnown when it is made of a model without rules."""

    dims: Dimensions
    config: Mapping[str, Any]
    quantisation: Quantisation
    engine: EngineRules
    npu: NpuKind
    load: ServedLoad
    mtp: int = 0
    batched_tokens: int = 8192
    starts: tuple[SeenStart, ...] = ()
    """Starts of this model, newest first: each replaces the estimate of its own layout, and the newest corrects the
    estimates of the others."""

    @cached_property
    def cache(self) -> CacheShape | None:
        """What is kept of each token; None where no formula holds."""
        try:
            return cache_shape(self.config)
        except NotKnown:
            return None

    @cached_property
    def cache_options(self) -> CacheOptions:
        return CacheOptions(self.quantisation.kv_bytes, self.mtp)

    def kv_token(self, at: Placement) -> MemoryTerm | None:
        """Bytes of a token on an NPU; None where they are not known."""
        return None if self.cache is None else token_bytes(self.cache, at, self.cache_options)

    def agrees(self, start: SeenStart) -> bool:
        """Whether a start kept its tokens as this model does, so that it was of this model."""
        per_token = self.kv_token(start.at)
        return per_token is not None and start.agrees(per_token.bytes)

    def seen_at(self, at: Placement) -> SeenStart | None:
        """The newest start with this layout whose memory is known."""
        return next((one for one in self.starts if one.at == at), None)

    def was_seen(self, at: Placement) -> bool:
        """Whether the memory of a start with this layout is known."""
        return self.seen_at(at) is not None

    def visible(self, at: Placement) -> float:
        """Bytes of an NPU that the engine sees."""
        seen = self.seen_at(at)
        return seen.visible if seen is not None else self.npu.visible

    def other(self, at: Placement) -> MemoryTerm:
        """Activation and communication: what a start used beside the weights, else the rule of thumb, corrected."""
        seen = self.seen_at(at)
        if seen is not None:
            weights = self.engine.held(at).bytes
            inputs: dict[str, int | float | str] = {"used": seen.used, "weights": weights, "run": seen.of}
            return MemoryTerm("used beside the weights, seen in a start", seen.used - weights, "used - weights", inputs)
        rule = other_needs(self.dims, at, max(self.batched_tokens, 1))
        if not self.starts:
            return rule
        more = self.correction
        inputs = {"difference": more, "run": self.starts[0].of}
        size = max(rule.bytes + more, rule.bytes * LEAST_OF_THE_RULE)
        formula = "rule of thumb + difference of a start of another layout, half of the rule at least"
        return MemoryTerm("activation and communication, corrected by a start", size, formula, inputs, (rule,))

    @cached_property
    def correction(self) -> float:
        """Bytes that the newest start used above its own estimate; 0 without one."""
        return self.starts[0].used - sum(self.estimated(self.starts[0].at)) if self.starts else 0.0

    def estimated(self, at: Placement) -> tuple[float, float]:
        """Weights and other needs without the correction by a start, in bytes."""
        return self.engine.held(at).bytes, other_needs(self.dims, at, self.batched_tokens).bytes

    def sizes(self, at: Placement) -> tuple[float, float, float]:
        """Weights, KV of one request and other needs, in bytes; KV that is not known counts nothing."""
        per_token = self.kv_token(at)
        kv = request_bytes(self.load.length, per_token.bytes, at) if per_token is not None else 0.0
        return self.engine.held(at).bytes, kv, self.other(at).bytes


@dataclass(frozen=True, slots=True)
class PlannedLayout:
    """One layout with its numbers; bytes on one NPU."""

    at: Placement
    nodes: int
    weights: float
    kv_token: float | None
    """None where it is not known."""
    other: float
    verdict: Verdict
    capacity: int | None
    """Tokens of the KV cache of the whole service at 0.90 of the memory."""
    requests: int | None
    """Requests of the load's length at once, in the whole service."""
    headroom: float
    """Bytes left at 0.90 of the memory beside weights, other needs and one request."""
    fraction: LeastFraction
    """For the asked requests at once, one in each dp group at least."""
    score: LayoutScore
    crosses: bool
    """Whether tensor parallel crosses nodes."""
    order: int
    """Place among the layouts as the engine's rules list them."""

    @property
    def special(self) -> bool:
        """Whether it splits the sequence, which only some weights support."""
        return self.at.cp > 1 or self.at.sp > 1

    @property
    def answer(self) -> str:
        """The verdict; "not known" where weights alone would fit and the KV cache is not known."""
        return "not known" if self.kv_token is None and self.verdict != "does not fit" else self.verdict


def least_nodes_of(model: PlannedModel, counts: Iterable[int] = NODE_COUNTS) -> Fitting | None:
    """The best layout on the fewest nodes that are not too few; None where all are."""
    for nodes in counts:
        placements = model.engine.placements(model.dims, model.npu.per_node, nodes)
        best = best_fitting(placements, model.sizes, model.npu, nodes)
        if best is not None and best.verdict != "does not fit":
            return best
    return None


def ranked(model: PlannedModel, nodes: int) -> tuple[PlannedLayout, ...]:
    """Every layout of some nodes, best first: those that fit, those that hold the load, then by their score.

    Layouts that split the sequence come after the plain ones. Among those that the score calls equal: tensor parallel
    inside one node, more headroom, then the engine's order.
    """
    made = [
        _planned(model, at, nodes, order)
        for order, at in enumerate(model.engine.placements(model.dims, model.npu.per_node, nodes))
    ]
    made.sort(key=lambda one: (_gate(model, one), one.special, -one.score.value))
    found: list[PlannedLayout] = []
    while made:
        first = made[0]
        place = _gate(model, first), first.special
        equal = [one for one in made if (_gate(model, one), one.special) == place and _equal(first, one)]
        made = made[len(equal) :]
        found += sorted(equal, key=lambda one: (one.crosses, -round(one.headroom / GIB), one.order))
    return tuple(found)


def _equal(best: PlannedLayout, other: PlannedLayout) -> bool:
    return best.score.value - other.score.value <= EQUAL * abs(best.score.value)


def _gate(model: PlannedModel, one: PlannedLayout) -> int:
    """0: fits and holds the asked requests; more: worse."""
    if one.verdict == "does not fit":
        return 3
    if one.requests is None:
        return 1
    if one.requests < max(1, model.load.concurrency):
        return 2 if one.requests < one.at.dp else 1
    return 0


def _planned(model: PlannedModel, at: Placement, nodes: int, order: int) -> PlannedLayout:
    weights, kv, other = model.sizes(at)
    held, visible = model.engine.held(at), model.visible(at)
    per_token = model.kv_token(at)
    seen = model.was_seen(at)
    free = (MOST - MARGIN if seen else FITS) * visible - weights - other
    spread = max(1, at.cp * at.sp)
    capacity = requests = None
    if per_token is not None:
        group = tokens(free, per_token.bytes) * spread
        capacity, requests = group * at.dp, group // model.load.length * at.dp
    sent = 1 if "A8" in model.quantisation.label.upper() or model.quantisation.experts.startswith("W8A8") else 2
    pace = LayoutPace(model.dims, model.npu, at, held, per_token.bytes if per_token is not None else 0.0, sent)
    return PlannedLayout(
        at, nodes, weights, per_token.bytes if per_token is not None else None, other,
        seen_verdict(weights + other, kv, visible) if seen else verdict(weights, kv, other, visible),
        capacity, requests, free - kv,
        least_fraction(weights, kv * max(1, ceil(model.load.concurrency / at.dp)), other, visible),
        score(pace, model.load, (requests // at.dp) if requests is not None else 1 << 14),
        at.tp > model.npu.per_node, order,
    )  # fmt: skip


NAMES: Mapping[str, Message] = {
    "weights": Message("the weights that each NPU reads in a step"),
    "kv": Message("the KV cache that each NPU reads in a step"),
    "arithmetic": Message("the arithmetic of a step"),
    "calls": Message("the calls of a step"),
    "communication": Message("the communication between NPUs"),
    "prefill": Message("the prompts in between"),
}


def reason(model: PlannedModel, one: PlannedLayout, best: PlannedLayout) -> Message:
    """Why a layout is where it is, in one sentence; `best` is the first of the list. No gain is promised."""
    if one.verdict == "does not fit":
        need = (one.weights + one.other) / GIB
        return Message("weights and activation take {need:.1f} of {there:.1f} GiB", need=need,
                       there=model.npu.visible / GIB)  # fmt: skip
    if (seen := model.seen_at(one.at)) is not None:
        used, estimate = seen.used / GIB, sum(model.estimated(one.at)) / GIB
        return Message("a start of this layout used {used:.2f} GiB beside its KV cache; the estimate is {estimate:.2f}",
                       used=used, estimate=estimate)  # fmt: skip
    if one.requests is None:
        return Message("the KV cache of this model is not known: the order is by weights and communication alone")
    if one.requests < max(1, model.load.concurrency):
        return Message("holds {n} requests of {length} tokens at once", n=one.requests, length=model.load.length)
    if one.special and not best.special:
        return Message("cp {cp} and sp {sp} split the sequence, for long inputs; only some weights support it",
                       cp=one.at.cp, sp=one.at.sp)  # fmt: skip
    if one is best:
        return Message("first by the score; most of a step is {part}", part=NAMES[_largest_part(one.score.parts)])
    if _equal(best, one) or _equal(one, best):
        return Message("equal to the first by the score; {headroom:+.1f} GiB of headroom against it",
                       headroom=(one.headroom - best.headroom) / GIB)  # fmt: skip
    return Message("behind the first mostly by {part}", part=NAMES[_worse_part(one, best)])


def _largest_part(parts: StepParts) -> str:
    return max(StepParts._fields, key=lambda name: float(getattr(parts, name)))


def _worse_part(one: PlannedLayout, best: PlannedLayout) -> str:
    """The part that costs most more than in `best`, for each request."""

    def extra(name: str) -> float:
        mine = float(getattr(one.score.parts, name)) / max(1, one.score.batch * one.at.dp)
        return mine - float(getattr(best.score.parts, name)) / max(1, best.score.batch * best.at.dp)

    return max(StepParts._fields, key=extra)


def layout_terms(model: PlannedModel, one: PlannedLayout) -> tuple[MemoryTerm, ...]:
    """Everything that the numbers of a layout came from: weights by group, KV of a request, other needs."""
    made = [*model.engine.terms(one.at)]
    per_token = model.kv_token(one.at)
    if per_token is not None:
        size = request_bytes(model.load.length, per_token.bytes, one.at)
        inputs: dict[str, int | float | str] = {"tokens": model.load.length, "bytes of a token": per_token.bytes}
        formula = "whole blocks of 128 tokens * bytes of a token / (cp * sp)"
        made.append(MemoryTerm("KV of one request", size, formula, inputs, (per_token,)))
    return (*made, model.other(one.at))
