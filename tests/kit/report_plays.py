"""The report step: a run that was measured after others, and one of several points with scores."""

from __future__ import annotations

import json
from pathlib import Path

from mindie_tui.model.deployment import Baseline
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment


def measured_run(
    tmp_path: Path, *, base: str | None = "an-older-run", others: int = 1, measured: bool = True
) -> b.Walk:
    """A run that was measured, after `others` that were too."""
    value = deployment(2, baseline=Baseline(report=base) if base else None)
    for at in range(others):
        bench_plays.recorded_run(value.model_copy(update={"name": f"a3-old-{at}"}), tmp_path, exit_status=0)
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    play = b.Walk(value, state=state)
    play.options.runs = tmp_path
    if measured:
        play.state = b.fold(
            *bench_plays.benched(30, end="finished"), *bench_plays.compared(), state=state, step="report"
        )
        play.run = bench_plays.recorded_run(
            value, tmp_path, changes=bench_plays.CHANGES, waived={"hbm_free": "NPU 3 is shared tonight"}
        )
        play.state = b.fold(state=play.state)
        object.__setattr__(play.state, "run", play.run.id)
    return play


def give_several_points(play: b.Walk) -> b.Walk:
    """The report of the open run with three points, a knee and two scores."""
    assert play.run is not None
    path = play.run.folder / "report.json"
    report = json.loads(path.read_text())
    point = report["points"][0]
    report["points"] = [
        {**point, "point": f"performance-0{n}", "key": {**point["key"], "batch_size": size}}
        for n, size in enumerate((20, 40, 80), 1)
    ]
    report["comparison"] = [{**c, "point": "performance-03"} for c in report["comparison"]]
    report["comparison"] += [
        {
            "point": "accuracy-01-gsm8k",
            "metric": "accuracy",
            "value": 94.0,
            "baseline": 95.0,
            "change_percent": None,
            "within_percent": None,
            "verdict": "worse",
            "change_points": -1.0,
            "within_points": 0.5,
        }
    ]
    report["sweep"] = {
        "knees": [{"point": "performance-02", "text": "40 is the knee", "beside": {}, "where": "in"}],
        "notes": [],
    }
    report["accuracy"] = [
        {
            "point": "accuracy-01-gsm8k",
            "dataset": "gsm8k",
            "metric": "accuracy",
            "score": 94.0,
            "interval": [92.59, 95.15],
            "cut_percent": 3.5,
            "requests": {"asked": 1319, "success": 1319},
        },
    ]
    report["accuracy_unmeasured"] = [{"point": "accuracy-02-mmlu", "state": "failed", "reason": "the service died"}]
    report["configuration"] = {"nodes": 2, "config": {"a": 1}, "environment": {"X": "1"}}
    path.write_text(json.dumps(report))
    return play
