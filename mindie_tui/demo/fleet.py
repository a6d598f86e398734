"""A fleet that is only simulated behind the shell: one SSH server, address and folder per node; the rest is real.

    async with DemoFleet(nodes=2, speed=20) as fleet:
        ...  # ssh -F fleet.ssh_config a3-01, or `mindie-tui replay fleet.profile --ssh-config fleet.ssh_config`

What is real: SSH with keys and host keys, bash, every process, every port, every file. What stands in for hardware:
the small programs of `programs/` on each node's PATH. On a node 0.0.0.0, 127.0.0.1 and 127.0.0.2 mean the node's own
address for everything written in Python (`programs/site/sitecustomize.py`), a stand-in for a network namespace; for
bash's /dev/tcp and other programs they do not.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mindie_tui.demo import addresses, processes
from mindie_tui.demo.disk import benchmark, node_files
from mindie_tui.demo.disk.fleet_profiles import mindie_profile, vllm_profile
from mindie_tui.demo.disk.program_folder import find_program_folder
from mindie_tui.demo.node import DemoNode
from mindie_tui.model.faults.planted import PLANTED

if TYPE_CHECKING:
    import asyncssh

USER = "root"
LAYOUTS: dict[str, node_files.Layout] = {"mindie": "classic", "vllm-ascend": "vllm"}
"""Engine -> how it is installed on the nodes of its fleet."""


class DemoFleet:
    """N demo nodes. `speed` is how many times faster than usual the engine boots, serves and AISBench starts.

    `folder` is made and removed; absent: a fresh one in the temporary directory. `layout` is how MindIE is installed
    on its nodes, or that vLLM-Ascend is; a node's own MIES_INSTALL_PATH, or the package on its PYTHONPATH, tells
    where. `extends`: the profile whose settings its own one has. Entering raises addresses.NoAddressFree, or
    FileExistsError when `folder` holds something.
    """

    def __init__(
        self,
        nodes: int = 2,
        speed: float = 1.0,
        folder: Path | str | None = None,
        *,
        layout: node_files.Layout = "classic",
        extends: str = "",
    ) -> None:
        self._count, self.speed, self._wanted, self.layout = nodes, speed, folder, layout
        self._extends = extends
        self.nodes: tuple[DemoNode, ...] = ()
        self.folder = Path()
        self.patience_s = 3.0
        """For what runs on the nodes to end by TERM, when the fleet is left; then it is killed."""

    @property
    def ssh_config(self) -> Path:
        return self.folder / "ssh_config"

    @property
    def profile(self) -> Path:
        return self.folder / "profile.yaml"

    @property
    def weights(self) -> Path:
        """The one weights folder of all nodes."""
        return self.folder / "weights" / node_files.MODEL

    def __getitem__(self, name: str) -> DemoNode:
        return next(node for node in self.nodes if node.name == name)

    def plant(self, name: str) -> None:
        """One of PLANTED: the next start fails by it."""
        fault = PLANTED[name]
        self.nodes[0 if fault.node == "first" else -1].fault(**fault.on_node)

    def lose_shard(self) -> None:
        """The last safetensors file of the weights is gone."""
        sorted(self.weights.glob("*.safetensors"))[-1].unlink()

    def old_bench(self) -> None:
        """The nodes' AISBench is one of 2025: other classes, other keys."""
        for path, text in benchmark.files_of_2025(self.folder / "benchmark" / "ais_bench" / "benchmark"):
            path.write_text(text)

    def forget_host_key(self, name: str) -> None:
        """The fleet's known_hosts does not know this node any more."""
        known = self.folder / "known_hosts"
        node = self[name]
        lines = known.read_text().splitlines(keepends=True)
        known.write_text("".join(line for line in lines if not line.startswith(f"[{node.ip}]:{node.port} ")))

    async def __aenter__(self) -> DemoFleet:
        # asyncssh takes 100 to 200 ms to import: never in the loop of a screen
        server = await asyncio.to_thread(importlib.import_module, "mindie_tui.demo.ssh_server")
        self.folder = self._make_folder()
        try:
            listeners = addresses.claim(self._count)
            width = max(2, len(str(self._count)))
            self.nodes = tuple(
                DemoNode(f"a3-{n:0{width}d}", listener, self.folder / f"a3-{n:0{width}d}", self.layout)
                for n, listener in enumerate(listeners, 1)
            )
            await _written(node_files.fleet_files(self.folder, self.layout))
            client_key = server.new_key()
            for node in self.nodes:
                node.client_key = client_key
                node.environment = node_files.environment(node.folder, ip=node.ip, name=node.name, speed=self.speed)
                await _written(node_files.node_files(node.folder, node.name, self.layout, node.ip))
                await node.start(server)
            await _written(self._hand_over(client_key))
        except BaseException:
            await self.__aexit__()
            raise
        return self

    def _make_folder(self) -> Path:
        if self._wanted is None:
            return Path(tempfile.mkdtemp(prefix="mindie-demo-", dir=find_program_folder())).resolve()
        folder = Path(self._wanted).resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty; give the demo a folder of its own, it is removed at the end")
        return folder

    def _hand_over(self, client_key: asyncssh.SSHKey) -> Iterator[node_files.File]:
        """What an operator needs: ssh_config with its key and known_hosts, and a profile."""
        key, known = self.folder / "id_ed25519", self.folder / "known_hosts"
        public = {node: node.host_key.export_public_key("openssh").decode().strip() for node in self.nodes}
        blocks = (
            f"Host {node.name}\n    HostName {node.ip}\n    Port {node.port}\n    User {USER}\n"
            f'    IdentityFile "{key}"\n    IdentitiesOnly yes\n    UserKnownHostsFile "{known}"\n'
            "    StrictHostKeyChecking yes\n"
            for node in self.nodes
        )
        File = node_files.File
        yield File(key, client_key.export_private_key("openssh"), 0o600)
        yield File(known, "".join(f"[{node.ip}]:{node.port} {line}\n" for node, line in public.items()))
        yield File(self.ssh_config, "\n".join(blocks))
        yield File(self.profile, self._profile_text())

    def _profile_text(self) -> str:
        """A profile of this fleet."""
        text = vllm_profile if self.layout == "vllm" else mindie_profile
        return text(self.folder, self.weights, tuple((node.name, node.ip) for node in self.nodes), self._extends)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(node.close() for node in self.nodes))
        await processes.end_all(self.folder, patience=self.patience_s)
        await _removed(self.folder)


async def _written(files: Iterable[node_files.File]) -> None:
    """One file after the other, with the loop's other work between them."""
    for file in files:
        node_files.write(file)
        await asyncio.sleep(0)


async def _removed(folder: Path) -> None:
    """Removes a fleet's folder; what was written by a process that was just ending is met in a second round."""
    for last in (False, False, True):
        try:
            for at, folders, files in os.walk(folder, topdown=False):
                for name in files:
                    Path(at, name).unlink(missing_ok=True)
                for name in folders:
                    path = Path(at, name)
                    path.unlink() if path.is_symlink() else path.rmdir()
                await asyncio.sleep(0)
            return folder.rmdir()
        except OSError:
            if last:
                raise
            await asyncio.sleep(0.1)


async def serve(
    nodes: int = 2,
    speed: float = 1.0,
    folder: Path | str | None = None,
    *,
    layout: node_files.Layout = "classic",
    fault: str | None = None,
) -> int:
    """A fleet alone, until INT or TERM; the first line on standard output is the command that walks it."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    async with DemoFleet(nodes, speed, folder, layout=layout) as fleet:
        if fault is not None:
            fleet.plant(fault)
        print(f"mindie-tui replay {fleet.profile} --ssh-config {fleet.ssh_config}", flush=True)
        await ended.wait()
    return 0


def run_fleet_only(speed: float, nodes: int, engine: str, fault: str | None) -> int:
    """`mindie-tui demo --fleet-only`."""
    return asyncio.run(serve(nodes, speed, layout=LAYOUTS[engine], fault=fault))
