"""on_node/service/stop.py: the workers that a daemon leaves, and a stopService that nothing answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

from mindie_tui.on_node.service import stop
from mindie_tui.on_node.shared.proc import members, start_time


def test_workers_of_the_group_are_ended_and_a_group_that_is_gone_is_left() -> None:
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, process_group=0)
    assert members(worker.pid) == [worker.pid]
    reaper = threading.Thread(target=worker.wait)
    reaper.start()
    stop.end_workers(worker.pid)
    reaper.join()
    assert worker.returncode == -15 and members(worker.pid) == []
    stop.end_workers(worker.pid)
    worker.stdin.close()


def test_a_stop_service_that_nobody_answers_stops_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = os.getpid(), start_time(os.getpid())
    assert stop.stop_service(f"http://127.0.0.1:{port}/stopService", 1, *own, {}) is False
