"""on_node/service/watch.py: how a daemon ended, and who stopped it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from mindie_tui.on_node.service import watch
from mindie_tui.on_node.shared.proc import start_time


def test_the_end_of_a_daemon_is_told_with_its_status_and_who_stopped_it(tmp_path: Path) -> None:
    daemon = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    began = start_time(daemon.pid)
    (tmp_path / "service.log").write_bytes(b"loaded\n")
    (tmp_path / "daemon.status").write_text("3")
    (tmp_path / "stopped.json").write_text(json.dumps({"by": "li@jump"}))
    answers: list[dict] = []

    def answer(value: dict) -> None:
        answers.append(value)
        if daemon.poll() is None:
            daemon.communicate(b"\n")

    watch.watch({"folder": str(tmp_path), "pid": daemon.pid, "start_time": began}, answer)
    assert answers[0]["alive"] and answers[0]["free"] > 0
    assert (answers[-1]["died"], answers[-1]["by"], answers[-1]["log_size"], answers[-1]["left"]) == (
        3,
        "li@jump",
        7,
        0,
    )


def test_nobody_stopped_what_has_no_note(tmp_path: Path) -> None:
    assert watch.stopped_by(str(tmp_path)) is None
    (tmp_path / "stopped.json").write_text("[]")
    assert watch.stopped_by(str(tmp_path)) is None
    assert watch.size_of(str(tmp_path / "service.log")) == 0 and watch.free_bytes("/no/such") is None
