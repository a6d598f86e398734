"""Nodes whose logs grow, behind real OpenSSH servers: a writer a node stands for the service."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.node import Node
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.log.logs import Followed, Logs
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.runs.run import Run
from mindie_tui.store.runs.spool import Spool

WRITER = """
import os, signal, sys, time
path, rate, rotate = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
stop = []
signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
out, n, due = open(path, "ab", 0), 0, time.monotonic()
while not stop:
    line = b"[2025-11-25 17:50:00.000001] [240] [llm] [INFO] [x.cpp:1] line %d\\n"
    out.write(b"".join(line % k for k in range(n, n + 20)))
    n += 20
    if rotate and n % rotate == 0:
        os.rename(path, "%s.%d" % (path, n // rotate))
        out.close()
        out = open(path, "ab", 0)
    due += 20 / rate
    time.sleep(max(0, due - time.monotonic()))
with open(path + ".count", "w") as file:
    file.write(str(n))
"""
"""Numbered lines at a rate, into a new file every `rotate` lines, until TERM."""


OfNode = ev.NodeLost | ev.NodeBack | ev.LogTurned | ev.ServiceDied
"""What is counted by node."""


def start_time(pid: int) -> int:
    with open(f"/proc/{pid}/stat", "rb") as file:
        return int(file.read().rpartition(b")")[2].split()[19])


def children(pid: int | str) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            named = file.read().split()
    except OSError:
        return found
    for child in named:
        found += [int(child), *children(child)]
    return found


def tell(pids: Iterable[int], number: int) -> None:
    """A signal to each; one may have gone with another."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


class Writers:
    """The nodes' folders and what writes in them."""

    def __init__(self, folder: Path, names: Iterable[str], ssh_config: Path, timings: Timings = DEFAULT) -> None:
        self.folder = folder
        nodes = tuple(Node(name=name, host=name) for name in names)
        self.deployment = Deployment(nodes=nodes, container=Container(engine="none"))
        self.fleet = Fleet(nodes, self.deployment.container, Access(ssh_config), timings=timings)
        self.run = Run.create(self.deployment, [], root=folder / "runs")
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.events: list[ev.Event] = []

    def context(self) -> Context:
        return Context(self.deployment, Artefacts(config_text=""), {}, self.fleet, self.run, "li@jump")

    def log(self, name: str) -> Path:
        return self.folder / name / "service.log"

    async def write(self, name: str, rate: int, rotate: int = 0) -> None:
        self.log(name).parent.mkdir(exist_ok=True)
        self.processes[name] = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(self.log(name)), str(rate), str(rotate)
        )

    def followed(self, name: str) -> Followed:
        pid = self.processes[name].pid
        return Followed(name, str(self.log(name).parent), pid, start_time(pid))

    async def listen(self, logs: Logs) -> None:
        """Take the events as they come; run it as a task."""
        async for event in logs.events():
            self.events.append(event)

    def count(self, kind: type[OfNode], node: str) -> int:
        return sum(isinstance(event, kind) and event.node == node for event in self.events)

    async def ended(self, name: str) -> int:
        """Its writer stops; how many lines it wrote."""
        self.processes[name].send_signal(signal.SIGTERM)
        await self.processes[name].wait()
        return int(self.log(name).with_name("service.log.count").read_text())


@asynccontextmanager
async def writers(
    folder: Path, names: Iterable[str], ssh_config: Path, timings: Timings = DEFAULT
) -> AsyncGenerator[Writers, None]:
    made = Writers(folder, names, ssh_config, timings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(made.fleet.close)
        stack.callback(made.run.close)
        try:
            async for event in made.fleet.connect():
                assert event.name == "node.asked", event
            yield made
        finally:
            for process in made.processes.values():
                if process.returncode is None:
                    process.kill()
                await process.wait()


@asynccontextmanager
async def following(made: Writers, names: Iterable[str]) -> AsyncGenerator[Logs, None]:
    """The logs of these nodes, followed until the block ends."""
    logs = Logs(made.context())
    listening = asyncio.ensure_future(made.listen(logs))
    try:
        for name in names:
            logs.follow(made.followed(name))
        yield logs
    finally:
        listening.cancel()
        await logs.close()


def numbers(spool: Spool) -> list[int]:
    """The numbers of its lines, in order."""
    return [int(line.rpartition(b" ")[2]) for line in spool.path.read_bytes().split(b"\n") if line]


def died(made: Writers, name: str) -> Callable[[], bool]:
    return lambda: made.count(ev.ServiceDied, name) > 0
