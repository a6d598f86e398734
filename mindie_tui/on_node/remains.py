"""What a service of ours left on this node when its daemon died: workers that hold the NPUs. Found, and ended.

Arguments: what, then a JSON object. Answers in JSON lines:
find {} -> {"left": [{...service.json, "folder", "workers": [pids]}, ...], "shm": [names]}
end {"folder", "pid", "start_time", "term_s", "kill_s"}
    -> {"how": "TERM" | "KILL" | "was not running" | "still runs", "ended": [pids], "workers": [pids], "shm": [names]}

A process is of a service only where it is in the process group of its daemon, began after it, and carries a mark of
the run: the variable that `start` gave it, or the run's folder as its working folder or behind an open file. A pid
that has a process again, or another boot, ends the group: nothing there is ours then.
"""

from __future__ import annotations

import glob
import json
import os
import signal
import sys
import time

from mindie_tui.on_node.shared.mindie import shared_memory
from mindie_tui.on_node.shared.proc import GROUP, START_TIME, boot_id, living, pids, start_time
from mindie_tui.on_node.shared.runs import MARK, RUNS
from mindie_tui.on_node.shared.small_files import Json, read_object


def main() -> None:
    nonce, what, given = sys.argv[3:6]
    try:
        answer = {"find": find, "end": end}[what](json.loads(given))
    except OSError as error:
        answer = {"error": (error.filename or "") + ": " + (error.strerror or str(error)), "do": "see the node's disk"}
    print("\n" + nonce, json.dumps(answer), flush=True)


def find(given: Json) -> Json:
    found = []
    for path in sorted(glob.glob(os.path.join(RUNS, "*", "service.json"))):
        try:
            record = read_object(path)
            pid, began, boot = int(record["pid"]), int(record["start_time"]), record.get("boot_id")
        except (ValueError, KeyError, TypeError):
            continue  # another program's file, or one that is being written
        folder = os.path.dirname(path)
        workers = left_of(folder, pid, began) if boot == boot_id() else {}
        if workers:
            found.append(dict(record, folder=folder, workers=sorted(workers)))
    return {"left": found, "shm": shm()}


def end(given: Json) -> Json:
    """TERM to each that is left, then KILL, by pid and start time."""
    folder, pid, began = os.path.expanduser(given["folder"]), given["pid"], given["start_time"]
    ended, how = set(), "was not running"
    for name, number, seconds in (("TERM", signal.SIGTERM, given["term_s"]), ("KILL", signal.SIGKILL, given["kill_s"])):
        left = left_of(folder, pid, began)
        if not left:
            break
        how = name
        for one, since in left.items():
            if start_time(one) == since:
                ended.add(one)
                send(one, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until and any(start_time(one) == since for one, since in left.items()):
            time.sleep(0.05)
    left = left_of(folder, pid, began)
    return {
        "how": "still runs" if left else how,
        "ended": sorted(ended - set(left)),
        "workers": sorted(left),
        "shm": shm(),
    }


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def left_of(folder: str, daemon: int, began: int) -> dict[int, int]:
    """{pid: start time} of what is left of a daemon that has ended; {} while a process has its pid."""
    if start_time(daemon) is not None:
        return {}
    found = {}
    for pid in pids():
        fields = living(pid) if pid != os.getpid() else None
        if fields and int(fields[GROUP]) == daemon and int(fields[START_TIME]) >= began and is_marked(pid, folder):
            found[pid] = int(fields[START_TIME])
    return found


def is_marked(pid: int, folder: str) -> bool:
    """Whether a process shows that it is of the run whose folder this is."""
    folder, process = os.path.realpath(folder), "/proc/" + str(pid)
    try:
        with open(process + "/environ", "rb") as file:
            if os.fsencode(MARK + "=" + os.path.basename(folder)) in file.read().split(b"\0"):
                return True
    except OSError:
        pass
    for link in [process + "/cwd"] + glob.glob(process + "/fd/*"):
        try:
            path = os.readlink(link)
        except OSError:
            continue
        if (path + "/").startswith(folder + "/"):
            return True
    return False


def shm() -> list[str]:
    """What MindIE left in /dev/shm, whoever ran it."""
    return sorted(os.path.basename(path) for path in shared_memory())


if __name__ == "__main__":
    main()
