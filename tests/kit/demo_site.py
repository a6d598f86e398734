"""A demo fleet and the context of a launch on it, its facts read from its folders: what the probe finds, without it."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.demo.node import DemoNode
from mindie_tui.demo.processes import Process
from mindie_tui.model.documents.document import Json
from mindie_tui.model.errors import LockHeld
from mindie_tui.model.events.codec import Event, ServiceReady
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.node import Facts, Npu
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.launch import launch
from mindie_tui.remote.launch.log.logs import Logs
from mindie_tui.remote.timings import Timings
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run

SET_ENV = ("ascend-toolkit", "nnal/atb", "atb-models", "mindie")


def facts_of(node: DemoNode, ip: str, *, name: str = "") -> Facts:
    """What stands on a demo node."""
    data = node.config_path.read_bytes()
    service = node.config_path.parent.parent
    shared = node.folder.parent / "Ascend"
    return Facts(
        node=name or node.name,
        ip=ip,
        nic="lo",
        layout="classic",
        config_path=str(node.config_path),
        npus=tuple(Npu(n, "Ascend910", "OK", device_ip=f"10.20.0.{n + 1}") for n in range(16)),
        config_text=data.decode(),
        config_sha256=hashlib.sha256(data).hexdigest(),
        daemon=str(service / "bin" / "mindieservice_daemon"),
        home=str(node.folder / "root"),
        python="python3",
        set_env=tuple(str(shared / part / "set_env.sh") for part in SET_ENV),
    )


class DemoSite:
    """A demo fleet, connected; `context()` is a launch of it."""

    def __init__(self, demo: DemoFleet, folder: Path, ssh_config: Path | None = None) -> None:
        self.demo, self.folder = demo, folder
        self.deployment = profiles.load(str(demo.profile)).deployment
        self.fleet = Fleet(self.deployment.nodes, self.deployment.container, Access(ssh_config or demo.ssh_config))
        self.run: Run | None = None
        self.timings = Timings()

    def with_model(self, **fields: Json) -> None:
        """The deployment with other fields of ModelConfig."""
        parameters = {**self.deployment.parameters}
        parameters["ModelConfig"] = {**parameters["ModelConfig"], **fields}
        self.deployment = self.deployment.model_copy(update={"parameters": parameters})

    def with_environment(self, **variables: str) -> None:
        """The deployment with other environment variables."""
        environment = {**self.deployment.environment, **variables}
        self.deployment = self.deployment.model_copy(update={"environment": environment})

    def with_timeouts(self, **seconds: float) -> None:
        timeouts = self.deployment.launch.timeouts_s.model_copy(update=seconds)
        launch = self.deployment.launch.model_copy(update={"timeouts_s": timeouts})
        self.deployment = self.deployment.model_copy(update={"launch": launch})

    def context(self, *, new_run: bool = True) -> Context:
        if new_run or self.run is None:
            self.run = Run.create(self.deployment, [], root=self.folder / "runs")
        facts = {node.name: facts_of(node, node.ip) for node in self.demo.nodes}
        made = artefacts.of(self.deployment, facts, run=self.run.id)
        return Context(self.deployment, made, facts, self.fleet, self.run, "li@jump", timings=self.timings)

    def log_on_node(self, name: str, run: str) -> Path:
        return self.demo[name].folder / "root" / ".mindie-tui" / "runs" / run / "service.log"


@asynccontextmanager
async def demo_site(
    folder: Path,
    nodes: int = 2,
    speed: float = 20,
    ssh_config: Callable[[DemoFleet], AbstractAsyncContextManager[Path]] | None = None,
) -> AsyncGenerator[DemoSite, None]:
    """`ssh_config(demo)`, where given, is an async context of another ssh_config, with other servers behind it."""
    async with AsyncExitStack() as stack:
        demo = await stack.enter_async_context(DemoFleet(nodes=nodes, speed=speed))
        config = await stack.enter_async_context(ssh_config(demo)) if ssh_config else None
        site = DemoSite(demo, folder, config)
        try:
            async for event in site.fleet.connect():
                assert event.name == "node.asked", event
            yield site
        finally:
            await site.fleet.close()


def daemons(site: DemoSite) -> list[Process]:
    return [one for node in site.demo.nodes for one in node.running() if "mindieservice_daemon" in one.command]


def lock_of(node: DemoNode) -> Path:
    return node.folder / "root" / ".mindie-tui" / "lock"


async def launched(ctx: Context) -> tuple[list[Event], LockHeld | None]:
    """The events of one launch, and the lock that another operator held."""
    logs, seen = Logs(ctx), []
    try:
        async for event in launch(ctx, logs):
            seen.append(event)
        return seen, None
    except LockHeld as error:
        return seen, error
    finally:
        await logs.close()


@asynccontextmanager
async def serving_site(folder: Path, speed: float = 20) -> AsyncGenerator[DemoSite, None]:
    """One demo node that serves."""
    async with demo_site(folder, nodes=1, speed=speed) as site:
        ctx = site.context()
        logs = Logs(ctx)
        async with asyncio.timeout(60):
            events = [event async for event in launch(ctx, logs)]
        assert isinstance(events[-1], ServiceReady), events[-1]
        yield site
        await logs.close()
