"""Start the service of a run on this node, and write its record."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from mindie_tui.on_node.shared.mindie import daemons, shared_memory
from mindie_tui.on_node.shared.proc import boot_id, start_time
from mindie_tui.on_node.shared.runs import MARK
from mindie_tui.on_node.shared.small_files import Answer, Json, open_private, read_number, write_json

TICK_S = 0.2
DAEMON_S = 20
"""Seconds that start.sh has to write its daemon's pid."""


def start(given: Json, answer: Answer) -> None:
    """Start start.sh detached, and tell the daemon's pid once the script has written it.

    The end of the line does not end this: a daemon without its record would be nobody's.
    """
    for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(one, lambda *_: None)  # no SIG_IGN: the daemon would inherit it
    folder = os.path.expanduser(given["folder"])
    wrong = changed_files(given.get("files", ()))
    if wrong:
        answer({"error": wrong[0], "do": "see which folders the container shares, and who else writes there"})
        return
    busy = wait_for_ports(given["ports"], given["ports_wait_s"])
    if busy:
        said = f"port {busy[1]} is taken, or a connection on it is still closing"
        answer({"error": said, "do": "see `ss -tanp` there"})
        return
    remove_shared_memory()
    prepare(folder)
    script, log_size = run_script(folder, given.get("environment_bytes", 0))
    started = time.monotonic()
    pid = wait_for_daemon(folder, script, started + DAEMON_S)
    if pid is None:
        answer({"error": "start.sh started no daemon", "do": "read service.log in " + folder})
        return
    began = start_time(pid) or 0  # 0: it ended at once; daemon.status says how
    record = dict(given["record"], pid=pid, start_time=began, boot_id=boot_id(), log_size=log_size)
    write_json(os.path.join(folder, "service.json"), record)
    answer(
        {
            "pid": pid,
            "start_time": began,
            "log_size": log_size,
            "utc_offset_s": time.localtime().tm_gmtoff,
            "age_s": round(time.monotonic() - started, 2),
        }
    )


def remove_shared_memory() -> None:
    """What dead services left in /dev/shm; where a daemon runs, or a process has it mapped, it stays."""
    if not daemons():
        for left in shared_memory():
            if not is_mapped(left):
                os.unlink(left)


def prepare(folder: str) -> None:
    """Take away what an earlier start wrote. start.sh fills two files; what MindIE writes keeps its own umask."""
    for name in ("daemon.pid", "daemon.status", "stopped.json", "service.json"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    for name in ("daemon.pid", "daemon.status"):
        open(os.path.join(folder, name), "w", opener=open_private).close()


def run_script(folder: str, environment_bytes: int) -> tuple[subprocess.Popen[bytes], int]:
    """The process of start.sh, with the variables that come on standard input, and the bytes of the log before it."""
    handed = json.loads(sys.stdin.buffer.read(environment_bytes) or b"{}")
    log = os.path.join(folder, "service.log")
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "ab") as out:
        size = os.fstat(out.fileno()).st_size
        # a session of its own: neither the end of this line nor a hang-up reaches it
        script = subprocess.Popen(
            ["bash", os.path.join(folder, "start.sh")],
            cwd=folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=dict(os.environ, **dict(handed, **{MARK: os.path.basename(folder)})),
        )
    return script, size


def wait_for_daemon(folder: str, script: subprocess.Popen[bytes], until: float) -> int | None:
    """The pid that start.sh writes; None where it ended without one, or until then wrote none."""
    pid = None
    while pid is None and time.monotonic() < until:
        pid = read_number(os.path.join(folder, "daemon.pid"))
        if pid is None and script.poll() is not None:
            break
        time.sleep(0.01)
    return pid


def look(given: Json, answer: Answer) -> None:
    """Tell which files are not as they were written."""
    answer({"wrong": changed_files(given["files"])})


def changed_files(files: Sequence[Sequence[str]]) -> list[str]:
    """A sentence for each [path, SHA-256] that does not stand here as it was written."""
    return [why for path, sha in files if (why := how_it_differs(os.path.expanduser(path), sha))]


def how_it_differs(path: str, sha: str) -> str | None:
    """What is wrong with a file that was written here a moment ago; None where it stands as it was written."""
    try:
        with open(path, "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        return f"{path} is not to be seen where the daemon starts: {error.strerror}"
    return None if found == sha else f"{path} is not what was written: its hash is {found[:12]}, not {sha[:12]}"


def wait_for_ports(ports: Sequence[tuple[str, int]], seconds: float) -> tuple[str, int] | None:
    """The first [address, port] that cannot be bound the way MindIE does it, after that time; None when all can."""
    until = time.monotonic() + seconds
    for address, port in ports:
        while True:
            with socket.socket() as s:
                try:
                    s.bind((address, port))
                    break
                except OSError:
                    if time.monotonic() > until:
                        return address, port
            time.sleep(TICK_S)
    return None


def is_mapped(path: str) -> bool:
    """Whether a process has it mapped, as far as we may look: an orphan, or one beside us that shares /dev/shm."""
    for maps in glob.glob("/proc/[0-9]*/maps"):
        try:
            with open(maps, "rb") as file:
                if os.fsencode(path) in file.read():
                    return True
        except OSError:
            continue
    return False
