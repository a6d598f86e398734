"""The model that the demo's MindIE serves: a queue, prefill in batches, decode steps that grow with the batch.

Prefill holds everything up for a time that grows with the prompts' tokens; a decode step gives each running request a
token (with MTP now and then two) and takes STEP_MS + PER_REQUEST_MS for each. So throughput climbs with concurrency and
saturates, the time per token climbs with it, and beyond the batch limit requests wait: TTFT climbs. Times are divided
by the demo's speed and kept on a schedule, so that a busy machine does not distort them while it keeps up.
"""

from __future__ import annotations

import asyncio
import random
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from mindie_tui.demo.programs.mindie.mindie_answers import answer
from mindie_tui.demo.programs.mindie.mindie_histograms import Times

STEP_MS = 24.0
PER_REQUEST_MS = 0.9
PREFILL_MS = 35.0
PER_PROMPT_TOKEN_MS = 0.12
BATCH_LIMIT = 48
"""Requests that run at once, at most: what the KV blocks of the demo hold. maxBatchSize may be less."""
WORDS = (
    " Let us count step by step . First we see what was there , then what each friend brings , so we multiply the bags "
    "by the items in a bag and write the product down . Half of it goes back , which leaves the other half , and "
    "adding it to the start gives the answer we look for , as a check shows ."
).split()

Tell = Callable[[str, int, str | None], None]
"""Called for each chunk with its text, how many tokens it holds, and at the end why it ends."""


@dataclass(slots=True, eq=False)
class Completion:
    """One completion."""

    prompt_tokens: int
    length: int
    reason: str
    tokens: Tell
    dice: random.Random
    done: int = 0
    gone: bool = False
    since: float = 0.0
    first: float = 0.0
    """When it came and when its first token went, in the loop's seconds."""
    words: list[str] = field(default_factory=list)
    end: str = ""
    """The answer proper, in the last token; one that is cut has none."""

    def next_chunk(self, count: int) -> str:
        text = "".join(" " + WORDS[(self.done + n) % len(WORDS)] for n in range(count))
        return text + self.end if self.done + count >= self.length and self.reason == "stop" else text


def request(prompt: str, *, max_tokens: int, ignore_eos: bool, tokens: Tell) -> Completion:
    """A request whose length follows from its prompt, so that a run repeated is the same run."""
    dice = random.Random(zlib.crc32(prompt.encode()))
    wanted = int(min(400, max(12, dice.lognormvariate(4.3, 0.45))))
    length = max_tokens if ignore_eos else min(max_tokens, wanted)
    reason = "length" if length == max_tokens else "stop"
    return Completion(len(prompt) // 4 + 6, length, reason, tokens, dice, end=answer(prompt))


class SimulatedEngine:
    """`mtp`: a step may give two tokens in one chunk."""

    def __init__(
        self, *, speed: float, max_batch: int, max_prefill_batch: int, max_prefill_tokens: int, mtp: bool
    ) -> None:
        self.speed, self.mtp = speed, mtp
        self.limit = max(1, min(BATCH_LIMIT, max_batch))
        self.prefill_batch, self.prefill_tokens = max(1, max_prefill_batch), max(1, max_prefill_tokens)
        self.waiting: deque[Completion] = deque()
        self.running: list[Completion] = []
        self.prompt_tokens = self.generated_tokens = self.finished = self.received = 0
        self.times = Times()
        self.began = time.monotonic()
        self.on_idle: Callable[[], None] = lambda: None
        self.slower: Callable[[], float] = lambda: 0.0
        """By how many per cent each step takes longer; asked at the start of a load."""
        self._stretch = 1.0
        self._work = asyncio.Event()
        self._clock = 0.0

    def submit(self, one: Completion) -> None:
        one.since = time.monotonic()
        self.waiting.append(one)
        self.received += 1
        self._work.set()

    @property
    def busy(self) -> bool:
        return bool(self.waiting or self.running)

    async def run(self) -> None:
        """For ever."""
        loop = asyncio.get_running_loop()
        while True:
            if not self.busy:
                self.on_idle()
                self._work.clear()
                await self._work.wait()
                self._clock = loop.time()
                self._stretch = 1 + self.slower() / 100
            await self._prefill()
            await self._decode()

    async def _spend(self, ms: float) -> None:
        loop = asyncio.get_running_loop()
        self._clock = max(self._clock, loop.time() - 0.1) + ms * self._stretch / 1000 / self.speed
        await asyncio.sleep(max(0.0, self._clock - loop.time()))

    async def _prefill(self) -> None:
        batch: list[Completion] = []
        tokens = 0
        while self.waiting and len(batch) < self.prefill_batch and len(self.running) + len(batch) < self.limit:
            if batch and tokens + self.waiting[0].prompt_tokens > self.prefill_tokens:
                break
            one = self.waiting.popleft()
            if not one.gone:
                batch.append(one)
                tokens += one.prompt_tokens
        if not batch:
            return
        await self._spend(PREFILL_MS + PER_PROMPT_TOKEN_MS * tokens)
        self.prompt_tokens += tokens
        for one in batch:
            self._give(one, 1)
        self.running += [one for one in batch if one.done < one.length]

    async def _decode(self) -> None:
        if not self.running:
            return
        await self._spend(STEP_MS + PER_REQUEST_MS * len(self.running))
        for one in self.running:
            self._give(one, 2 if self.mtp and one.dice.random() < 0.6 else 1)
        self.running = [one for one in self.running if not one.gone and one.done < one.length]

    def _give(self, one: Completion, count: int) -> None:
        if one.gone:
            return
        count, now = min(count, one.length - one.done), time.monotonic()
        if not one.done:
            one.first = now
            self.times.ttft.observe(now - one.since)
            self.times.prompt.observe(one.prompt_tokens)
        text = one.next_chunk(count)
        one.done += count
        self.generated_tokens += count
        last = one.done >= one.length
        self.finished += last
        if last:
            self.times.e2e.observe(now - one.since)
            self.times.generated.observe(one.length)
            if one.length > 1:
                self.times.tpot.observe((now - one.first) / (one.length - 1))
        one.tokens(text, count, one.reason if last else None)
