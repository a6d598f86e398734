"""Our folder on a node, and the daemons of our runs."""

from __future__ import annotations

import os
import time

OURS = os.path.expanduser("~/.mindie-tui")
LOCK = os.path.join(OURS, "lock")
RUNS = os.path.join(OURS, "runs")
MARK = "MINDIE_TUI_RUN"
"""The variable that a service is started with, and all of its processes inherit: the name of its run."""
PENDING_S = 10.0
"""Seconds after which a daemon without a record is no longer one that is just being started."""


def run_folder(pid: int) -> str | None:
    """The folder of the run in which a process works; None elsewhere."""
    try:
        folder = os.path.realpath(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None
    return folder if os.path.dirname(folder) == os.path.realpath(RUNS) else None


def pid_file_age(folder: str) -> float | None:
    """Seconds since start.sh wrote the daemon's pid into the folder of its run; None where it has not."""
    try:
        return time.time() - os.path.getmtime(os.path.join(folder, "daemon.pid"))
    except OSError:
        return None
