"""Starts the demo's daemon by hand, as an operator would: config.json, rank table, environment, `docker exec`."""

import asyncio
import json
import shlex
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncssh

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.demo.node import DemoNode
from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG

Connect = Callable[[DemoFleet, str], Awaitable[asyncssh.SSHClientConnection]]
"""A connection to a node by name, as an operator's ssh would make it."""

QUIET = "MINDIE_LOG_LEVEL=ERROR MINDIE_LOG_TO_STDOUT=0"
LOUD = "MINDIE_LOG_LEVEL=INFO MINDIE_LOG_TO_STDOUT=1 MIES_SERVICE_MONITOR_MODE=1"


def config(fleet: DemoFleet, **model: Json) -> Json:
    """A config.json that starts on the whole fleet, with changes to its ModelConfig."""
    nodes = len(fleet.nodes)
    value = json.loads(DEFAULT_CONFIG)
    value["ServerConfig"]["httpsEnabled"] = False
    backend = value["BackendConfig"]
    backend |= {
        "npuDeviceIds": [list(range(16))],
        "multiNodesInferEnabled": nodes > 1,
        "interNodeTLSEnabled": nodes == 1,
    }
    backend["ModelDeployConfig"] |= {"maxSeqLen": 24576, "maxInputTokenLen": 4096}
    backend["ScheduleConfig"] |= {"maxPrefillBatchSize": 2, "maxPrefillTokens": 16384, "maxIterTimes": 16384}
    backend["ModelDeployConfig"]["ModelConfig"][0] |= {
        "modelName": "deepseek",
        "modelWeightPath": str(fleet.weights),
        "worldSize": 16,
        "cpuMemSize": 5,
        "dp": 2 * nodes,
        "cp": 1,
        "tp": 8,
        "sp": 1,
        "moe_tp": 4,
        "moe_ep": 4 * nodes,
        **model,
    }
    return value


def prepare(fleet: DemoFleet, value: Json) -> None:
    """config.json and rank table on every node."""
    servers: list[Json] = []
    table = {"version": "1.0", "server_count": str(len(fleet.nodes)), "server_list": servers, "status": "completed"}
    for rank, node in enumerate(fleet.nodes):
        devices = [
            {"device_id": str(i), "device_ip": f"11.12.{164 + rank}.{i + 80}", "rank_id": str(16 * rank + i)}
            for i in range(16)
        ]
        servers.append({"server_id": node.ip, "container_ip": node.ip, "device": devices})
    for node in fleet.nodes:
        node.config_path.write_text(json.dumps(value, indent=4))
        target = node.folder / "root" / "rank_table.json"
        target.write_text(json.dumps(table))
        target.chmod(0o640)


class Service:
    """One node's daemon; what it printed so far is `text`."""

    def __init__(self, process: asyncssh.SSHClientProcess[str]) -> None:
        self.process, self.text = process, ""
        self.status: int | None = None
        self._reader = asyncio.create_task(self._read())
        self.news = asyncio.Event()

    async def _read(self) -> None:
        try:
            while data := await self.process.stdout.read(65536):
                self.text += data
                self.news.set()
            self.status = (await self.process.wait()).exit_status
        except asyncssh.Error:
            pass  # the fleet has ended
        self.news.set()

    async def prints(self, text: str, *, seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while text not in self.text:
                assert self.status is None, self.text
                self.news.clear()
                await self.news.wait()

    async def ends(self, *, seconds: float = 30) -> int | None:
        """The status that the shell saw."""
        async with asyncio.timeout(seconds):
            await asyncio.shield(self._reader)
        return self.status

    @property
    def pid(self) -> int:
        return int(self.text.partition("g_mainPid = ")[2].split()[0])


BINARY = "$MIES_INSTALL_PATH/bin/mindieservice_daemon"


async def start(
    fleet: DemoFleet,
    connect: Connect,
    node: DemoNode,
    environment: str = LOUD,
    around: str = "{} & wait $!",
    daemon: str = BINARY,
    fraction: float = 0.92,
) -> Service:
    """Starts the daemon on one node, not as the leader of a session."""
    connection = await connect(fleet, node.name)
    table = f"RANK_TABLE_FILE={node.folder}/root/rank_table.json" if len(fleet.nodes) > 1 else ""
    begun = around.format(f"{daemon} 2>&1")
    own = f"MIES_CONTAINER_IP={node.ip} NPU_MEMORY_FRACTION={fraction}"
    command = f"export {environment} {own} {table}; {begun}"
    return Service(await connection.create_process(f"docker exec -i mindie-a3 bash -c {shlex.quote(command)}"))


@asynccontextmanager
async def serving(fleet: DemoFleet, connect: Connect, value: Json = None) -> AsyncGenerator[list[Service], None]:
    """The service on all nodes, ready; the master first."""
    prepare(fleet, value or config(fleet))
    services = [await start(fleet, connect, node) for node in fleet.nodes]
    for service in services:
        await service.prints("Daemon start success!")
    yield services
