"""The processes of a point: ais_bench leads a process group of its own, and a keeper waits for it."""

from __future__ import annotations

import os
import signal
import time
from typing import TypedDict, cast

from mindie_tui.on_node.shared.proc import GROUP, SESSION, START_TIME, STATE, fields_of, living, pids
from mindie_tui.on_node.shared.small_files import read_json

TERM_S = 10.0
"""Seconds that a group has to end after TERM, and again after KILL."""


class PointRecord(TypedDict, total=False):
    """bench.json of a point's folder."""

    folder: str
    pid: int
    start_time: int
    """Of `pid`, in clock ticks after boot, as `keeper_start` is of `keeper`."""
    session: int
    keeper: int
    keeper_start: int
    reuse: int
    """The pid that makes the tables of a point that was stopped."""


def read_record(folder: str) -> PointRecord | None:
    """The record of a point; None where there is none."""
    value = read_json(os.path.join(folder, "bench.json"))
    return cast("PointRecord", value) if isinstance(value, dict) else None


def started_at(pid: int) -> int:
    """Clock ticks after boot, of a zombie too; 0 where there is no such process."""
    fields = fields_of(pid)
    return int(fields[START_TIME]) if fields else 0


def keeper_lives(record: PointRecord) -> bool:
    """Whether the keeper of a started point is alive."""
    fields = fields_of(record.get("keeper", record["session"]))
    if not fields or fields[STATE] == "Z" or fields[SESSION] != str(record["session"]):
        return False
    return "keeper_start" not in record or fields[START_TIME] == str(record["keeper_start"])


def leader_lives(record: PointRecord) -> bool:
    """Whether the process that was started is alive, or the one that makes the tables."""
    return any(living(pid) for pid in (record["pid"], record.get("reuse", record["pid"])))


def members(record: PointRecord) -> list[int]:
    """Processes that we started: of our group and session, so no stranger who got the number; of our whole session
    while its keeper lives, so one that left the group is seen, too."""
    ours = keeper_lives(record)
    groups = {str(record["pid"]), str(record.get("reuse", record["pid"]))}
    leader = fields_of(record["pid"])
    if leader and leader[START_TIME] != str(record["start_time"]):
        groups.discard(str(record["pid"]))  # the number was given to another process, so that group is gone
        ours = False
    found = []
    for pid in pids():
        fields = fields_of(pid)
        if (
            fields
            and fields[STATE] != "Z"
            and fields[SESSION] == str(record["session"])
            and pid != record.get("keeper")
        ):
            found += [pid] if ours or fields[GROUP] in groups else []
    return found


def wait_until_gone(record: PointRecord, seconds: float = 2 * TERM_S + 5) -> bool:
    """Wait for the rest of the group: what still writes would write beside the tables. Whether all have ended."""
    until = time.monotonic() + seconds
    while members(record) and time.monotonic() < until:
        time.sleep(0.05)
    return not members(record)


def end_group(record: PointRecord, term_s: float = TERM_S) -> str:
    """TERM, after `term_s` KILL. By what they ended."""
    for number, how in ((signal.SIGTERM, "TERM"), (signal.SIGKILL, "KILL")):
        for pid in members(record):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        until = time.monotonic() + term_s
        while time.monotonic() < until:
            if not members(record):
                return how
            time.sleep(0.05)
    return "it would not end"
