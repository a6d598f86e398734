"""Watch the daemon of a service and its workers, until the daemon's end."""

from __future__ import annotations

import os
import time

from mindie_tui.on_node.shared.mindie import WORKERS, daemon_program, daemons
from mindie_tui.on_node.shared.proc import STATE, has_ended, living, members, name_of, start_time
from mindie_tui.on_node.shared.small_files import Answer, Json, read_number, read_object

TICK_S = 0.2
LOOK_S = 1.0
"""How often the workers are counted."""
ALIVE_S = 5.0
"""How often it is told that the daemon is alive."""


def watch(given: Json, answer: Answer) -> None:
    """Tell that it lives, and then how it ended. The line's end is seen at the next word."""
    folder, pid, began = os.path.expanduser(given["folder"]), given["pid"], given["start_time"]
    program = daemon_program(pid)
    watch_while_alive(folder, pid, began, answer)
    status = wait_for_status(folder)
    answer(
        {
            "died": status,
            "by": stopped_by(folder),
            "at": os.path.getmtime(os.path.join(folder, "daemon.status")) if status is not None else None,
            "others": [one for one, other in daemons().items() if other == program and one != pid][:5],
            "log_size": size_of(os.path.join(folder, "service.log")),
            "left": len(workers_of(pid)),
        }
    )


def watch_while_alive(folder: str, pid: int, began: int, answer: Answer) -> None:
    """Tell of workers that go, of a daemon that a signal stopped, and every few seconds that it is alive."""
    told = looked = 0.0
    workers: dict[int, int | None] = {}
    names: dict[int, str] = {}
    frozen = False
    while start_time(pid) == began:
        now = time.monotonic()
        if now - looked > LOOK_S:
            looked = now
            fresh = [worker for worker in workers_of(pid) if worker not in workers]
            workers.update((worker, start_time(worker)) for worker in fresh)
            names.update((worker, name_of(worker)) for worker in fresh)
        gone = [worker for worker, since in workers.items() if start_time(worker) != since]
        if gone and stopped_by(folder) is None and not has_ended(pid, began, 1.0):
            workers = {worker: since for worker, since in workers.items() if worker not in gone}
            answer({"worker": gone[0], "name": names[gone[0]], "gone": len(gone), "left": len(workers)})
        fields = living(pid)
        if (fields is not None and fields[STATE] in ("T", "t")) is not frozen:
            frozen = not frozen
            answer({"frozen": pid} if frozen else {"alive": True})
        if now - told > ALIVE_S:
            told = now
            answer({"alive": True, "free": free_bytes(folder)})
        time.sleep(TICK_S)


def wait_for_status(folder: str) -> int | None:
    """The daemon's exit status: the script writes it right after the daemon's end; None where it does not."""
    until = time.monotonic() + 2
    while read_number(os.path.join(folder, "daemon.status")) is None and time.monotonic() < until:
        time.sleep(0.01)
    return read_number(os.path.join(folder, "daemon.status"))


def size_of(path: str) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def free_bytes(folder: str) -> int | None:
    """What can still be written on the disk of a folder, root's reserve left out; None where that is not to be seen."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return disk.f_frsize * disk.f_bavail


def workers_of(daemon: int) -> list[int]:
    """Pids of the workers in the daemon's process group."""
    return [pid for pid in members(daemon) if pid != daemon and name_of(pid).startswith(WORKERS)]


def stopped_by(folder: str) -> str | None:
    """Who stopped it; None where nobody did."""
    try:
        return str(read_object(os.path.join(folder, "stopped.json"))["by"])
    except KeyError:
        return None
