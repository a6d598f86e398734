"""From a key to its paint while sixteen nodes log 2,000 lines a second each, and while one floods 100 MB.

Method: the log view of sixteen spools under Textual's Pilot, 120x36; a task appends 200 lines of about 120 characters
to each spool ten times a second, and the view pulls as it does in the wizard. 300 keys in turn (up, down, page up,
follow), 20 ms apart; the time from the key to the end of the first paint after it, by a hook on the screen's refresh;
p99 of all. The reference is the same with silent spools. Everything runs in one process on one loop, as the wizard
does; the bytes are written to disk, but no SSH is decrypted here.
Flood: one node behind a real sshd, followed as in a launch, its errors looked for; `cat` appends 100 MB to its log at
once, and the same keys are pressed, 20 ms apart, until all of it is here. The figures are of those keys.
"""

from __future__ import annotations

import asyncio
import shlex
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from rich.console import RenderableType
from textual.app import App, ComposeResult
from textual.screen import Screen

from benchmarks import figure
from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui import themes
from mindie_tui.tui.launch.log.view import LogView
from tests.kit.near_logs import following, writers
from tests.kit.servers import Site, sshd
from tests.kit.waiting import until

NODES, HZ, LINES = 16, 10, 200
KEYS = 300
FLOOD = 100_000_000
TURN = ("up", "down", "pageup", "end")


class Painted(App[None]):
    """The log alone; `painted` is set at each paint."""

    def __init__(self, spools: dict[str, Spool]) -> None:
        super().__init__()
        self.view = LogView(spools.get)
        self.painted = asyncio.Event()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.variables(themes.complete({}))

    def compose(self) -> ComposeResult:
        yield self.view

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self.painted.set()


async def grown(spools: dict[str, Spool]) -> None:
    """2,000 lines a second on each node."""
    head = b"[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [grpc_communicator.cpp:203] a batch, number "
    loop, n = asyncio.get_running_loop(), 0
    due = loop.time()
    while True:
        for spool in spools.values():
            spool.append(b"".join(b"%s%d\n" % (head, n + k) for k in range(LINES)))
            await asyncio.sleep(0)
        n += LINES
        due += 1 / HZ
        await asyncio.sleep(max(due - loop.time(), 0))


async def keyed(folder: Path, *, loud: bool) -> tuple[list[float], int]:
    """Milliseconds of each key, and the lines that came meanwhile."""
    folder.mkdir()
    spools = {f"a3-{n:02d}": Spool(folder / f"{n}.log") for n in range(1, NODES + 1)}
    for spool in spools.values():
        spool.append(b"a line that stood before\n" * 500)
    app, took = Painted(spools), []
    async with app.run_test(size=(120, 36)) as pilot:
        app.view.show_nodes(tuple(spools))
        app.view.focus()
        await pilot.pause(0.3)
        growing = asyncio.ensure_future(grown(spools)) if loud else None
        for n in range(KEYS):
            app.painted.clear()
            began = perf_counter()
            app.simulate_key(TURN[n % len(TURN)])
            await app.painted.wait()
            took.append((perf_counter() - began) * 1000)
            await asyncio.sleep(0.02)
        if growing is not None:
            growing.cancel()
    lines = sum(len(spool) for spool in spools.values())
    for spool in spools.values():
        spool.close()
    return took, lines


async def flooded(folder: Path) -> tuple[list[float], float, float]:
    """Milliseconds of each key, MB a second that came, and the seconds of the flood."""
    folder.mkdir()
    site, head = Site(folder / "site"), b"[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [x.cpp:203] a batch "
    flood = folder / "flood"
    with flood.open("wb") as file:
        for first in range(0, FLOOD // 80, 50_000):
            file.write(b"".join(b"%s%07d\n" % (head, n) for n in range(first, first + 50_000)))
    took: list[float] = []
    async with sshd(site) as server, AsyncExitStack() as ends:
        site.host("a3-01", server.port)
        made = await ends.enter_async_context(writers(folder, ("a3-01",), site.config))
        await made.write("a3-01", 100)
        spool = made.run.spool("a3-01")
        app = Painted({"a3-01": spool})
        async with app.run_test(size=(120, 36)) as pilot, following(made, ("a3-01",)):
            app.view.show_nodes(("a3-01",))
            app.view.focus()
            await until(lambda: len(spool) > 200)
            await pilot.pause(0.3)
            command = f"cat {shlex.quote(str(flood))} >> {shlex.quote(str(made.log('a3-01')))}"
            cat = await asyncio.create_subprocess_shell(command)
            goal, began, n = spool.size + flood.stat().st_size, perf_counter(), 0
            while spool.size < goal:
                app.painted.clear()
                pressed = perf_counter()
                app.simulate_key(TURN[n % len(TURN)])
                await app.painted.wait()
                took.append((perf_counter() - pressed) * 1000)
                n += 1
                await asyncio.sleep(0.02)
            seconds = perf_counter() - began
            await cat.wait()
    return took, FLOOD / 1e6 / seconds, seconds


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        silent, _ = asyncio.run(asyncio.wait_for(keyed(Path(folder) / "silent", loud=False), 25))
        began = perf_counter()
        loud, lines = asyncio.run(asyncio.wait_for(keyed(Path(folder) / "loud", loud=True), 30))
        rate = lines / (perf_counter() - began)
        flood, speed, seconds = asyncio.run(asyncio.wait_for(flooded(Path(folder) / "flood"), 60))
    p99, quiet = (quantiles(times, n=100)[98] for times in (loud, silent))
    figure("keys.p99_ms", p99, "<= 100", f"{NODES} nodes, {rate:,.0f} lines/s came in all", digits=1)
    figure("keys.median_ms", median(loud), "<= 30", "the same", digits=1)
    figure("keys.p99_ratio", p99 / quiet, "<= 5", f"the same keys over silent spools, p99 {quiet:.1f} ms", digits=1)
    said = f"{len(flood)} keys while {FLOOD // 10**6} MB came in {seconds:.1f} s"
    figure("keys.flood_p99_ms", quantiles(flood, n=100)[98], "<= 100", said, digits=1)
    silence = f"the same keys over silent spools, p99 {quiet:.1f} ms"
    figure("keys.flood_p99_ratio", quantiles(flood, n=100)[98] / quiet, "<= 5", silence, digits=1)
    figure("keys.flood_median_ms", median(flood), "<= 30", "the same", digits=1)
    figure("keys.flood_mb_per_s", speed, ">= 10", "what came meanwhile, decrypted, kept, errors looked for", digits=0)


if __name__ == "__main__":
    main()
