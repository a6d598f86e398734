"""The services of our runs that live, those whose daemon has ended, daemons that are not ours, and who launches."""

from __future__ import annotations

import glob
import json
import os
import time
from collections.abc import Set

from mindie_tui.on_node.shared.mindie import DAEMONS
from mindie_tui.on_node.shared.proc import GROUP, PARENT, START_TIME, living, pids
from mindie_tui.on_node.shared.runs import LOCK, PENDING_S, RUNS, pid_file_age, run_folder
from mindie_tui.on_node.shared.small_files import Json, read_object, read_text


def list_services(given: Json, place: Json) -> Json:
    boot = (read_text("/proc/sys/kernel/random/boot_id") or "").strip()
    ours, ended = [], []
    for path in sorted(glob.glob(os.path.join(RUNS, "*", "service.json"))):
        try:
            record = read_object(path)
            pid, began = int(record["pid"]), record["start_time"]
        except (ValueError, KeyError, TypeError):
            continue
        told, run = living(pid), str(record.get("run") or os.path.basename(os.path.dirname(path)))
        if record.get("boot_id") == boot and told and int(told[START_TIME]) == began:
            ours.append(dict(record, run=run))
        elif record.get("boot_id") == boot and not told:
            ended.append(run)
    known = {record["pid"] for record in ours}
    others = daemons_beside(os.path.realpath(place["daemon"]), known) if place["daemon"] else []
    pending = [(pid, folder) for pid in others if (folder := run_folder(pid)) is not None]
    # its record is not written yet; or never will be, where its starter died
    ours += [
        {"run": os.path.basename(folder), "pid": pid, "starting": was_just_started(folder)} for pid, folder in pending
    ]
    others = sorted(set(others) - {pid for pid, _ in pending})
    return {"ours": ours, "others": others, "ended": ended, "lock": lock()}


def daemons_beside(daemon: str, known: Set[int]) -> list[int]:
    """Pids of this program's processes that are not of the known services."""
    found = []
    for pid in pids():
        fields = living(pid) if pid != os.getpid() and is_daemon(pid, daemon) else None
        if fields and not known & {pid, int(fields[GROUP]), int(fields[PARENT])}:
            found.append(pid)
    return found


def lock() -> Json | None:
    """Who launches here just now: {"who", "since", "run", "pid", "start_time", "age_s"}; None where nobody does."""
    try:
        holder = json.loads(read_text(LOCK) or "")
        age = max(0.0, time.time() - os.stat(LOCK).st_mtime)
        known = {key: str(holder.get(key, "unknown")) for key in ("who", "since", "run")}
        return dict(known, pid=holder.get("pid"), start_time=holder.get("start_time"), age_s=age)
    except (OSError, ValueError, AttributeError):
        return None


def was_just_started(folder: str) -> bool:
    """Whether start.sh wrote the daemon's pid a moment ago, or has not yet."""
    age = pid_file_age(folder)
    return age is None or age < PENDING_S


def is_daemon(pid: int, daemon: str) -> bool:
    """Whether the process runs this program, by its executable or by its command line."""
    folder = f"/proc/{pid}"
    try:
        if os.path.realpath(os.readlink(folder + "/exe")) == daemon:
            return True
        with open(folder + "/cmdline", "rb") as file:
            words = [word.decode("utf-8", "replace") for word in file.read().split(b"\0")[:4]]
        return any(
            os.path.basename(word) in DAEMONS
            and os.path.realpath(os.path.join(os.readlink(folder + "/cwd"), word)) == daemon
            for word in words
        )
    except OSError:
        return False
