"""The order of layouts for a load, by simple terms of one step: weights, KV cache, arithmetic, calls, communication.

Only the order is meant, never a speed: the absolute figures are wrong by a factor of up to 27. The terms and what the
order was compared with: docs/developers/memory.md, 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.fit import NpuKind
from mindie_tui.model.memory.shares import HeldWeights, Placement

READ, PEAK = 0.6, 0.7
"""Of the memory's bandwidth and of the arithmetic that a step reaches."""
MATMUL_S, VECTOR_S, COLLECTIVE_S = 5e-6, 2e-6, 10e-6
MOST_BATCH = 1 << 14
Goal = Literal["throughput", "latency"]


@dataclass(frozen=True, slots=True)
class ServedLoad:
    """What the service is for."""

    input: int = 2048
    output: int = 1024
    concurrency: int = 0
    """Requests at once over the whole service; 0: as many as the limit of a token's time allows."""
    tpot_ms: float = 50
    goal: Goal = "throughput"

    @property
    def length(self) -> int:
        return self.input + self.output


class StepParts(NamedTuple):
    """What a step of decoding takes, in the score's own unit."""

    weights: float
    kv: float
    arithmetic: float
    calls: float
    communication: float
    prefill: float

    @property
    def sum(self) -> float:
        return max(self.weights, self.arithmetic) + self.kv + self.calls + self.communication + self.prefill


class LayoutScore(NamedTuple):
    """Higher is better."""

    value: float
    batch: int
    """Requests at once in one dp group."""
    parts: StepParts


@dataclass(frozen=True, slots=True)
class LayoutPace:
    """What the score of one layout is made of."""

    dims: Dimensions
    npu: NpuKind
    at: Placement
    held: HeldWeights
    kv_token: float
    """Bytes of a token on an NPU; 0 where it is not known."""
    expert_bytes: float = 2
    """Of a number that is sent to an expert: 1 with 8 bits of activation."""

    def step(self, batch: int, load: ServedLoad) -> StepParts:
        """One step with `batch` requests in each dp group."""
        context = load.input + load.output / 2
        spread = max(1, self.at.cp * self.at.sp)
        share = batch * self._prefill(load) / max(1, load.output)
        return StepParts(
            self._read(batch), batch * context * self.kv_token / spread / (READ * self.npu.memory),
            self._arithmetic(batch), self._calls(), self._communication(batch), share,
        )  # fmt: skip

    def _read(self, tokens: float) -> float:
        routed = 0.0
        if self.dims.experts:
            routed = 1 - (1 - self.dims.top_k / self.dims.experts) ** (tokens * self.at.dp)
        return (self.held.read + self.held.experts * routed) / (READ * self.npu.memory)

    def _arithmetic(self, tokens: float) -> float:
        every = tokens * self.held.macs
        if self.dims.experts:
            every += tokens * self.at.dp * self.dims.top_k / self.dims.experts * self.held.expert_macs
        return 2 * every / (PEAK * self.npu.flops)

    def _calls(self) -> float:
        matmuls, vectors = (8 if self.dims.latent else 4) + (3 if self.dims.experts else 0), 8
        collectives = (2 if self.at.tp > 1 else 0) + (2 if self.at.ep > 1 else 0)
        each = matmuls * MATMUL_S + vectors * VECTOR_S + collectives * COLLECTIVE_S
        return self.dims.layers / self.at.pp * each * self.at.pp

    def _communication(self, tokens: float) -> float:
        at, width = self.at, self.dims.values["H"]
        size = 0.0
        if at.tp > 1:
            reduces = 1 if at.ep > 1 else 2
            size += reduces * 2 * (at.tp - 1) / at.tp * tokens * width * 2 / self._bandwidth(at.tp)
        if at.ep > 1:
            routed = tokens / at.tp * self.dims.top_k * width * (self.expert_bytes + 2)
            size += (at.ep - 1) / at.ep * routed / self._bandwidth(at.ep * at.moe_tp)
        return self.dims.layers * size

    def _bandwidth(self, group: int) -> float:
        return self.npu.inside if group <= self.npu.per_node else self.npu.between

    def _prefill(self, load: ServedLoad) -> float:
        """One prompt: its arithmetic, its communication, and with cp the exchange of its KV cache."""
        arithmetic = self._arithmetic(load.input) / max(1, self.at.cp)
        if self.dims.experts:  # the other dp groups prefill prompts of their own at the same time
            arithmetic = max(arithmetic, self._read(1))
        exchange = (self.at.cp - 1) / self.at.cp * load.input * self.kv_token / self._bandwidth(self.at.world)
        return arithmetic + self._communication(load.input) + exchange


def score(pace: LayoutPace, load: ServedLoad, capacity: int) -> LayoutScore:
    """The score of a layout; `capacity`: requests of the load's length that the KV cache of a dp group holds.

    For throughput: tokens of all dp groups in a step, with the largest batch that the cache, the limit of a token's
    time and the asked concurrency allow. For latency: the time of one request, at the asked concurrency.
    """
    asked = ceil(load.concurrency / pace.at.dp) if load.concurrency else 0
    most = max(1, min(capacity, asked or MOST_BATCH, MOST_BATCH))
    if load.goal == "latency":
        batch = max(1, min(asked or 1, most))
        parts = pace.step(batch, load)
        return LayoutScore(-(pace._prefill(load) + load.output * parts.sum), batch, parts)
    batch = _largest(pace, load, most)
    parts = pace.step(batch, load)
    served = pace.at.dp * batch if not load.concurrency else min(pace.at.dp * batch, load.concurrency)
    return LayoutScore(served / parts.sum, batch, parts)


def _largest(pace: LayoutPace, load: ServedLoad, most: int) -> int:
    """The largest batch within the limit of a token's time, at least 1."""
    low, high, limit = 1, most, load.tpot_ms / 1e3
    if pace.step(high, load).sum <= limit:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if pace.step(middle, load).sum <= limit else (low, middle)
    return low
