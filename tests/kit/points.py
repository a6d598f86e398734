"""Points of a bench on this machine, started by bench_run as a node runs it, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from mindie_tui.on_node.shared.proc import living
from mindie_tui.remote.transport.node_program import source
from tests.kit.waiting import until_blocking

LEAVES = "sleep 100 &\necho $! > child.new; mv child.new child\nwait\n"
"""A command whose leader has a child: `child_of`."""


def bench_run(verb: str, home: Path, **question: Any) -> dict[str, Any]:
    """The answer of bench_run."""
    done = subprocess.run(
        [sys.executable, "-c", source("bench_run").decode(), "0", "bench_run", "NONCE", verb],
        input=json.dumps(question).encode(), capture_output=True, timeout=60, env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.decode().splitlines() if line.startswith("NONCE ")]
    answer: dict[str, Any] = json.loads(line[6:])
    return answer


def start(home: Path, script: str, run: str = "R", point: str = "performance-01", **more: Any) -> dict[str, Any]:
    """The answer to `start` of a point whose command is this script."""
    question = {"links": {}, "under": [], "needs": [], **more}
    return bench_run("start", home, run=run, point=point, files={"command.sh": script}, **question)


def start_folder(home: Path, script: str) -> Path:
    """The folder of a point that has started."""
    return Path(start(home, script)["folder"])


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def exit_of(folder: Path) -> int:
    """The status that the keeper writes."""
    until_blocking((folder / "exit.json").exists, "exit.json", seconds=30)
    return int(read(folder / "exit.json")["exit"])


def child_of(folder: Path) -> int:
    """The pid of the child that `LEAVES` starts."""
    until_blocking((folder / "child").exists, "the child", seconds=30)
    return int((folder / "child").read_text())


def is_alive(pid: int) -> bool:
    """It runs; one that has ended and was not waited for does not."""
    return living(pid) is not None
