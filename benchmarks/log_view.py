"""The log view against Textual's Log: lines that a second takes in at 20 Hz, and what a million lines more weigh.

Method: a headless app of 120x36, one node, lines of about 120 characters. CPU seconds of this process for a batch and
its paint, with batches of 1,000 and of 60,000; the difference gives what a line costs and what is left is the paint
(ours looks at up to 600 new lines one by one and at no more: both sizes are beyond). At 20 Hz a second takes in
(1 - 20 x paint) / line. Textual's Log gets `write_lines` with `max_lines=10_000` (without a limit it is slower and
keeps everything in memory), the lines decoded and split before; ours gets the bytes as they come from a node, the
writing to a spool on disk paid, looks for error lines besides, and keeps everything. Five rounds, interleaved, medians;
Textual's Log twice for the noise floor. Memory: what a million lines more add to the resident set, all of them
reachable.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

from textual.app import App, ComposeResult
from textual.widgets import Log

from benchmarks import figure
from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui import themes
from mindie_tui.tui.launch.log.view import LogView

ROUNDS = 5
SMALL, LARGE, BATCHES = 1_000, 60_000, 6
HZ = 20
MANY = 1_000_000


def batch(n: int, count: int) -> list[str]:
    """Lines as MindIE writes them, each another."""
    head = "[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [grpc_communicator.cpp:203] "
    return [f"{head}request {n * count + k} took a batch of {k} tokens" for k in range(count)]


class Timed(App[None]):
    """One widget on a screen of its own."""

    def __init__(self, widget: Log | LogView) -> None:
        super().__init__()
        self.widget = widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.variables(themes.complete({}))

    def compose(self) -> ComposeResult:
        yield self.widget


async def theirs(batches: list[list[str]]) -> float:
    """CPU seconds of a batch in Textual's Log."""
    log = Log(max_lines=10_000)
    async with Timed(log).run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        began = process_time()
        for lines in batches:
            log.write_lines(lines)
            await pilot.pause()
        return (process_time() - began) / len(batches)


async def ours(batches: list[bytes], count: int, folder: Path) -> float:
    """CPU seconds of a batch in our own."""
    spool = Spool(folder / "service.log")
    view = LogView({"a3-01": spool}.get)
    async with Timed(view).run_test(size=(120, 36)) as pilot:
        view.show_nodes(("a3-01",))
        view.sleep(True)  # pulled by hand, once a batch
        await pilot.pause()
        began = process_time()
        for lines in batches:
            spool.append(lines)
            view.pull()
            await pilot.pause()
        took = process_time() - began
        view.pull()
        assert view.line_count == count * len(batches)
    spool.close()
    return took / len(batches)


def capacity(small: float, large: float) -> float:
    """Lines a second at 20 Hz, from the seconds of a small and of a large batch."""
    line = (large - small) / (LARGE - SMALL)
    return (1 - HZ * (small - SMALL * line)) / line


async def kept(folder: Path) -> float:
    """MB that a million lines add."""
    spool = Spool(folder / "many.log")
    view = LogView({"a3-01": spool}.get)
    async with Timed(view).run_test(size=(120, 36)) as pilot:
        view.show_nodes(("a3-01",))
        data = "".join(f"{line}\n" for line in batch(0, LARGE)).encode()
        spool.append(data)
        view.pull()
        await pilot.pause()
        before = resident()
        for _ in range(MANY // LARGE):
            spool.append(data)
            view.pull()
            await pilot.pause()
        after = resident()
    spool.close()
    return after - before


def resident() -> float:
    """MB of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main() -> None:
    """Print the figures."""
    sizes = {size: [batch(n, size) for n in range(BATCHES)] for size in (SMALL, LARGE)}
    took: dict[tuple[str, int], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for n in range(ROUNDS):
            for size, batches in sizes.items():
                data = [("\n".join(lines) + "\n").encode() for lines in batches]
                (place := Path(folder) / f"{n}-{size}").mkdir()
                for name in ("theirs", "ours", "again"):
                    seconds = asyncio.run(ours(data, size, place) if name == "ours" else theirs(batches))
                    took.setdefault((name, size), []).append(seconds)
        memory = asyncio.run(kept(Path(folder)))
    log, own, again = (
        capacity(median(took[name, SMALL]), median(took[name, LARGE])) for name in ("theirs", "ours", "again")
    )
    figure("log_view.lines_ratio", own / log, ">= 4", f"textual's Log, {log:,.0f} lines/s at 20 Hz", digits=1)
    figure("log_view.noise_ratio", again / log, "<= 1.1", "the reference measured twice")
    figure("log_view.lines_per_s", own, ">= 600 000", "a second of one core at 20 Hz", digits=0)
    figure("log_view.memory_mb", memory, "<= 20", "a million lines more", digits=1)


if __name__ == "__main__":
    main()
