"""Launches and stops on a demo site, their events recorded and kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.events.codec import Event, NodeBack, NodeLost, ServicePhase
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch import launch as service
from tests.kit.demo_site import DemoSite
from tests.kit.waiting import until

E = TypeVar("E", bound=Event)


class LaunchWalk:
    """Steps of one site, their events recorded and kept."""

    def __init__(self, site: DemoSite) -> None:
        self.site = site
        self.ctx: Context
        """Of the latest launch; a test that launches by itself sets it."""
        self.logs: service.Logs | None = None
        self.events: list[Event] = []
        self.error: LaunchFailed | Refused | None = None

    async def launch(self, *, new_run: bool = True, restart: bool = False) -> list[Event]:
        """Launch; the events of this launch, its failure in `error`."""
        self.ctx = self.site.context(new_run=new_run)
        await self.close()
        self.logs = service.Logs(self.ctx)
        return await self.take(service.launch(self.ctx, self.logs, restart=restart))

    async def take(
        self, events: AsyncGenerator[Event, None], last: Callable[[Event], object] = lambda _: False
    ) -> list[Event]:
        """The events of a step up to the `last` one; its failure in `error`."""
        self.events, self.error = [], None
        try:
            async for event in events:
                self.ctx.run.record("launch", event)
                self.events.append(event)
                if last(event):
                    break
        except (LaunchFailed, Refused) as error:
            self.error = error
        await events.aclose()
        return self.events

    async def stop(self) -> list[Event]:
        return await self.take(service.stop(self.ctx))

    async def next(self, *kinds: type[Event]) -> Event:
        """The next event of one of these kinds that comes after the launch."""
        assert self.logs, "nothing was launched"
        async with asyncio.timeout(20):
            while not isinstance(event := await self.logs.next(20), kinds):
                assert event is not None
        return event

    async def came_back(self) -> list[str]:
        """The nodes whose line dropped, once each is back; on a slow machine that may be after ready."""
        while len(self.of(NodeBack)) < max(1, len(self.of(NodeLost))):
            self.events.append(await self.next(NodeLost, NodeBack))
        assert [e.node for e in self.of(NodeLost)] == [e.node for e in self.of(NodeBack)]
        return [e.node for e in self.of(NodeBack)]

    def of(self, kind: type[E], node: str = "") -> list[E]:
        """The events of a kind, those of one node alone where it is named."""
        return [e for e in self.events if isinstance(e, kind) and node in ("", getattr(e, "node", ""))]

    def phases(self, node: str) -> list[str]:
        return list(dict.fromkeys(event.phase for event in self.of(ServicePhase, node)))

    async def caught_up(self, run: str = "") -> list[tuple[bytes, bytes]]:
        """The spools once they hold all that stands on the nodes, and what stands there."""
        names = self.ctx.serving
        files = [self.site.log_on_node(name, run or self.ctx.run.id) for name in names]
        spools = [self.ctx.run.spool(name) for name in names]
        pairs = list(zip(spools, files, strict=True))
        await until(lambda: all(spool.size >= file.stat().st_size for spool, file in pairs), "the whole logs")
        return [(spool.path.read_bytes(), file.read_bytes()) for spool, file in pairs]

    async def close(self) -> None:
        if self.logs is not None:
            await self.logs.close()
