"""The event loop's worst stall while the wizard walks the demo, and its first frame against an empty Textual app.

Stall: the real app under Textual's Pilot on a demo fleet of two nodes in a process of its own, from the probe to the
report; a task that sleeps 5 ms at a time notes by how much each sleep came late, the largest is the stall. One walk,
because it takes the better part of a minute; the figure is the worst of all of them, not a median.
First frame: from the start of a new interpreter to the end of the first refresh, the wizard on a demo profile against
`App()` with nothing in it, in a headless terminal of 120x36; rounds interleaved, the reference measured twice. Byte
code is there for both, as where the wizard is installed: it is made once, in a folder of its own.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks import figure

ROUNDS = 7
FIRST_FRAME = """
import sys, time
{start}
class Timed(type(app)):
    def on_mount(self):
        self.call_after_refresh(self.exit)
app.__class__ = Timed
app.run(headless=True, size=(120, 36))
"""
EMPTY = "from textual.app import App\napp = App()"
WIZARD = """
import gc
gc.disable()  # as __main__ does; the app turns it on again
from mindie_tui.remote.session.session import Session
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui.app import MindieApp
loaded = profiles.load("a3-double")
app = MindieApp(Session(loaded.deployment), loaded)
"""


def started(code: str, byte_code: str) -> float:
    """Seconds from exec to the end of the first frame and a clean exit; `byte_code` is the folder of the .pyc files."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", FIRST_FRAME.format(start=code)],
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment | {"PYTHONPYCACHEPREFIX": byte_code},
    )
    return time.perf_counter() - began


class Stall:
    """How late the loop was, at worst, in milliseconds."""

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self.late: list[float] = []

    async def watch(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(0.005)
            late = (time.perf_counter() - asked - 0.005) * 1000
            self.late.append(late)
            self.worst_ms = max(self.worst_ms, late)


async def walk() -> Stall:
    """The walk of the tests, watched."""
    from tests.kit.walk import demo_process, walked

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
    times: dict[str, list[float]] = {"empty": [], "wizard": [], "again": []}
    with tempfile.TemporaryDirectory() as byte_code:
        started(WIZARD, byte_code)
        for _ in range(ROUNDS):
            for name, code in (("empty", EMPTY), ("wizard", WIZARD), ("again", EMPTY)):
                times[name].append(started(code, byte_code))
    empty, wizard, again = (statistics.median(times[name]) for name in ("empty", "wizard", "again"))
    figure("loop.first_frame_ratio", wizard / empty, "<= 1.5", f"an empty Textual app, {empty * 1000:.0f} ms")
    figure("loop.noise_ratio", again / empty, "<= 1.1", "the reference measured twice")
