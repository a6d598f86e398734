"""A sweep over three loads and a search, as events: half measured, whole, with knee and verdict."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mindie_tui.model.deployment import Objective, Performance, Sweep
from mindie_tui.model.events import codec as ev

OWN = {"batch_size": 20, "request_rate": 0}


SWEPT = Performance(num_prompts=200, settings=OWN, sweep=Sweep(batch_size=(8, 24, 64)))


SOUGHT = SWEPT.model_copy(update={"sweep": None, "objective": Objective(ttft_p99_ms=2000)})


def key(size: int) -> dict[str, Any]:
    """What is asked of a point of so much concurrency."""
    return {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 200, "batch_size": size, "request_rate": 0}


def summary(name: str, size: int, output: float, ttft: float, reached: float | None = None) -> dict[str, Any]:
    """What AISBench says at the end of a point."""
    return {
        "point": name, "key": key(size), "duration_s": 50.0,
        "requests": {"asked": 200, "total": 200, "success": 200, "failed": 0},
        "concurrency": {"asked": size, "reached": reached or size * 0.95},
        "throughput": {"output_tok_s": output, "request_s": output / 80},
        "latency": {"ttft_ms": {"avg": ttft, "p50": ttft / 2, "p99": ttft}, "tpot_ms": {"avg": 30, "p50": 30.0},
                    "e2el_ms": {"avg": 2000 + 40 * size, "p50": 2000.0 + 40 * size}},
    }  # fmt: skip


def measured(name: str, size: int, output: float, ttft: float) -> list[ev.Event]:
    """A point from its begin to its end."""
    return [ev.BenchStarted(name, key(size), "a3-01"),
            ev.BenchFinished(name, f"bench/{name}/result.json", summary(name, size, output, ttft))]  # fmt: skip


def plan(*sizes: int, done: Collection[int] = ()) -> ev.SweepStarted:
    """A sweep over some concurrencies, of which some are measured already."""
    points = tuple({"point": f"performance-0{n}", "key": key(s), "done": s in done} for n, s in enumerate(sizes, 1))
    return ev.SweepStarted("sweep", points, most=len(sizes))


HALF: list[ev.Event] = [
    plan(8, 24, 64), *measured("performance-01", 8, 320, 300), *measured("performance-02", 24, 800, 420),
    ev.SweepProgress(2, 3, 64.0), ev.BenchStarted("performance-03", key(64), "a3-01"),
    ev.BenchPhase("performance-03", "load"),
    ev.BenchProgress("performance-03", 200, 120, 60, 56, 0, 10, {"window": 900.0, "total": 880.0}),
]  # fmt: skip


KNEE = ev.SweepKnee(
    "performance-02", "batch_size", 24, "beyond concurrency 24 output grows by +8 % and TTFT p99 by +300 %", "inside",
    {},
    {"says": "beyond {over} {value} output grows by {gain} % and {metric} by {cost} %", "over": "concurrency",
     "value": "24", "gain": "+8", "metric": "TTFT p99", "cost": "+300"},
)  # fmt: skip


WHOLE: list[ev.Event] = [
    *HALF, ev.BenchFinished("performance-03", "r", summary("performance-03", 64, 860, 1700, 40.0)), KNEE,
    ev.SweepEnded("sweep", "all points", 3, 0, 0),
]  # fmt: skip


SEARCH: list[ev.Event] = [
    ev.SweepStarted("search", (), {"ttft_p99_ms": 2000, "over": "batch_size"}, most=8),
    *measured("performance-01", 20, 640, 900), *measured("performance-02", 60, 900, 2600),
    *measured("performance-03", 48, 890, 1950),
]  # fmt: skip


VERDICT = ev.SearchVerdict(
    "met", 48, "TTFT p99 <= 2000 ms holds up to concurrency 48; at 50 TTFT p99 is 2 060.0 ms", "batch_size",
    "performance-03", "met", {"limits": "TTFT p99 <= 2000 ms", "over": "concurrency", "value": "48", "above": "50",
                              "worst": "TTFT p99 is 2 060.0 ms"},
)  # fmt: skip


ENDED = ev.SweepEnded("search", "a verdict", 3, 0, 0)
