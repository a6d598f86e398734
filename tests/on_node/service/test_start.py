"""on_node/service/start.py: what a start looks at before it starts anything."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import time
from pathlib import Path

from mindie_tui.on_node.service import start


def test_a_port_is_waited_for_and_then_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert start.wait_for_ports([taken.getsockname()], 0) == taken.getsockname()
    assert start.wait_for_ports([["127.0.0.1", 0]], 0) is None


def test_what_an_earlier_start_wrote_is_taken_away(tmp_path: Path) -> None:
    for name in ("daemon.pid", "stopped.json", "service.json"):
        (tmp_path / name).write_text("7")
    start.prepare(str(tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"daemon.pid": "", "daemon.status": ""}


def test_a_script_that_ends_without_a_daemon_is_not_waited_for(tmp_path: Path) -> None:
    script = subprocess.Popen(["true"])
    began = time.monotonic()
    assert start.wait_for_daemon(str(tmp_path), script, began + 60) is None
    assert time.monotonic() - began < 30 and script.wait() == 0


def test_a_file_that_was_changed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("{}")
    assert start.changed_files([[str(path), hashlib.sha256(b"{}").hexdigest()]]) == []
    (why,) = start.changed_files([[str(path), "0" * 64]])
    assert "config.json is not what was written" in why
