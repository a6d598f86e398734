"""A list of ten thousand runs: `mindie-tui runs` as a process, and what it takes of the index.

Method: ten thousand run folders with run.json and report.json are planted, the index is made once (`rebuild_s`). Then
seven rounds, interleaved: `command_ms` is the wall time of `mindie-tui runs` as a process of its own, interpreter and
imports included; `list_ms` is listed() in this process; `changed_ms` the same where one run has changed. Medians.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import figure
from mindie_tui.store.runs.index import listed
from tests.kit.many_runs import plant_run

RUNS, ROUNDS = 10_000, 7


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as state:
        root = Path(state) / "mindie-tui" / "runs"
        for at in range(RUNS):
            plant_run(root, at)
        rebuilt = _took(root)
        command, known, changed = [], [], []
        for number in range(ROUNDS):
            command.append(_command(state))
            known.append(_took(root))
            plant_run(root, RUNS + number)
            changed.append(_took(root))
        figure("runs_list.command_ms", median(command) * 1e3, "<= 300", f"`mindie-tui runs`, {RUNS} runs", digits=0)
        figure("runs_list.list_ms", median(known) * 1e3, "<= 200", "every run compared with its folder", digits=0)
        figure("runs_list.changed_ms", median(changed) * 1e3, "<= 300", "and the index written again", digits=0)
        figure("runs_list.rebuild_s", rebuilt, "<= 10", "every run.json and report.json read", digits=1)


def _took(root: Path) -> float:
    start = perf_counter()
    assert len(listed(root)) >= RUNS
    return perf_counter() - start


def _command(state: str) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "mindie_tui", "runs"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "XDG_STATE_HOME": state})  # fmt: skip
    return perf_counter() - start


if __name__ == "__main__":
    main()
