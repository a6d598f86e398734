"""The processes of a demo fleet: found by the folder in their environment, ended by pid and start time."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path

MARK = "MINDIE_DEMO_NODE"
"""The variable that holds a node's folder, in the environment of everything that runs on this node."""

BELONGS_TO = "MINDIE_DEMO_BELONGS_TO"
"""Handed on to a node's processes where it is set: a caller's own mark, by which it finds all that it has started."""


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    start_time: int
    """Clock ticks after boot: with the pid it names one process for ever."""
    command: str

    def send(self, number: int) -> None:
        """A signal to this process, and never to another one that was given its pid since."""
        if start_time(self.pid) == self.start_time:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass


def start_time(pid: int) -> int | None:
    """Clock ticks after boot at which this pid started; None when it does not exist, or is a zombie."""
    try:
        after_name = (
            Path(f"/proc/{pid}/task/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return None
    return None if after_name[0] in "ZX" else int(after_name[19])


def running(folder: Path, *, inside: bool = False) -> list[Process]:
    """Every process of the nodes whose folders are in `folder`; `inside`: only those in a container."""
    mark = f"{MARK}={folder}/".encode()
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            environment = Path(f"/proc/{entry}/environ").read_bytes()
            if mark not in environment or (inside and b"MINDIE_DEMO_CONTAINER=" not in environment):
                continue
            words = Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        started = start_time(int(entry))
        if started is not None:
            found.append(Process(int(entry), started, words.decode("utf-8", "replace").strip()))
    return found


async def end_all(folder: Path, *, patience: float = 3.0) -> None:
    """TERM to all of them, KILL to those that are still there after `patience` seconds; returns when none is left."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGKILL):
        until = loop.time() + patience
        told: set[tuple[int, int]] = set()
        while left := running(folder):
            for process in left:  # one may have been born while the others were told
                if (process.pid, process.start_time) not in told:
                    told.add((process.pid, process.start_time))
                    process.send(number)
            if loop.time() > until:
                break
            await asyncio.sleep(0.05)
        else:
            return
