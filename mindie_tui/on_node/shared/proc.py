"""Processes of this node, read from /proc. A pid and its start time together name one process."""

from __future__ import annotations

import os
import time

STATE, PARENT, GROUP, SESSION, START_TIME = 0, 1, 2, 3, 19
"""Places in what `fields_of` returns."""


def fields_of(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on, a zombie's too; None where there is no such process."""
    try:
        # of the task, which is the same: /proc/PID/stat of its own process is invented by qemu-user
        with open(f"/proc/{pid}/task/{pid}/stat", "rb") as file:
            return file.read().decode("utf-8", "replace").rpartition(")")[2].split() or None
    except OSError:
        return None


def living(pid: int) -> list[str] | None:
    """The same; None where only its zombie is left."""
    fields = fields_of(pid)
    return fields if fields and fields[STATE] not in ("Z", "X") else None


def start_time(pid: int) -> int | None:
    """Clock ticks after boot; None where there is no such process, or only its zombie."""
    fields = living(pid)
    return int(fields[START_TIME]) if fields else None


def group(pid: int) -> int | None:
    """Its process group; None where there is no such process, or only its zombie."""
    fields = living(pid)
    return int(fields[GROUP]) if fields else None


def name_of(pid: int) -> str:
    """The first 15 letters of its name; "" where there is no such process."""
    try:
        with open(f"/proc/{pid}/comm", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def pids() -> list[int]:
    """Every process of this node."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def members(pgid: int) -> list[int]:
    """The processes of a group."""
    return [pid for pid in pids() if group(pid) == pgid]


def has_ended(pid: int, began: int, seconds: float) -> bool:
    """Wait until the process that began at that time has ended; False where it has not in so many seconds."""
    until = time.monotonic() + seconds
    while start_time(pid) == began:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def boot_id() -> str:
    """Names this boot of the machine: another boot has other processes. Raises OSError."""
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()
