"""TTFT, TPOT, ITL, E2EL and throughput out of the time points of requests, by AISBench's own formulas.

Source of the formulas and of the rounding: ais_bench_benchmark 3.1, summarizers/default_perf.py and
calculators/base_perf_metric_calculator.py. A time point is a second of CLOCK_MONOTONIC on the machine that runs
AISBench; it says nothing about this machine's clock.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.bench.search_point import LEAST_SENT
from mindie_tui.model.message import Message

QUANTILES = {"p50": 50, "p75": 75, "p90": 90, "p99": 99}
LIVE = ("p50", "p90", "p99")
WINDOW_S = 10.0
"""Seconds that the live throughput looks back."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as AISBench measured it. Times are seconds of the bench node's monotonic clock."""

    uuid: str
    success: bool
    start: float = 0.0
    """Before the POST, inside the concurrency limit: waiting for a slot is not counted."""
    first: float = 0.0
    """The first event of the stream, even an empty one that only carries the role."""
    end: float = 0.0
    """The last event of the stream."""
    gaps: tuple[float, ...] = ()
    """Seconds between one event of the stream and the next, from the first on."""
    input_tokens: int = 0
    output_tokens: int = 0
    """0 where the server sent no usage."""
    error: str = ""
    prompt: str = ""
    """A hash of what was asked; empty where it is not known."""

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Request:
        """A request out of a line of requests.jsonl; raises ValueError where it is another kind of line."""
        try:
            times = [float(t) for t in line["t"]] if line["t"] else []
            measured = bool(line["ok"]) and len(times) == 3
            start, first, end = times if measured else (0.0, 0.0, 0.0)
            return cls(
                uuid=str(line["uuid"]),
                success=measured,
                start=start,
                first=first,
                end=end,
                gaps=tuple(gap / 1e9 for gap in line["gaps_ns"]) if measured else (),
                input_tokens=int(line["in"]),
                output_tokens=int(line["out"]),
                error=str(line.get("error", "")),
                prompt=str(line.get("prompt", "")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(Message("no line of a request: {error}", error=error)) from None

    @property
    def ttft(self) -> float:
        return self.first - self.start

    @property
    def e2el(self) -> float:
        return self.end - self.start

    @property
    def tpot(self) -> float:
        """Seconds per token after the first; 0 when there is one token."""
        return (self.e2el - self.ttft) / (self.output_tokens - 1) if self.output_tokens > 1 else 0.0


def _when(entry: tuple[float, Request]) -> float:
    return entry[0]


def percentile(values: Sequence[float], q: float) -> float:
    """The q-th percentile of sorted `values`, linear between neighbours as numpy's default; IndexError if empty."""
    at = (len(values) - 1) * q / 100
    low = math.floor(at)
    a, b, t = values[low], values[min(low + 1, len(values) - 1)], at - low
    return a + (b - a) * t if t < 0.5 else b - (b - a) * (1 - t)


class Sample:
    """Numbers that grow while they are looked at: exact up to `limit`, above it in steps of `step`.

    The steps are AISBench's own rounding of seconds, so a percentile of millions stays within its last digit.
    """

    def __init__(self, limit: int = 300_000, step: float = 1e-4) -> None:
        self._sorted: list[float] = []
        self._steps: Counter[int] = Counter()
        self._limit, self._step = limit, step
        self._sum = 0.0
        self._count = 0

    def add(self, values: Iterable[float]) -> None:
        """More numbers, in any order."""
        new = list(values)
        self._sum += math.fsum(new)
        self._count += len(new)
        if not self._steps and self._count > self._limit:
            self._steps.update(round(v / self._step) for v in self._sorted)
            self._sorted = []
        if self._steps:
            self._steps.update(round(v / self._step) for v in new)
        else:
            self._sorted += new
            self._sorted.sort()  # what stands is in order: this merges

    def __len__(self) -> int:
        return self._count

    @property
    def sum(self) -> float:
        return self._sum

    @property
    def exact(self) -> bool:
        return not self._steps

    def percentile(self, q: float) -> float:
        """As `percentile`; 0 and 100 are the least and the greatest."""
        if not self._steps:
            return percentile(self._sorted, q)
        at, seen = (self._count - 1) * q / 100, 0
        for step, count in sorted(self._steps.items()):
            seen += count
            if seen > at:
                return step * self._step
        raise IndexError("no numbers")

    def statistics(self, scale: float = 1.0) -> dict[str, float]:
        """avg, min, max and QUANTILES, rounded as AISBench rounds: to four digits, then times `scale`."""
        raw = {"avg": self._sum / self._count, "min": self.percentile(0), "max": self.percentile(100)}
        raw |= {name: self.percentile(q) for name, q in QUANTILES.items()}
        return {name: _scaled(value, scale) for name, value in raw.items()}


def _scaled(value: float, scale: float) -> float:
    rounded = round(float(value), 4)
    return round(rounded * scale, 4) if scale != 1.0 else rounded


class Measure:
    """The requests of one point, as many as are known, and what they say. `add` is the only way in."""

    def __init__(self) -> None:
        self.success = 0
        self.failed = 0
        self.start: float | None = None
        """Start of the earliest successful request."""
        self.end: float | None = None
        """End of the latest successful request."""
        self._last_start: float | None = None
        self.errors: Counter[str] = Counter()
        self.tokens_known = True
        """False once a request came without usage: tokens and TPOT are then AISBench's to count, at the end."""
        self.repeated = 0
        """Requests whose prompt another of this point had sent: a prefix cache answers these faster."""
        self._prompts: set[str] = set()
        self._seen: set[str] = set()
        self._samples = {name: Sample() for name in ("ttft", "tpot", "itl", "e2el", "input", "output", "speed")}
        self._with_gaps = 0
        self._first_gaps: bool | None = None
        self._ends: list[tuple[float, Request]] = []
        """The successful ones in the order in which they ended."""
        self._input_tokens = self._output_tokens = 0

    @property
    def finished(self) -> int:
        return self.success + self.failed

    @property
    def requests(self) -> Iterator[Request]:
        """The successful ones in the order in which they ended."""
        return (request for _, request in self._ends)

    def add(self, requests: Iterable[Request]) -> list[Request]:
        """Count these; those whose uuid is known already are left out. Returns the new ones."""
        new = [r for r in {r.uuid: r for r in requests}.values() if r.uuid not in self._seen]
        self._seen.update(r.uuid for r in new)
        asked = [r.prompt for r in new if r.prompt]
        self.repeated += len(asked) - len(set(asked) - self._prompts)
        self._prompts.update(asked)
        good = [r for r in new if r.success]
        self.failed += len(new) - len(good)
        self.errors.update(r.error or "unknown" for r in new if not r.success)
        if good:
            self._count(good)
        return new

    def _count(self, good: list[Request]) -> None:
        self.success += len(good)
        self.start = min([r.start for r in good] + ([self.start] if self.start is not None else []))
        self._last_start = max([r.start for r in good] + ([self._last_start] if self._last_start is not None else []))
        self.end = max([r.end for r in good] + ([self.end] if self.end is not None else []))
        self.tokens_known = self.tokens_known and all(r.output_tokens > 0 for r in good)
        self._input_tokens += sum(r.input_tokens for r in good)
        self._output_tokens += sum(r.output_tokens for r in good)
        self._with_gaps += sum(any(r.gaps) for r in good)
        if self._first_gaps is None:
            self._first_gaps = any(good[0].gaps)
        for r in good:
            insort(self._ends, (r.end, r), key=_when)
        add = self._samples
        add["ttft"].add(r.ttft for r in good)
        add["tpot"].add(r.tpot for r in good)
        add["e2el"].add(r.e2el for r in good)
        add["itl"].add(gap for r in good for gap in r.gaps)
        add["input"].add(r.input_tokens for r in good)
        add["output"].add(r.output_tokens for r in good)
        add["speed"].add(r.output_tokens / r.e2el if r.e2el else 0.0 for r in good)

    @property
    def duration(self) -> float:
        """Seconds from the earliest start to the latest end of the successful requests."""
        return self.end - self.start if self.start is not None and self.end is not None else 0.0

    @property
    def sent_s(self) -> float | None:
        """Requests that were sent in a second, from the first start to the last; None of fewer than LEAST_SENT."""
        if self.success < LEAST_SENT or self.start is None or self._last_start is None:
            return None
        span = self._last_start - self.start
        return (self.success - 1) / span if span > 0 else None

    def in_flight(self, places: int) -> float | None:
        """Requests at once on average while all of `places` could be taken: from the start that could take the last
        place to the last start. AISBench's own mean counts the first seconds and the drain at the end, too.

        None of fewer than LEAST_SENT requests. With no more requests than places: those at once at the last start.
        """
        if self.success < LEAST_SENT or places < 1:
            return None
        starts = sorted(r.start for _, r in self._ends)
        until = starts[-1]
        since = starts[min(places, len(starts)) - 1]
        if until <= since:
            return float(sum(r.end > until for _, r in self._ends))
        busy = sum(max(min(end, until) - max(r.start, since), 0.0) for end, r in self._ends)
        return busy / (until - since)

    def live(self, name: str) -> dict[str, float] | None:
        """p50, p90, p99 in ms of ttft, tpot, itl or e2el; None where nothing is known of it."""
        sample = self._samples[name]
        if not len(sample) or (name == "tpot" and not self.tokens_known):
            return None
        return {key: _scaled(sample.percentile(QUANTILES[key]), 1000) for key in LIVE}

    def output_tok_s(self, until: float | None = None) -> dict[str, float] | None:
        """Output tokens a second: {"window", "total"}; None where tokens are not known.

        `total` is AISBench's: all tokens over `duration`, which runs on to `until`. `window` counts the requests that
        ended in the last WINDOW_S before `until`, or before the newest known end. A request counts where it ends,
        because of those that still run nothing is known; over a few of them this evens out.
        """
        if not self.success or not self.tokens_known or self.start is None or self.end is None:
            return None
        last = self.end if until is None else max(until, self.end)
        tokens = sum(r.output_tokens for _, r in self._ends[bisect_right(self._ends, last - WINDOW_S, key=_when) :])
        span = min(WINDOW_S, last - self.start)
        total = self._output_tokens / (last - self.start) if last > self.start else 0.0
        return {"window": round(tokens / span, 4) if span else 0.0, "total": round(total, 4)}

    def window(self, origin: float, at: float) -> dict[str, Any]:
        """What ended in the WINDOW_S before second `at` of a load that began at `origin`, in the requests' clock.

        {"at_s", "requests", "output_tok_s", "ttft_ms", "tpot_ms", "e2el_ms"}: latencies are {"p50", "p99"}, absent
        where no request ended. What counts is the time points, never the arrival.
        """
        low = bisect_right(self._ends, origin + at - WINDOW_S, key=_when)
        high = bisect_right(self._ends, origin + at, key=_when)
        inside = [request for _, request in self._ends[low:high]]
        window: dict[str, Any] = {"at_s": at, "requests": len(inside)}
        if self.tokens_known:
            window["output_tok_s"] = round(sum(r.output_tokens for r in inside) / min(WINDOW_S, at), 1)
        for name in ("ttft", "tpot", "e2el") if inside else ():
            if name != "tpot" or self.tokens_known:
                values = sorted(getattr(r, name) for r in inside)
                window[f"{name}_ms"] = {
                    key: _scaled(percentile(values, QUANTILES[key]), 1000) for key in ("p50", "p99")
                }
        return window

    def point(self, asked_concurrency: int | None = None) -> dict[str, Any]:
        """What AISBench's two tables would contain for these requests, in the form of report.json.

        Rows and cells that AISBench leaves out (all zero, no tokens) are left out here as well.
        """
        d = self.duration
        rows = {"ttft": self._samples["ttft"].sum, "tpot": self._samples["tpot"].sum}
        latency: dict[str, Any] = {}
        for name in ("ttft", "tpot", "itl", "e2el"):
            sample = self._samples[name]
            gone = not len(sample) or (name == "itl" and not self._first_gaps)
            if gone or (name in rows and math.isclose(rows[name], 0)):
                continue
            n = self._with_gaps if name in ("tpot", "itl") else self.success
            latency[f"{name}_ms"] = sample.statistics(1000) | {"n": n}
        throughput: dict[str, float] = {}
        if d:
            throughput = {
                "output_tok_s": round(self._output_tokens / d, 4),
                "request_s": round(self.success / d, 4),
                "input_tok_s": round(self._input_tokens / d, 4),
                "total_tok_s": round((self._input_tokens + self._output_tokens) / d, 4),
            }
        if self._input_tokens and "ttft_ms" in latency:
            throughput["prefill_tok_s"] = round(self._input_tokens / self._samples["ttft"].sum, 4)
        tokens: dict[str, Any] = {"input": self._input_tokens, "output": self._output_tokens}
        names = {"input": "input_per_request", "output": "output_per_request", "speed": "output_tok_s_per_request"}
        tokens |= {key: self._samples[s].statistics() | {"n": self.success} for s, key in names.items() if self.success}
        concurrency: dict[str, Any] = {} if asked_concurrency is None else {"asked": asked_concurrency}
        return {
            "duration_s": round(round(d * 1000, 4) / 1000, 7),
            "requests": {"total": self.finished, "success": self.success, "failed": self.failed},
            "concurrency": concurrency | ({"reached": round(self._samples["e2el"].sum / d, 4)} if d else {}),
            "throughput": throughput,
            "latency": latency,
            "tokens": tokens,
        }


def eta_s(total: int, finished: int, elapsed_s: float) -> float | None:
    """Seconds to the end if the rest goes as it went; None while nothing has finished."""
    if finished <= 0 or elapsed_s <= 0:
        return None
    return round(max(total - finished, 0) * elapsed_s / finished, 1)
