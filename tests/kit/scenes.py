"""Scenes by name: (step, Session that plays), for pictures and tests."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from mindie_tui.model.deployment import Baseline, Bench, Performance
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment

SCENES = (
    "preflight",
    "preflight:well",
    "preflight:wrong",
    "preflight:none",
    "launch",
    "launch:ready",
    "launch:failed",
    "launch:none",
    "bench:live-base",
    "bench:counts",
    "bench:finished",
    "bench:failed",
    "bench:none",
    "report:finished-base",
    "report:none",
)


def ago(seconds: float) -> str:
    return (datetime.now().astimezone() - timedelta(seconds=seconds)).isoformat()


def scene(name: str) -> tuple[str, b.Walk]:
    step, _, kind = name.partition(":")
    value = deployment(2)
    if step == "preflight":
        if kind == "wrong":
            value = deployment(1)
            value.parameters["ModelConfig"]["dp"] = 4
            return step, b.Walk(value, state=b.preflight(nodes=("a3-01",)))
        if kind == "none":
            return step, b.Walk(value, state=b.fold(*b.started()))
        return step, b.Walk(value, state=b.preflight(well=kind == "well"))
    if step == "launch":
        until = kind or "weights"
        logs = {"a3-01": MASTER + (FAILED if until == "failed" else ""), "a3-02": SLAVE}
        spools = {node: b.Lines(text) for node, text in logs.items()}
        state = b.fold(*b.started(), *b.checked())
        if until != "none":
            state = b.fold(*b.launched(until=until), state=state, at=ago(212))
        return step, b.Walk(value, state=state, spools=spools if until != "none" else {})
    if step in ("bench", "report"):
        value = value.model_copy(
            update={
                "bench": Bench(
                    performance=Performance(num_prompts=1000, settings={"batch_size": 80, "request_rate": 0})
                )
            }
        )
        state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
        how, _, base = kind.partition("-")
        if base:
            value = value.model_copy(update={"baseline": Baseline(report=str(BASE))})
        if how not in ("none",):
            seconds = 6 if how == "counts" else 200
            source: bench_plays.Source = "counts" if how == "counts" else "requests"
            end = {"": None, "live": None, "counts": None}.get(how, how)
            state = b.fold(
                *bench_plays.benched(seconds, end=end, source=source), state=state, step="bench", at=ago(seconds + 12)
            )
        if step == "report" and how == "finished":
            state = b.fold(*bench_plays.compared(), state=state, step="report")
        walk = b.Walk(value, state=state)
        if step == "report":
            root = Path(tempfile.mkdtemp()) / "runs"
            walk.options.runs = root
            for profile, status in (("a2-double", 0), ("a3-single", 2), ("a3-double", 0)):
                bench_plays.recorded_run(value.model_copy(update={"name": profile}), root, exit_status=status)
            if how == "finished":
                walk.run = bench_plays.recorded_run(
                    value, root, changes=bench_plays.CHANGES, waived={"hbm_free": "NPU 3 is shared tonight"}
                )
                walk.state = replace(state, run=walk.run.id)
        return step, walk
    raise KeyError(name)


def _log(name: str) -> str:
    return (Path(__file__).parents[1] / "tui" / "data" / name).read_text(encoding="utf-8")


BASE = Path(__file__).parents[1] / "tui" / "data" / "baseline.json"
MASTER, SLAVE, FAILED = (_log(f"{name}.log") for name in ("master", "slave", "hccl"))
