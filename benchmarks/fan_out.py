"""One command on 60 nodes, cold and warm, against OpenSSH with the same key exchange and cipher.

One real sshd with its default MaxStartups on the wildcard address, reached as 127.0.1.1 to 127.0.1.60; one
configuration for both (curve25519-sha256, aes128-gcm). Cold: from the first connect to the last answer, our imports
paid; `process`: the same as a process of its own. The reference is `xargs -P60 ssh`; a login that sshd drops is tried
again there too, because ssh does not do so by itself and would be faster by the nodes that it loses. Warm: 60 open
connections against 60 ControlMasters. The stall: how late the loop was at worst while all log in. Five rounds,
interleaved, medians, the references measured twice.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from benchmarks import figure
from mindie_tui.model.deployment import Container
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from tests.kit.servers import Site, sshd

NODES, ROUNDS = 60, 5
NAMES = [f"a3-{n:02d}" for n in range(1, NODES + 1)]
COMMAND = "echo in"
PROCESS = """
import asyncio, sys
from pathlib import Path
from benchmarks.fan_out import cold
asyncio.run(cold(Path(sys.argv[1])))
"""


@asynccontextmanager
async def sixty(folder: Path) -> AsyncIterator[Site]:
    """The sshd and the configuration; each address has a $HOME of its own below `folder`."""
    site, lines = Site(folder), []
    for n, name in enumerate(NAMES, 1):
        (folder / name).mkdir()
        lines += [f"Match LocalAddress 127.0.1.{n}", f"SetEnv HOME={folder / name} PATH={os.environ['PATH']} SHLVL=5"]
    async with sshd(site, *lines, address="0.0.0.0", known=False) as server:
        for n, name in enumerate(NAMES, 1):
            site.knows(server.port, server.host_key, f"127.0.1.{n}")
            site.host(name, server.port, address=f"127.0.1.{n}")
        with site.config.open("a") as out:
            out.write(
                "Host *\n  KexAlgorithms curve25519-sha256\n  Ciphers aes128-gcm@openssh.com\n  LogLevel QUIET\n"
                f"  ControlPath {folder}/cm-%n\n"
            )
        yield site


def fleet_of(config: Path) -> Fleet:
    nodes = [Node(name=name) for name in NAMES]
    return Fleet(nodes, Container(engine="none"), Access(config, login_timeout=60))


async def answered(fleet: Fleet) -> float:
    """Seconds until every node has answered."""

    async def one(name: str) -> AsyncGenerator[ev.Event, None]:
        async for event in fleet.connect_one(name):
            yield event
        done = await fleet.host(name).run(sh(COMMAND))
        assert done.text == "in\n", done
        yield ev.ServiceStopped(name, "answered")

    began, good = time.perf_counter(), 0
    async with aclosing(fleet.each(NAMES, one)) as events:
        async for event in events:
            good += isinstance(event, ev.ServiceStopped)
    assert good == NODES, f"only {good} nodes answered"
    return time.perf_counter() - began


async def cold(config: Path) -> float:
    """Connect and ask, nothing open before."""
    fleet = fleet_of(config)
    took = await answered(fleet)
    await fleet.close()
    return took


async def stalled(config: Path) -> float:
    """Milliseconds that the loop was late at worst while sixty logins went on."""
    late = [0.0]

    async def beat() -> None:
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - due)

    beating = asyncio.create_task(beat())
    await cold(config)
    beating.cancel()
    return max(late) * 1000


def xargs(config: Path, *options: str) -> float:
    """The same by OpenSSH: 60 processes at once."""
    line = f'until ssh -F "{config}" {" ".join(options)} -n "$1" "{COMMAND}" >/dev/null 2>&1; do :; done'
    began = time.perf_counter()
    subprocess.run(
        ["xargs", "-P60", "-n1", "sh", "-c", line, "sh"], input="\n".join(NAMES).encode(), check=True, timeout=120
    )
    return time.perf_counter() - began


def process(config: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", PROCESS, str(config)], check=True, timeout=120)
    return time.perf_counter() - began


async def measured(folder: Path) -> dict[str, list[float]]:
    """Seconds of every round."""
    took: dict[str, list[float]] = {}
    async with sixty(folder) as site:
        masters, loop = ("-o", "ControlMaster=no"), asyncio.get_running_loop()
        without = ("-o", "ControlPath=none")
        # the sshd runs beside this process, so a wait that blocks this loop delays nobody
        await cold(site.config)
        warm = fleet_of(site.config)
        try:
            await answered(warm)
            await mastered(site.config)
            for _ in range(ROUNDS):
                for name, seconds in (
                    ("xargs", lambda: xargs(site.config, *without)),
                    ("process", lambda: process(site.config)),
                    ("again", lambda: xargs(site.config, *without)),
                    ("master", lambda: xargs(site.config, *masters)),
                    ("master_again", lambda: xargs(site.config, *masters)),
                ):
                    took.setdefault(name, []).append(await loop.run_in_executor(None, seconds))
                took.setdefault("cold", []).append(await cold(site.config))
                took.setdefault("stall", []).append(await stalled(site.config))
                took.setdefault("warm", []).append(await answered(warm))
        finally:
            closed(site.config)
            await warm.close()
    return took


async def mastered(config: Path) -> None:
    """A ControlMaster for each node; `closed` ends them."""
    for name in NAMES:
        line = ["ssh", "-F", str(config), "-M", "-N", "-f", name]
        await asyncio.to_thread(subprocess.run, line, check=True, timeout=60)


def closed(config: Path) -> None:
    """End the ControlMasters."""
    for name in NAMES:
        subprocess.run(["ssh", "-F", str(config), "-O", "exit", name], stderr=subprocess.DEVNULL)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(measured(Path(folder)))
    seen = {name: statistics.median(rounds) for name, rounds in took.items()}
    reference = f"xargs -P60 ssh, {seen['xargs']:.2f} s"
    figure("fan_out.cold_ratio", seen["cold"] / seen["xargs"], "<= 0.9", reference)
    figure("fan_out.worst_stall_ms", seen["stall"], "<= 60", "the loop while sixty log in, median of the worst")
    figure("fan_out.process_ratio", seen["process"] / seen["xargs"], "<= 1.3", reference)
    figure("fan_out.cold_noise_ratio", seen["again"] / seen["xargs"], "<= 1.1", "the reference measured twice")
    master = f"ControlMaster, {seen['master']:.2f} s"
    figure("fan_out.warm_ratio", seen["warm"] / seen["master"], "<= 0.5", master)
    figure("fan_out.warm_s", seen["warm"], "<= 0.2", "60 open connections")
    figure("fan_out.warm_noise_ratio", seen["master_again"] / seen["master"], "<= 1.1", "the reference measured twice")


if __name__ == "__main__":
    main()
