"""on_node/bench/keeper.py: ais_bench outlives the line, and nothing of it outlives its exit.json."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.kit.points import LEAVES, child_of, exit_of, is_alive, start, start_folder


def test_it_outlives_the_program_that_started_it_and_its_status_is_kept(tmp_path: Path) -> None:
    answer = start(tmp_path, "echo out; echo err >&2; exit 7\n")
    folder = Path(answer["folder"])
    assert exit_of(folder) == 7
    assert (folder / "output.log").read_text() == "out\nerr\n"
    assert folder == tmp_path / ".mindie-tui/runs/R/bench/performance-01"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_interrupt_reaches_it_although_it_was_started_in_the_background(tmp_path: Path) -> None:
    answer = start(tmp_path, "exec python3 -c 'import signal; print(signal.getsignal(signal.SIGINT))'\n")
    exit_of(Path(answer["folder"]))
    assert "default_int_handler" in (Path(answer["folder"]) / "output.log").read_text()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_leader_leaves_is_ended_before_its_exit_is_told(tmp_path: Path, number: int) -> None:
    folder = start_folder(tmp_path, LEAVES)
    child = child_of(folder)
    os.kill(json.loads((folder / "bench.json").read_text())["pid"], number)
    assert exit_of(folder) == -number
    assert not is_alive(child), "the load went on behind the next point"


@pytest.mark.long
def test_what_a_leader_leaves_at_its_end_is_ended_too(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, LEAVES.replace("wait\n", "exit 1\n"))
    child = child_of(folder)
    assert exit_of(folder) == 1
    assert not is_alive(child)
