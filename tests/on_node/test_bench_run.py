"""on_node/bench_run.py: a point is started beside no other load, and stopped whole."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.kit.points import LEAVES, bench_run, child_of, exit_of, is_alive, start, start_folder


def test_stop_ends_children_that_ignore_everything_and_tells_how(tmp_path: Path) -> None:
    answer = start(tmp_path, "trap '' TERM; (trap '' TERM; while :; do sleep 5; done) & wait; wait\n")
    stopped = bench_run("stop", tmp_path, run="R", point=None, term_s=0.3)
    assert stopped == {"stopped": [{"point": "performance-01", "how": "KILL"}]}
    assert exit_of(Path(answer["folder"])) == -9
    assert bench_run("stop", tmp_path, run="R", point=None) == {"stopped": []}


def test_a_stranger_who_got_the_number_is_never_ended(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, "exec sleep 100\n")
    told = json.loads((folder / "bench.json").read_text())
    (folder / "bench.json").write_text(json.dumps({**told, "start_time": told["start_time"] - 1}))
    assert bench_run("stop", tmp_path, run="R", point=None) == {"stopped": []}
    (folder / "bench.json").write_text(json.dumps(told))
    assert bench_run("stop", tmp_path, run="R", point="performance-01")["stopped"][0]["how"] == "TERM"
    assert exit_of(folder) == -signal.SIGTERM


def test_a_point_that_runs_is_not_started_again(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, "exec sleep 100\n")
    assert "performance-01 of run R still sends requests" in start(tmp_path, "true\n")["error"]
    bench_run("stop", tmp_path, run="R", point=None)
    assert exit_of(folder) == -signal.SIGTERM


@pytest.mark.parametrize(
    "run, point", [("R", "performance-02"), ("R", "accuracy-01-gsm8k"), ("other", "performance-01")]
)
def test_nothing_starts_beside_another_load_of_ours(tmp_path: Path, run: str, point: str) -> None:
    folder = start_folder(tmp_path, "exec sleep 100\n")
    refused = start(tmp_path, "true\n", run=run, point=point)
    assert "performance-01 of run R still sends requests" in refused["error"] and "kill -TERM" in refused["do"]
    bench_run("stop", tmp_path, run="R", point=None)
    assert exit_of(folder) == -signal.SIGTERM


def test_what_a_run_left_without_a_keeper_is_ended_before_its_next_point(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, LEAVES)
    child, told = child_of(folder), json.loads((folder / "bench.json").read_text())
    os.kill(told["keeper"], signal.SIGKILL)
    os.kill(told["pid"], signal.SIGKILL)
    answer = start(tmp_path, "true\n", point="performance-02")
    assert "error" not in answer and not is_alive(child)
    assert exit_of(Path(answer["folder"])) == 0
