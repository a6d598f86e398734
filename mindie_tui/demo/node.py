"""One node of a demo fleet: its place on the disk and the network, and the faults that it is given."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections import deque
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from mindie_tui.demo import processes
from mindie_tui.demo.disk import node_files
from mindie_tui.model.documents.document import Json

if TYPE_CHECKING:
    import asyncssh


class DemoNode:
    """One Atlas A3 node of 16 NPUs. Its faults are attributes: set one and the node has it from then on."""

    host_key: asyncssh.SSHKey
    client_key: asyncssh.SSHKey
    _other_key: asyncssh.SSHKey

    def __init__(self, name: str, listener: socket.socket, folder: Path, layout: node_files.Layout = "classic") -> None:
        self.name, self.listener, self.folder, self.layout = name, listener, folder, layout
        self.ip: str = listener.getsockname()[0]
        self.port: int = listener.getsockname()[1]
        self.home = folder / "home"
        self.environment: dict[str, str] = {}
        self.commands: deque[str] = deque(maxlen=1000)
        """What was asked of its shell, oldest first."""
        self.connections: set[asyncssh.SSHServerConnection] = set()
        self.refuse_login = False
        """No key is accepted."""
        self.no_answer = False
        """Connections are accepted and nothing is ever sent."""
        self.other_host_key = False
        """Shows a host key that known_hosts does not hold."""
        self.password: str | None = None
        """A password that opens the node beside the key."""
        self.noise = ""
        """What a ~/.bashrc or a banner prints before each command's own output."""
        self._held: list[socket.socket] = []
        self._silent: list[socket.socket] = []
        self._faults: dict[str, Json] = {}
        self._accepting: asyncio.Task[None] | None = None
        self._handshakes: set[asyncio.Task[None]] = set()

    @property
    def config_path(self) -> Path:
        """MindIE's config.json on this node."""
        return node_files.service_folder(self.folder, self.layout) / "conf" / "config.json"

    @property
    def shown_host_key(self) -> asyncssh.SSHKey:
        return self._other_key if self.other_host_key else self.host_key

    # faults that the node's programs look up while they run

    def fault(self, **faults: Json) -> None:
        """Sets faults by name; None takes one away.

        npu_health={3: "Alarm"}, npu_busy_mb={3: 60000}, driver_down: what npu-smi shows.
        no_device_ip=[3], link_down=[3], tls_on=[3], net_health={3: "Receive timeout"}: what hccn_tool says.
        stuck="weights", die="weights", "warmup" or "started" (a worker's traceback after the start), kill="weights",
        "started" or "unnoticed" (a worker is gone without a word),
        oom=True (with kill: the kernel did it), gone="started" (the daemon, after its last line),
        again=True (the daemon starts another one in its place), unregistered (a slave behind a firewall),
        no_http, http (on a slave), no_service_port: what listens, never_healthy, http_status=404, garbage_tokens,
        model_name="other", stream="empty", "json_error", "hang", "slow", "no_text" or "no_end": what answers,
        log_full (the log's disk, before the last words of a start), flood_lines_s=2000, fail_every=3 (each third
        answer is cut in the middle), slower_percent=10 (each step of the model takes so much longer, from the next load
        on), memory={"used": GiB, "block": GiB} (what an NPU has taken after the warm-up, and one KV block): the daemon.
        docker_down: docker says that its daemon does not run. sudo_asks: sudo wants a password. engine_is_roots: the
        engines answer under sudo alone. disk_full: an image does not fit on the disk.
        The mode of config.json, a missing file: change them on the disk, `config_path` and `folder` say where.
        """
        self._faults = {k: v for k, v in {**self._faults, **faults}.items() if v is not None}
        target = self.folder / "state" / "faults.json"
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(self._faults))
        fresh.replace(target)

    def take_port(self, port: int) -> None:
        """Another program listens on this port of the node, until the fleet ends or `free_ports()`."""
        taken = socket.socket()
        taken.bind((self.ip, port))
        taken.listen(1)
        self._held.append(taken)

    def free_ports(self) -> None:
        while self._held:
            self._held.pop().close()

    def stop_container(self, state: str = "exited") -> None:
        """The container is not running, and with it nothing that ran inside; "running" brings it back, empty."""
        target = self.folder / "state" / "containers.json"
        containers = json.loads(target.read_text())
        containers[0]["state"] = state
        target.write_text(json.dumps(containers))
        if state != "running":
            for process in processes.running(self.folder, inside=True):
                process.send(signal.SIGKILL)

    def cut(self) -> None:
        """Every SSH connection to this node breaks, as when the line drops."""
        for connection in list(self.connections):
            connection.abort()

    def running(self) -> list[processes.Process]:
        """What runs on this node just now, SSH commands included."""
        return processes.running(self.folder)

    # the server

    async def start(self, server: ModuleType) -> None:
        self.host_key, self._other_key = server.new_key(), server.new_key()
        self.listener.setblocking(False)
        self.listener.listen(128)
        self._accepting = asyncio.get_running_loop().create_task(self._accept(server), name=f"demo {self.name}")

    async def _accept(self, server: ModuleType) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connected, _ = await loop.sock_accept(self.listener)
            if self.no_answer:
                self._silent.append(connected)
                continue
            task = loop.create_task(server.serve_connection(connected, self))
            self._handshakes.add(task)
            task.add_done_callback(self._handshakes.discard)

    async def close(self) -> None:
        tasks = [t for t in (self._accepting, *self._handshakes) if t is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.cut()
        self.free_ports()
        for one in (*self._silent, self.listener):
            one.close()
