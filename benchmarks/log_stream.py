"""Sixteen logs followed at once, against sixteen parallel `ssh host cat | wc -l` and against a `readline` loop.

Method: a real sshd on loopback, sixteen names of it, a connection each. Ours: the followers of all nodes stand on an
empty log, as the wizard starts them; timed from the moment the log has its lines until each has them in a spool on
disk. ssh: OpenSSH over masters that stand already, so that neither side pays a login. readline: asyncssh's own text
stream, line by line, of a file ten times shorter, its lines only counted. Lines of about 120 characters; five rounds,
interleaved, medians; ssh twice a round for the noise floor. The stall is how late a sleep of 5 ms came at worst while
ours ran, the longest turn what the loop worked between two of them, by this process's own CPU seconds.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks import figure
from benchmarks.loop import Stall
from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.node import Node
from mindie_tui.remote.launch.log.followed_files import STOOD, Kept, follow_pieces, follower
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.runs.run import Run
from tests.kit.servers import Site, sshd

if TYPE_CHECKING:
    from asyncssh import SSHClientConnection

NODES, LINES, FEWER, ROUNDS = 16, 50_000, 10, 5
NAMES = tuple(f"n{n}" for n in range(NODES))


async def ours(fleet: Fleet, log: Path, lines: bytes, run: Run, stall: Stall) -> float:
    """Every node's log into a spool of its own; lines a second."""
    standing = asyncio.Semaphore(0)

    async def one(name: str) -> None:
        kept = Kept(run, name, "service", str(log))
        async with aclosing(
            follow_pieces(follower([kept.path], (), [kept], STOOD, None), fleet.inside(name))
        ) as answers:
            async for what, chunk in answers:
                standing.release()
                if chunk:
                    kept.stands(what["inode"], what["at"])
                    kept.spool.append(chunk)
                if kept.offset >= len(lines):
                    break
                await asyncio.sleep(0)  # as Logs does
        assert len(kept.spool) == LINES

    log.touch()
    reading = [asyncio.ensure_future(one(name)) for name in NAMES]
    for _ in NAMES:
        await standing.acquire()
    watching = asyncio.ensure_future(stall.watch())
    log.write_bytes(lines)
    began = perf_counter()
    await asyncio.gather(*reading)
    took = perf_counter() - began
    watching.cancel()
    run.close()
    return NODES * LINES / took


async def theirs(log: Path, folder: Path) -> None:
    """Parallel ssh, over masters that stand."""

    async def one(name: str) -> None:
        process = await asyncio.create_subprocess_shell(
            f"ssh -S {folder}/{name} -F {folder}/ssh_config {name} cat {log} | wc -l", stdout=subprocess.PIPE
        )
        assert int((await process.communicate())[0]) == LINES

    await asyncio.gather(*map(one, NAMES))


async def by_line(connections: list[SSHClientConnection], log: Path) -> None:
    """What a first attempt would write."""

    async def one(connection: SSHClientConnection) -> None:
        async with connection.create_process(f"cat {log}") as process:
            count = 0
            while await process.stdout.readline():
                count += 1
        assert count == LINES // FEWER

    await asyncio.gather(*map(one, connections))


async def master(site: Site, folder: Path, name: str, ends: AsyncExitStack) -> None:
    """An OpenSSH master that stands, a child of ours so that it ends with us."""
    process = await asyncio.create_subprocess_exec(
        *("ssh", "-MN", "-S", f"{folder}/{name}", "-F", str(site.config), name),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    async def end() -> None:
        if process.returncode is None:
            process.terminate()
        await process.wait()

    ends.push_async_callback(end)
    async with asyncio.timeout(10):
        while not (folder / name).exists():
            await asyncio.sleep(0.01)


async def timed(work: Callable[[], Awaitable[None]], lines: int) -> float:
    """Lines a second."""
    began = perf_counter()
    await work()
    return NODES * lines / (perf_counter() - began)


class Turns(Stall):
    """Besides how late the loop was: what it worked in one turn at most."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0

    async def watch(self) -> None:
        beside = asyncio.ensure_future(super().watch())
        try:
            while True:
                before = process_time()
                await asyncio.sleep(0)
                self.longest_ms = max(self.longest_ms, (process_time() - before) * 1000)
        finally:
            beside.cancel()


async def measured(folder: Path) -> tuple[dict[str, list[float]], Turns]:
    """Lines a second of each in each round, and how the loop did meanwhile."""
    import asyncssh

    site, stall = Site(folder), Turns()
    log, short = folder / "service.log", folder / "short.log"
    head = "[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [grpc_communicator.cpp:203] a batch, number "
    lines = "".join(f"{head}{n}\n" for n in range(LINES)).encode()
    log.write_bytes(lines)
    short.write_text("".join(f"{head}{n}\n" for n in range(LINES // FEWER)))
    rates: dict[str, list[float]] = {"ours": [], "ssh": [], "again": [], "readline": []}
    async with sshd(site, "MaxStartups 100:30:200") as server, AsyncExitStack() as ends:
        for name in NAMES:
            site.host(name, server.port)
        for name in NAMES:
            await master(site, folder, name, ends)
        fleet = Fleet([Node(name=name, host=name) for name in NAMES], Container(engine="none"), Access(site.config))
        ends.push_async_callback(fleet.close)
        async for _ in fleet.connect():
            pass
        connections = [await ends.enter_async_context(asyncssh.connect(n, config=[str(site.config)])) for n in NAMES]
        for n in range(ROUNDS):
            run = Run.create(Deployment(), [], root=folder / f"round-{n}")
            rates["ours"].append(await ours(fleet, folder / f"{n}.log", lines, run, stall))
            rates["ssh"].append(await timed(lambda: theirs(log, folder), LINES))
            rates["readline"].append(await timed(lambda: by_line(connections, short), LINES // FEWER))
            rates["again"].append(await timed(lambda: theirs(log, folder), LINES))
    return rates, stall


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        rates, stall = asyncio.run(asyncio.wait_for(measured(Path(folder)), 120))
    own, ssh, again, line = (median(rates[name]) for name in ("ours", "ssh", "again", "readline"))
    figure("log_stream.ssh_ratio", own / ssh, ">= 1.0", f"{NODES} x ssh cat | wc -l, {ssh:,.0f} lines/s")
    figure("log_stream.readline_ratio", own / line, ">= 5", f"a readline loop, {line:,.0f} lines/s", digits=1)
    figure("log_stream.noise_ratio", again / ssh, "<= 1.1", "the reference measured twice")
    figure("log_stream.longest_turn_ms", stall.longest_ms, "<= 60", "CPU of one turn of the loop at most", digits=0)
    figure("log_stream.worst_stall_ms", stall.worst_ms, "<= 60", "a sleep of 5 ms while all are read", digits=0)


if __name__ == "__main__":
    main()
