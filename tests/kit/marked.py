"""Processes known by a variable of their environment, which children inherit: who is still there, and what it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.demo.processes import BELONGS_TO, start_time

NAME = BELONGS_TO


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    command: str

    def __str__(self) -> str:
        return f"{self.pid} {self.command}"


def below(name: str) -> str:
    """A mark for a part of what belongs to this process's own mark."""
    return "/".join(filter(None, (os.environ.get(NAME), name)))


def running(mark: str) -> list[Process]:
    """Every live process that belongs to `mark`, or to a mark below it. This process itself is left out."""
    exact, inside = f"{NAME}={mark}".encode(), f"{NAME}={mark}/".encode()
    found = []
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()):
        values = _read(pid, "environ")
        if any(value == exact or value.startswith(inside) for value in values) and start_time(pid) is not None:
            command = b" ".join(_read(pid, "cmdline")).decode("utf-8", "replace").strip()
            found.append(Process(pid, command[:300]))
    return found


def _read(pid: int, name: str) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is another user's
        return []
