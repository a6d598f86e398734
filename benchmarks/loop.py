"""The event loop's worst stall while the wizard walks the demo, and its first frame against an empty Textual app.

Stall: the real app under Textual's Pilot on a demo fleet of two nodes in a process of its own, from the probe to the
report; a task that sleeps 5 ms at a time notes by how much each sleep came late, the largest is the stall. One walk,
because it takes the better part of a minute; the figure is the worst of all of them, not a median.
First frame: from the start of a new interpreter to the first bytes with a ground of the theme, on a terminal of 120x36:
`mindie-tui --profile a3-double`, whose frame is painted before the wizard is imported, against `App()` with nothing in
it. Own frame: the same to the wizard's own, with the profile in it. Rounds interleaved, the reference measured twice;
wall time and, because it is steadier, the CPU time of the process up to then. Byte code is there for both, as where
the wizard is installed: it is made once, in a folder of its own.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import figure

ROUNDS = 7
GROUND = b"48;2;"
EMPTY = ("-c", "from textual.app import App; App().run()")
WIZARD = ("-m", "mindie_tui", "--profile", "a3-double")
STARTS = {"empty": (EMPTY, GROUND), "first": (WIZARD, GROUND), "own": (WIZARD, b"a3-double"), "again": (EMPTY, GROUND)}


def started(words: Sequence[str], mark: bytes, folder: str) -> tuple[float, float]:
    """Seconds from exec to a frame with `mark`, by the clock and of CPU; `folder`: of byte code and of the state."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": folder, "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    began, seen = time.perf_counter(), b""
    process = subprocess.Popen(
        [sys.executable, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    try:
        while mark not in seen:
            seen += os.read(ours, 1 << 16)
        took = time.perf_counter() - began
        user, system = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
    return took, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Stall:
    """How late the loop was, at worst, in milliseconds."""

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self.late: list[float] = []
        self.worked: list[float] = []
        """CPU milliseconds of the loop's thread from one sleep's end to the next: no other process is in them."""

    async def watch(self) -> None:
        while True:
            asked, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            late = (time.perf_counter() - asked - 0.005) * 1000
            self.late.append(late)
            self.worked.append((time.thread_time() - worked) * 1000)
            self.worst_ms = max(self.worst_ms, late)


async def walk() -> Stall:
    """The walk of the tests, watched."""
    from tests.kit.walk import demo_process, walked

    gc.disable()  # as __main__ does; the app turns it on again
    stall = Stall()
    async with demo_process(nodes=2, speed=10) as fleet:
        watching = asyncio.ensure_future(stall.watch())
        try:
            async with walked(fleet, upto="report"):
                pass
        finally:
            watching.cancel()
    return stall


def main() -> None:
    """Print the figures."""
    stall = asyncio.run(walk())
    figure("loop.worst_stall_ms", stall.worst_ms, "<= 100", "a sleep of 5 ms, two nodes, all six steps", digits=0)
    p99 = statistics.quantiles(stall.late, n=100)[98]
    figure("loop.p99_late_ms", p99, "<= 20", "the same", digits=1)
    figure("loop.worst_stall_cpu_ms", max(stall.worked), "<= 100", "the same, CPU of the loop's thread", digits=0)
    p99 = statistics.quantiles(stall.worked, n=100)[98]
    figure("loop.p99_cpu_ms", p99, "<= 20", "the same, CPU of the loop's thread", digits=1)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in STARTS}
    with tempfile.TemporaryDirectory() as folder:
        for words, mark in STARTS.values():
            started(words, mark, folder)
        for _ in range(ROUNDS):
            for name, (words, mark) in STARTS.items():
                times[name].append(started(words, mark, folder))
    for at, clock in enumerate(("", "cpu_")):
        empty, first, own, again = (statistics.median(one[at] for one in times[name]) for name in STARTS)
        note = f"an empty Textual app, {empty * 1000:.0f} ms"
        figure(f"loop.first_frame_{clock}ratio", first / empty, "<= 1.5", note)
        figure(f"loop.own_frame_{clock}ratio", own / empty, "<= 1.5", "the same, to the frame with the profile in it")
        figure(f"loop.noise_{clock}ratio", again / empty, "<= 1.1", "the reference measured twice")
