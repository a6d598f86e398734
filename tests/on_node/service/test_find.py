"""on_node/service/find.py: a service is found by its record, or by the folder in which its daemon works."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mindie_tui.on_node.service import find
from mindie_tui.on_node.shared import runs
from mindie_tui.on_node.shared.proc import boot_id, start_time


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run, in which this very process works: it plays the daemon."""
    for module in (find, runs):
        monkeypatch.setattr(module, "RUNS", str(tmp_path))
    (tmp_path / "r1").mkdir()
    monkeypatch.chdir(tmp_path / "r1")
    return tmp_path / "r1"


def services() -> list[dict]:
    answers: list[dict] = []
    find.find({}, answers.append)
    return answers[0]["services"]


def test_a_record_counts_while_its_process_lives_in_this_boot(folder: Path) -> None:
    record = {"run": "r1", "pid": os.getpid(), "start_time": start_time(os.getpid()), "boot_id": boot_id()}
    for changed, found in (({}, ["r1"]), ({"start_time": 1}, []), ({"boot_id": "other"}, []), ({"pid": None}, [])):
        (folder / "service.json").write_text(json.dumps({**record, **changed}))
        assert [service["run"] for service in services()] == found, changed
    (folder / "service.json").write_text('{"pid"')
    assert services() == []


def test_a_daemon_without_a_record_is_an_orphan_once_its_start_is_long_ago(folder: Path) -> None:
    pid_file = folder / "daemon.pid"
    assert find.orphans(os.getpid(), "boot") == []
    pid_file.write_text(str(os.getpid()))
    assert find.orphans(os.getpid(), "boot") == [], "it is just being started"
    os.utime(pid_file, (0, 0))
    (orphan,) = find.orphans(os.getpid(), "boot")
    assert (orphan["run"], orphan["pid"], orphan["folder"]) == ("r1", os.getpid(), str(folder))
    pid_file.write_text("1")
    os.utime(pid_file, (0, 0))
    assert find.orphans(os.getpid(), "boot") == [], "the file names another process"
