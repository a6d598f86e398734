"""on_node/shared/runs.py: the run of a process is the folder that it works in."""

from __future__ import annotations

import os
from pathlib import Path

from mindie_tui.on_node.shared import runs


def test_a_process_that_works_in_the_folder_of_a_run_is_of_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(runs, "RUNS", str(tmp_path))
    (tmp_path / "r1" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "r1")
    assert runs.run_folder(os.getpid()) == str(tmp_path / "r1")
    monkeypatch.chdir(tmp_path / "r1" / "below")
    assert runs.run_folder(os.getpid()) is None


def test_the_age_of_a_start_is_that_of_its_pid_file(tmp_path: Path) -> None:
    assert runs.pid_file_age(str(tmp_path)) is None
    (tmp_path / "daemon.pid").write_text("")
    os.utime(tmp_path / "daemon.pid", (0, 0))
    age = runs.pid_file_age(str(tmp_path))
    assert age is not None and age > runs.PENDING_S
