"""A state folder with many runs, written as a run writes them, for lists of a thousand and more."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

PROFILES = ("a3-single", "a3-double", "a2-double")
EXITS = (0, 0, 3, 2, None)
_BEGAN = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))
_LETTERS = "bcdfghjk"


def plant_run(root: Path, at: int, report: dict[str, Any] | None = None, **head: Any) -> Path:
    """The folder of run number `at`, an hour after the one before; `head` and `report` change what it says."""
    started = _BEGAN + timedelta(hours=at)
    profile = str(head.get("profile", PROFILES[at % len(PROFILES)]))
    ending = "".join(_LETTERS[int(digit)] for digit in f"{at:08o}")
    folder = root / f"{started:%Y%m%d-%H%M%S}-{profile}-{ending}"
    folder.mkdir(parents=True)
    status = EXITS[at % len(EXITS)]
    said = {
        "format": 1, "id": folder.name, "profile": profile, "argv": ["mindie-tui", "replay", profile],
        "versions": {"mindie-tui": "0.1.0"}, "nodes": ["a3-01", "a3-02"][: 1 + at % 2], "step": "report",
        "started": started.isoformat(), "exit": status, "simulated": False,
        "ended": None if status is None else (started + timedelta(seconds=60 + at % 700)).isoformat(),
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(said | head))
    if report is not None or status in (0, 3):
        (folder / "report.json").write_text(json.dumps(report if report is not None else planted_report(at)))
    return folder


def planted_report(at: int) -> dict[str, Any]:
    """The report of a run with one point."""
    latency = {name: {"p50": 20.0 + at % 7, "p90": 30.0 + at % 7, "p99": 40.0 + at % 11} for name in
               ("ttft_ms", "tpot_ms", "e2el_ms")}  # fmt: skip
    point = {
        "point": "performance-01", "latency": latency,
        "key": {"datasets": "gsm8k", "num_prompts": 200, "batch_size": 100, "request_rate": 0},
        "throughput": {"output_tok_s": 1000.0 + at % 97, "request_s": 4.0},
        "requests": {"total": 200, "success": 200, "failed": 0},
    }  # fmt: skip
    return {"format": 1, "run": "", "profile": "", "points": [point], "accuracy": []}
