"""The requests of the demo's ais_bench, of whatever kind: started at their times, counted, shown as they end.

Progress as the real one prints it with --debug. INT cancels what is in flight, TERM ends it where it stands.
"""

from __future__ import annotations

import asyncio
import collections
import random
import signal
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TextIO, TypeVar

from ais_bench_http import Server
from ais_bench_words import SPEED, bar, coded, err, grid, info, traceback, warn

if TYPE_CHECKING:
    from ais_bench_words import Document

    Answer = tuple[bool, str, list[float], int, int, str]

Question = TypeVar("Question")
"""What one request asks."""

BLOCK_S = 0.005
"""With request_rate 0 at most one new request in this time."""
SHOW_S = max(0.2, 1.0 / SPEED)
RAISED = ("tasks/openicl_api_infer.py", 704, "<module>", "raise e")


class Requests(Generic[Question]):
    """What a performance run and an accuracy run share: how requests are started and shown."""

    lines: TextIO

    def __init__(self, task: Document) -> None:
        self.task, self.model, self.dataset = task, task["model"], task["dataset"]
        self.abbr, self.name = self.model["abbr"], self.dataset["abbr"]
        self.batch = int(self.model["batch_size"])
        self.server = Server(self.model["host_ip"], int(self.model["host_port"]))
        self.posted = self.received = self.failed = self.finished = 0
        self.reasons: collections.Counter[str] = collections.Counter()
        self.pending: list[tuple[Document, list[float]]] = []
        self.flying: set[asyncio.Task[None]] = set()
        self.hex = uuid.uuid4().hex[:8]
        self.at = Path(task["folder"]) / "performances" / self.abbr
        self.cancelled = False

    # what each does in its own way

    def prompts(self) -> list[Question]:
        raise NotImplementedError

    async def ask(self, question: Question, counted: bool = True) -> Answer:
        """(success, error, times, input tokens, output tokens, text); `retry` attempts, and only after an exception."""
        raise NotImplementedError

    async def one(self, number: int, question: Question, slot: asyncio.Semaphore) -> None:
        """A request and what is kept of it; gives its place back."""
        raise NotImplementedError

    def flush(self) -> None:
        """Writes the batch."""
        raise NotImplementedError

    def open_files(self) -> None:
        raise NotImplementedError

    def close_files(self, count: int) -> None:
        raise NotImplementedError

    def body(self, text: str) -> Document:
        """What is posted."""
        value = {"model": self.model["model"], "messages": [{"role": "user", "content": text}], "stream": True}
        value["stream_options"] = {"include_usage": True}
        value["max_tokens"] = self.model.get("max_out_len", 512)
        value |= {key: v for key, v in (self.model.get("generation_kwargs") or {}).items() if v is not None}
        return value

    # the whole

    async def run(self) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self.interrupt)
        began = time.monotonic()
        questions = self.prompts()
        if not questions:
            info("No data to infer, task finished")
            return
        info("Zero Retriever initialized, returning empty shot case for all queries")
        info("Apply ice template finished")
        await self.warm_up(questions)
        size = sum(len(str(question)) for question in questions) / 1e6
        info(f"Dataset needed memory size: {size:.8f} MB")
        info("Memory usage check passed: 5.57% < 80% (Available: 22.23 GB)")
        rate = float(self.model.get("request_rate", 0))
        if rate < 0.1:
            what = "resulting in an excessively long interval between two consecutive requests."
            warn(f"The request rate is below 0.1, {what}")
        info(f"Traffic request rate: {rate:g} RPS with burstiness 1.0.")
        if rate < 0.001:
            info(f"Request rate ({rate}) or ramp end rps (None) < 0.001, sending all requests simultaneously")
        if self.task["debug"]:
            info(f"Debug mode, run with concurrency: {self.batch}")
        self.open_files()
        await asyncio.sleep(0.1 / SPEED)
        info("All subprocesses have finished deserializing the first batch of data")
        await asyncio.sleep(0.1 / SPEED)
        count, had = len(questions), self.had
        info(f"Starting progress bar Total data num: {had + count} Finished data num: {had} Left data num: {count}")
        shown = asyncio.create_task(self.show(count))
        await self.load(questions, rate)
        await asyncio.sleep(0)
        shown.cancel()
        self.close_files(count)
        if self.reasons:
            table = grid([("Failed Reason", "Count"), *self.reasons.items()], numeric=(1,))
            info(f"Task finished, failed reasons summary: \nTask finished, failed reasons summary:\n{table} \n\n")
            info(f"Read {self.at}*_failed.jsonl for more details")
        info(f"Api infer task time elapsed: {time.monotonic() - began:.2f}s")

    async def warm_up(self, questions: list[Question]) -> None:
        count = int(self.task["num_warmups"])
        if count < 1:
            return
        info(f"Start warmup, run with concurrency: {self.batch}")
        err(bar("Warmup", 0, count, 0, "case"))
        began = time.monotonic()
        answers = await asyncio.gather(*(self.ask(questions[n % len(questions)], counted=False) for n in range(count)))
        reasons = collections.Counter(answer[1] for answer in answers if not answer[0])
        drawn = bar("Warmup", count, count, time.monotonic() - began, "case")
        err(f"{drawn}{drawn}\n")
        good = count - sum(reasons.values())
        table = grid([("Failed Reason", "Count"), *reasons.items()], numeric=(1,)) if reasons else ""
        why = f"\nFailed Reasons:\n{table}" if reasons else ""
        info(f"Warmup finished Total Count: {count} Success Count: {good} Failed Count: {count - good} {why}")
        if not good:
            text = f"Exit task because all warmup requests failed, failed reasons: {dict(reasons)!r}"
            frames = [
                RAISED,
                ("tasks/openicl_api_infer.py", 701, "<module>", "inferencer.run(task_state_manager)"),
                ("tasks/openicl_api_infer.py", 488, "run", "self.warm_up(data_list, task_state_manager)"),
                ("tasks/openicl_api_infer.py", 467, "warm_up", "raise AISBenchRuntimeError("),
            ]
            traceback(frames, coded("AISBenchRuntimeError", "TINFER-RUNTIME-001", "warmup failed", text))
            sys.exit(1)

    async def load(self, questions: list[Question], rate: float) -> None:
        """Starts them, each when its time has come and a place is free; returns when all have ended."""
        slot, loop = asyncio.Semaphore(self.batch), asyncio.get_running_loop()
        starts = arrivals(len(questions), rate)
        began = loop.time()
        for number, question in enumerate(questions):
            await asyncio.sleep(max(0.0, began + starts[number] - loop.time()))
            await slot.acquire()
            if self.cancelled:
                break
            flying = asyncio.create_task(self.one(number, question, slot))
            self.flying.add(flying)
            flying.add_done_callback(self.flying.discard)
        if self.flying:
            ends = await asyncio.gather(*self.flying, return_exceptions=True)
            for error in ends:  # one that was cancelled before its first step has nothing to tell
                if isinstance(error, Exception):
                    raise error
        self.flush()

    def interrupt(self) -> None:
        warn(f"Subprocess of task:OpenICLApiInfer{self.abbr}/{self.name} interrupted by user!")
        self.cancelled = True
        for flying in self.flying:
            flying.cancel()

    # what is shown

    def counts(self, done: bool = False) -> str:
        now, word = time.monotonic(), "FINISH" if done else "FIN"
        values = {"POST": self.posted, "RECV": self.received, "FAIL": self.failed, word: self.finished}
        before, self.before = self.before, (now, dict(values, FIN=self.finished))
        span = max(now - before[0], 1e-3)
        rates = {key: (value - before[1].get(key.replace("INISH", "IN"), 0)) / span for key, value in values.items()}
        return "\r" + "  ".join(f"{key}={value} ({rates[key]:.1f}/s)" for key, value in values.items()) + "   "

    before: tuple[float, dict[str, int]] = (0.0, {})
    shown_from = 0.0
    had = 0
    """Answers of an earlier part of the run."""

    async def show(self, count: int) -> None:
        self.shown_from = time.monotonic()
        zero = "\rPOST=0 (0.0/s)  RECV=0 (0.0/s)  FAIL=0 (0.0/s)  FIN=0 (0.0/s)   \x1b[A"
        count += self.had
        err(f"{bar('Progress', 0, count, 0, 'case')}\n\r\x1b[A\n{zero}\n{zero}")
        self.before = (self.shown_from, {})
        while True:
            await asyncio.sleep(SHOW_S * 0.8)
            if self.finished:
                err(bar("Progress", self.had + self.finished, count, time.monotonic() - self.shown_from, "case"))
            await asyncio.sleep(SHOW_S * 0.2)
            line = self.counts()
            err(f"\n{line}\x1b[A\n{line}\x1b[A")


def arrivals(count: int, rate: float) -> list[float]:
    """Seconds at which each request may start: one per BLOCK_S, or exponential gaps scaled to end at count / rate."""
    if rate < 0.001:
        return [number * BLOCK_S for number in range(count)]
    dice = random.Random(0)
    gaps = [dice.expovariate(rate) for _ in range(count)]
    scale = count / rate / sum(gaps)
    times: list[float] = []
    at = 0.0
    for gap in gaps:
        at += gap * scale
        times.append(at)
    return times
