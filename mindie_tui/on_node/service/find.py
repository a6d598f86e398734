"""Find the services of our runs on this node."""

from __future__ import annotations

import glob
import os
import time

from mindie_tui.on_node.shared.mindie import daemons
from mindie_tui.on_node.shared.proc import boot_id, start_time
from mindie_tui.on_node.shared.runs import PENDING_S, RUNS, pid_file_age, run_folder
from mindie_tui.on_node.shared.small_files import Answer, Json, read_number, read_object


def find(given: Json, answer: Answer) -> None:
    """The services of all runs in this home whose daemon still runs."""
    boot, services = boot_id(), []
    for path in sorted(glob.glob(os.path.join(RUNS, "*", "service.json"))):
        try:
            record = read_object(path)
            pid, began = int(record["pid"]), record["start_time"]
        except (ValueError, KeyError, TypeError):
            continue  # another program's file, or one that is being written
        if record.get("boot_id") == boot and start_time(pid) == began:
            services.append(dict(record, folder=os.path.dirname(path), utc_offset_s=time.localtime().tm_gmtoff))
    known = {service["pid"] for service in services}
    services += [orphan for pid in daemons() if pid not in known for orphan in orphans(pid, boot)]
    answer({"services": services, "boot_id": boot})


def orphans(pid: int, boot: str) -> list[Json]:
    """The daemon of a run of ours whose starter died before it wrote the record; nothing for any other process.

    Our start.sh wrote this very pid beside itself, into the folder in which the daemon runs, and long enough ago.
    """
    folder, began = run_folder(pid), start_time(pid)
    age = pid_file_age(folder) if folder else None
    if folder is None or age is None or age <= PENDING_S or began is None:
        return []
    if read_number(os.path.join(folder, "daemon.pid")) != pid:
        return []
    return [
        {
            "run": os.path.basename(folder),
            "pid": pid,
            "start_time": began,
            "boot_id": boot,
            "folder": folder,
            "utc_offset_s": time.localtime().tm_gmtoff,
        }
    ]
