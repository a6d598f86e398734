"""config.json, rank table and start script onto 60 nodes, verified, against the same bytes sent by OpenSSH.

The nodes are 127.0.1.1 to 127.0.1.60 of one real sshd with default MaxStartups, a config.json each; both sides have
open connections (ControlMaster there) and run on the same machine. Ours: the whole push of a launch (look at what
stands, keep it, write, fsync, rename, mode, read the hash back). The reference sends the same config.json by
`xargs -P60 ssh` to a shell that does it by hand: cp, cat, chmod, sync, mv, sha256sum. Five rounds, interleaved, every
round writes another config.json, medians, the reference measured twice. On this one machine sixty Pythons start for
ours: the ratio is mostly theirs; what counts over a network is the round trips.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import figure
from benchmarks.fan_out import NAMES, NODES, ROUNDS, answered, closed, fleet_of, mastered, sixty
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events.codec import FileWritten
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.node import Facts, Npu
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.files import push
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.runs.run import Run
from tests.kit.judged import made

BY_HAND = (
    'cd "$0" && cp config.json config.json.bak && cat > config.tmp && chmod 640 config.tmp && sync config.tmp && '
    "mv config.tmp config.json && sha256sum config.json"
)


class Nodes:
    """A folder each with a config.json, and what a launch knows of them."""

    def __init__(self, folder: Path, fleet: Fleet) -> None:
        import json

        self.fleet, self.runs = fleet, folder / "runs"
        self.home = {name: folder / "site" / name for name in NAMES}
        for home in self.home.values():
            (home / "config.json").write_text(json.dumps(made("a3-double").config, indent=4))
            (home / "config.json").chmod(0o640)

    def context(self, port: int) -> Context:
        """A launch with another port: so every config.json differs from what stands."""
        nodes = tuple({"name": name, "ip": f"127.0.1.{n}"} for n, name in enumerate(NAMES, 1))
        deployment = Deployment.model_validate(
            {
                "name": "sixty",
                "container": {"engine": "none"},
                "nodes": nodes,
                "parameters": {"ServerConfig": {"port": port}},
            }
        )
        facts = {name: self._facts(name) for name in NAMES}
        run = Run.create(deployment, [], root=self.runs)
        return Context(deployment, artefacts.of(deployment, facts, run=run.id), facts, self.fleet, run, "bench@here")

    def _facts(self, name: str) -> Facts:
        path = self.home[name] / "config.json"
        data = path.read_bytes()
        return Facts(
            node=name,
            npus=tuple(Npu(n, device_ip=f"10.1.0.{n}") for n in range(16)),
            config_path=str(path),
            config_text=data.decode(),
            config_sha256=hashlib.sha256(data).hexdigest(),
            home=str(self.home[name]),
            nic="lo",
            python=sys.executable,
            daemon="/opt/mindie/mindieservice_daemon",
        )


async def pushed(ctx: Context) -> float:
    """Seconds until all files stand on every node."""
    began = time.perf_counter()
    written = [event async for event in push(ctx) if isinstance(event, FileWritten)]
    took = time.perf_counter() - began
    configs = {event.sha256 for event in written if event.path.endswith("config.json")}
    assert len(configs) == 1 and sum(event.path.endswith("config.json") for event in written) == NODES
    return took


def by_hand(config: Path, nodes: Nodes, data: Path) -> float:
    """The same config.json by OpenSSH."""
    line = f"ssh -F '{config}' -o ControlMaster=no \"$1\" \"sh -c '{BY_HAND.replace(chr(34), '')}' '$2'\" < '{data}'"
    line = line.replace("$0", "\\$0") + " >/dev/null"
    began = time.perf_counter()
    pairs = "\n".join(f"{name} {nodes.home[name]}" for name in NAMES)
    subprocess.run(["xargs", "-P60", "-n2", "sh", "-c", line, "sh"], input=pairs.encode(), check=True, timeout=120)
    took = time.perf_counter() - began
    assert all((home / "config.json").read_bytes() == data.read_bytes() for home in nodes.home.values())
    return took


def round_trips(ctx: Context, before: int) -> float:
    """Commands that each node was sent, on average."""
    return (len(ctx.fleet.commands) - before) / NODES


async def measured(folder: Path) -> dict[str, list[float]]:
    """Seconds of every round."""
    took: dict[str, list[float]] = {"push": [], "ssh": [], "again": [], "trips": []}
    loop = asyncio.get_running_loop()
    async with sixty(folder / "site") as site:
        fleet = fleet_of(site.config)
        try:
            await answered(fleet)
            await mastered(site.config)
            nodes = Nodes(folder, fleet)
            for n in range(ROUNDS):
                ctx = nodes.context(1100 + n)
                sent = len(fleet.commands)
                took["push"].append(await pushed(ctx))
                took["trips"].append(round_trips(ctx, sent))
                for at, name in enumerate(("ssh", "again")):
                    data = folder / f"data-{n}-{at}"
                    data.write_text(ctx.artefacts.config_text + " " * (1 + at))
                    took[name].append(await loop.run_in_executor(None, by_hand, site.config, nodes, data))
        finally:
            closed(site.config)
            await fleet.close()
    return took


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(measured(Path(folder)))
    seen = {name: statistics.median(rounds) for name, rounds in took.items()}
    figure("push.round_trips", seen["trips"], "<= 1", "commands to each node beside the connection")
    figure("push.sixty_s", seen["push"], "<= 4", "config.json, rank table, start.sh on 60 nodes of one machine")
    figure("push.ratio", seen["push"] / seen["ssh"], "<= 4", f"config.json alone by ssh, {seen['ssh']:.2f} s")
    figure("push.noise_ratio", seen["again"] / seen["ssh"], "<= 1.1", "the reference measured twice")


if __name__ == "__main__":
    main()
