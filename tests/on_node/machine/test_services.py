"""on_node/machine/services.py: services of our runs, daemons of others, and who launches."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mindie_tui.on_node.machine import services
from mindie_tui.on_node.shared.proc import boot_id, start_time

NOWHERE = {"daemon": None}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(services, "RUNS", str(tmp_path))
    monkeypatch.setattr(services, "LOCK", str(tmp_path / "lock"))
    return tmp_path


def test_a_service_lives_by_its_record_and_has_ended_by_it(home: Path) -> None:
    records = {"r1": (os.getpid(), start_time(os.getpid())), "r2": (2**22 + 1, 1), "r3": (os.getpid(), 1)}
    for run, (pid, began) in records.items():
        (home / run).mkdir()
        record = {"pid": pid, "start_time": began, "boot_id": boot_id()}
        (home / run / "service.json").write_text(json.dumps(record))
    answer = services.list_services({}, NOWHERE)
    assert [service["run"] for service in answer["ours"]] == ["r1"]
    assert answer["ended"] == ["r2"] and answer["others"] == [] and answer["lock"] is None


def test_who_launches_is_read_from_the_lock(home: Path) -> None:
    (home / "lock").write_text(json.dumps({"who": "li@jump", "pid": 7, "run": "r1"}))
    lock = services.lock()
    assert (lock["who"], lock["since"], lock["run"], lock["pid"]) == ("li@jump", "unknown", "r1", 7)
    assert lock["age_s"] >= 0
    (home / "lock").write_text("{")
    assert services.lock() is None


def test_a_start_is_young_until_its_pid_file_is_old(home: Path) -> None:
    assert services.was_just_started(str(home))
    (home / "daemon.pid").write_text("7")
    assert services.was_just_started(str(home))
    os.utime(home / "daemon.pid", (0, 0))
    assert not services.was_just_started(str(home))


def test_a_daemon_is_known_by_its_executable(home: Path) -> None:
    assert services.is_daemon(os.getpid(), os.path.realpath("/proc/self/exe"))
    assert not services.is_daemon(os.getpid(), "/no/such/mindieservice_daemon")
