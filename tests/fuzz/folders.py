"""Broken run folders: whatever another hand did to their files, no command ends in a fault, a new run neither."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.store import paths
from mindie_tui.store.runs.run import Run
from tests.fuzz.answers import SEED, Tally, asked, broken_text, changed

COMMANDS = (["runs"], ["show", "last"], ["status"], ["status", "last"], ["stop", "last"], ["rollback", "last"],
            ["attach", "last", "--json"], ["resume", "last"])  # fmt: skip
POINT = {"point": "performance-01", "key": {"batch_size": 4, "request_rate": 0}, "notes": ["n"],
         "latency": {"ttft_ms": {"p50": 1.0}}, "throughput": {"output_tok_s": 5.0}, "concurrency": {"reached": 1.0},
         "requests": {"success": 1, "total": 1, "failed": 0}}  # fmt: skip


def run(count: int, folder: Path, seed: int = SEED) -> Tally:
    """So many run folders, each asked for by every command that reads one, and by a new run."""
    rng, tally = random.Random(f"folders {seed}"), Tally("run folders")
    profile = folder / "new.yaml"
    profile.write_text("nodes: [{name: a, host: 'root@127.0.0.1:1', ip: 127.0.0.1}]\n")
    again = ["replay", str(profile), "--until", "nodes", "--baseline", "last"]
    for number in range(count):
        shutil.rmtree(paths.runs(), ignore_errors=True)
        made = _run()
        for _ in range(rng.randrange(1, 3)):
            _break(rng, made.folder)
        for line in (*COMMANDS, again):
            tally.note(asked(*line), f"{number}")
    return tally


def _run() -> Run:
    """A run that did a bit of all."""
    made = Deployment(name="fuzzed", nodes=(Node(name="a", host="root@127.0.0.1:1", ip="127.0.0.1"),))
    run = Run.create(made, ["mindie-tui", "replay", "fuzzed"])
    run.record("nodes", ev.RunStarted("fuzzed", "0.1", ({"name": "a"},)))
    run.record("launch", ev.FileWritten("a", "/c/config.json", "0" * 64, None))
    run.record("launch", ev.ServiceStarted("a", 1, 1))
    run.record("launch", ev.ServicePhase("a", "weights", 1.0, percent=50))
    run.record("launch", ev.ServiceReady(("a",), 9.0))
    run.record("bench", ev.BenchStarted("performance-01", POINT["key"], "a"))
    run.record("bench", ev.BenchFinished("performance-01", "result.json", POINT))
    run.record("report", ev.ReportWritten("report.json", "report.md", None))
    run.write_planned("config.json", b"{}")
    run.write_before("a", "config.json", b"{}")
    run.spool("a").append(b"Daemon start success!\n")
    run.write_log_place("a", {"path": "~/x", "inode": 1, "offset": 3, "begins": 0, "before": []})
    run.write_report({"format": 1, "run": run.id, "profile": "fuzzed", "points": [POINT]}, "# x\n")
    run.end(0)
    run.close()
    return run


def _break(rng: random.Random, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    path, how = rng.choice(files), rng.random()
    if how < 0.1:
        path.unlink()
    elif how < 0.2:
        path.unlink()
        rng.choice((path.mkdir, lambda: path.symlink_to("/dev/zero"), lambda: path.symlink_to("nowhere"),
                    lambda: os.mkfifo(path), lambda: path.symlink_to(path.name)))()  # fmt: skip
    elif how < 0.3:
        path.write_bytes(rng.randbytes(rng.choice((0, 1, 500))))
    elif how < 0.4:
        path.write_text("[" * rng.choice((100, 200_000)))
    elif how < 0.5:
        path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size + 1)])
    elif how < 0.75 and path.suffix in (".json", ".jsonl"):
        lines = path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]
        at = rng.randrange(len(lines))
        try:
            lines[at] = json.dumps(changed(rng, json.loads(lines[at]), rng.randrange(1, 4)))
        except (ValueError, RecursionError):
            lines[at] = "x"
        path.write_text("\n".join(lines) + "\n")
    else:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        path.write_bytes(broken_text(rng, text, rng.randrange(1, 4)).encode("utf-8", "surrogatepass"))
