"""The keeper of a point: a process that starts ais_bench, waits for it and writes exit.json.

ais_bench leads a process group of its own with SIGINT as it was meant (a shell's background job ignores it) and
outlives the connection. Its children run on at full load where it alone is killed, so a group is ended as a group, and
what its leader leaves behind is ended before exit.json is written. Where `stopped` gives it the time, the keeper then
has AISBench make the tables of what was done (`command.sh --reuse`), before exit.json says that all is over.
"""

from __future__ import annotations

import glob
import json
import os
import signal
import subprocess
from collections.abc import Mapping

from mindie_tui.on_node.bench.group import PointRecord, end_group, started_at, wait_until_gone
from mindie_tui.on_node.shared.small_files import read_json, write_json

LINGER_S = 3.0
"""Seconds in which what a leader left behind at its end may end by itself."""


def start_keeper(folder: str, more: list[str], env: Mapping[str, str] | None) -> dict[str, object]:
    """Fork the keeper; it starts `command.sh` with the words `more`, says through a pipe who it is, and waits."""
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            os.close(read)
            keep(folder, write, more, dict(os.environ, **(env or {})))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read()
    if text:
        record: dict[str, object] = json.loads(text)
        return record
    return {"error": "it could not be started in " + folder, "do": "see the node's dmesg"}


def keep(folder: str, pipe: int, more: list[str], env: Mapping[str, str]) -> None:
    """What the keeper does, from its birth to exit.json."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    log = os.open(os.path.join(folder, "output.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    process = run_command(folder, more, log, env)
    record: PointRecord = {
        "folder": folder,
        "pid": process.pid,
        "start_time": started_at(process.pid),
        "session": os.getpid(),
        "keeper": os.getpid(),
        "keeper_start": started_at(os.getpid()),
    }
    write_json(os.path.join(folder, "bench.json"), record)
    os.write(pipe, json.dumps(record).encode())
    os.close(pipe)
    status = process.wait()
    stopped = os.path.join(folder, "stopped")
    if not os.path.exists(stopped) and (status < 0 or not wait_until_gone(record, LINGER_S)):
        end_group(record)  # where it was stopped, the one who stops it ends the group
    order = read_json(stopped)
    tables_s = order.get("tables_s", 0) if isinstance(order, dict) else 0
    if tables_s and has_requests(folder) and wait_until_gone(record):
        make_tables(record, log, tables_s, env)
    write_json(os.path.join(folder, "exit.json"), {"exit": status})


def run_command(folder: str, more: list[str], log: int, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """command.sh of the folder, as the leader of a group of its own in this session."""
    return subprocess.Popen(
        ["bash", os.path.join(folder, "command.sh"), *more],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=folder,
        env=env,
        preexec_fn=become_leader,
    )


def become_leader() -> None:
    """Lead a process group, with the signals as a terminal's program has them."""
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def has_requests(folder: str) -> bool:
    """Whether a request was written: without one --reuse has nothing to make tables of."""
    at = os.path.join(folder, "out", "*", "performances", "*")
    found = glob.glob(os.path.join(at, "tmp", "*.jsonl")) + glob.glob(os.path.join(at, "*_details.jsonl"))
    return any(os.path.getsize(path) for path in found)


def make_tables(record: PointRecord, log: int, tables_s: float, env: Mapping[str, str]) -> None:
    """A group of its own in the keeper's session, ended when its time is over."""
    process = run_command(record["folder"], ["--reuse"], log, env)
    again: PointRecord = {**record, "reuse": process.pid}
    write_json(os.path.join(record["folder"], "bench.json"), again)
    try:
        process.wait(tables_s)
    except subprocess.TimeoutExpired:
        end_group(again)
        process.wait()
