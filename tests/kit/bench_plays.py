"""Plays of bench and report: the figures of a point while it runs, its table, a baseline, and a run that has them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import report as reports
from mindie_tui.store.runs.run import Run

Source = Literal["requests", "counts", "metrics"]
"""Where the figures of a point's progress come from."""
KEY: dict[str, Json] = {
    "datasets": "gsm8k_gen_0_shot_cot_str_perf",
    "num_prompts": 1000,
    "batch_size": 80,
    "request_rate": 0,
}


def wave(n: float, level: float, swing: float) -> float:
    """A figure that wanders, always the same way."""
    return level + swing * math.sin(n / 11) + swing / 3 * math.sin(n / 3.1)


def progress(n: int, *, total: int = 1000, source: Source = "requests") -> ev.BenchProgress:
    """bench.progress after n seconds."""
    finished = min(int(n * 4.06), total)
    known = source == "requests" and n > 8
    return ev.BenchProgress(
        "performance-01",
        total,
        min(finished + 80, total),
        min(finished + 78, total),
        finished,
        0,
        10.0,
        {"window": wave(n, min(1462, 1150 + n * 9), 40), "total": 1431.2} if known else None,
        {
            "p50": wave(n, min(324, 280 + n), 9),
            "p90": 489.2,
            "p99": wave(n, min(771, 640 + n * 3), 18) + (90 if 78 < n < 86 else 0),
        }
        if known
        else None,
        {"p50": wave(n, 51.3, 1), "p90": 57.8, "p99": 66.1} if known else None,
        {"p50": 50.6, "p90": 60.2, "p99": 101.5} if known else None,
        {"p50": wave(n, 18760, 200), "p90": 21880, "p99": 24900} if known else None,
        46.0 if n > 5 else None,
        float(n),
        1.4 if known else None,
        source,
        (window(n - 1),) if known else (),
        {"running": 80.0, "waiting": 2.0, "generated_tok_s": wave(n, 1440, 40)} if source == "metrics" else None,
    )


def window(at: int) -> dict[str, Json]:
    """The second `at` of the load, as the newest that is known a second later."""
    return {
        "at_s": at,
        "requests": 40,
        "output_tok_s": wave(at, min(1462, 1150 + at * 9), 40),
        "ttft_ms": {
            "p50": wave(at, min(324, 280 + at), 9),
            "p99": wave(at, min(771, 640 + at * 3), 18) + (90 if 78 < at < 86 else 0),
        },
        "tpot_ms": {"p50": wave(at, 51.3, 1), "p99": wave(at, 66.1, 2)},
        "e2el_ms": {"p50": wave(at, 18760, 200), "p99": wave(at, 24900, 300)},
    }


def latency(avg: float, low: float, p50: float, p75: float, p90: float, p99: float, high: float) -> dict[str, float]:
    return {"avg": avg, "min": low, "p50": p50, "p75": p75, "p90": p90, "p99": p99, "max": high, "n": 1000}


SUMMARY: dict[str, Json] = {
    "point": "performance-01",
    "key": KEY,
    "duration_s": 246.3,
    "requests": {"total": 1000, "success": 1000, "failed": 0},
    "throughput": {"output_tok_s": 1462.3, "request_s": 4.06},
    "latency": {
        "ttft_ms": latency(352.1, 181.0, 324.0, 398.7, 489.2, 771.4, 902.3),
        "tpot_ms": latency(52.0, 44.9, 51.3, 54.0, 57.8, 66.1, 71.7),
        "itl_ms": latency(51.8, 12.0, 50.6, 54.4, 60.2, 101.5, 188.4),
        "e2el_ms": latency(19020, 11410, 18760, 20030, 21880, 24900, 26170),
    },
}
BASE: dict[str, Json] = {
    "format": 1,
    "run": "20261122-190200-a3-double",
    "profile": "a3-double",
    "points": [
        {
            "point": "performance-01",
            "key": KEY,
            "duration_s": 251.0,
            "requests": {"total": 1000, "success": 1000, "failed": 0},
            "throughput": {"output_tok_s": 1431.0, "request_s": 3.98},
            "latency": {
                "ttft_ms": latency(330, 180, 301.2, 370, 450, 702.9, 850),
                "tpot_ms": latency(51, 44, 50.1, 53, 56.9, 65.0, 70),
                "itl_ms": latency(51, 12, 50, 54, 60, 99.7, 180),
                "e2el_ms": latency(18600, 11000, 18400, 19800, 21500, 24410, 25900),
            },
        }
    ],
}


def benched(until: int = 200, *, end: str | None = None, source: Source = "requests") -> list[ev.Event]:
    """The events of a point: `until` seconds of it; `end` is finished or failed."""
    said: list[ev.Event] = [
        ev.BenchStarted("performance-01", KEY, "a3-01"),
        ev.BenchPhase("performance-01", "warmup"),
        ev.BenchPhase("performance-01", "load"),
    ]
    said += [progress(n, source=source) for n in range(1, until + 1)]
    said += [ev.NpuSample("a3-01", 58.0, 91), ev.NpuSample("a3-02", 58.0, 90)]
    if end == "finished":
        said += [
            ev.BenchPhase("performance-01", "tables"),
            ev.BenchFinished("performance-01", "bench/performance-01/result.json", SUMMARY),
        ]
    if end == "failed":
        said.append(
            ev.BenchFailed(
                "performance-01",
                "61 of 100 requests failed: ClientConnectorError: Cannot connect to host 10.20.3.11:1025",
                "look whether the service still answers: 4 Launch",
                {},
            )
        )
    return said


def compared() -> list[ev.Event]:
    """The comparison and the report."""
    found = reports.compare([SUMMARY], BASE, Baseline())
    return [
        *found,
        ev.ReportWritten("/state/runs/x/report.json", "/state/runs/x/report.md", "20261122-190200-a3-double"),
    ]


def recorded_run(
    value: Deployment,
    root: Path,
    *,
    exit_status: int | None = None,
    changes: Sequence[Mapping[str, Json]] = (),
    waived: Mapping[str, str] | None = None,
) -> Run:
    """A run folder as a session would leave it, with the report of SUMMARY against BASE."""
    run = Run.create(value, ["mindie-tui"], root=root, simulated=True)
    held = reports.compare([SUMMARY], BASE, Baseline())
    data = reports.report_json(run.id, value, [SUMMARY], waived or {}, held, changes)
    run.write_report(data, reports.markdown(data))
    if exit_status is not None:
        run.end(exit_status)
    return run


CHANGES: list[dict[str, Json]] = [
    {"field": "tp", "file": "config.json", "pointer": "/x/tp", "this": 8, "baseline": 16},
    {"field": "dp", "file": "config.json", "pointer": "/x/dp", "this": 4, "baseline": 2},
    {"field": "maxPrefillTokens", "file": "config.json", "pointer": "/x/m", "this": 16384, "baseline": 8192},
    {
        "field": "modelWeightPath",
        "file": "config.json",
        "pointer": "/x/w",
        "this": "/data/权重/deepseek-w8a8",
        "baseline": "/data/weights/an-older-folder/deepseek-w8a8",
    },
    {
        "field": "NPU_MEMORY_FRACTION",
        "file": "environment",
        "pointer": "/NPU_MEMORY_FRACTION",
        "this": "0.92",
        "baseline": "0.96",
    },
]
