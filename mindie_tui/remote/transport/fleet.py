"""A link per node, all at once; a dead one stops no other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from importlib import import_module
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import (
    CommandFailed,
    HostKeyChanged,
    HostKeyUnknown,
    LinkError,
    LoginRefused,
    Lost,
    Unreachable,
)
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import Message
from mindie_tui.model.node import Node
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.access import DEFAULT as DEFAULT_ACCESS, Access
from mindie_tui.remote.transport.container import ContainerLink
from mindie_tui.remote.transport.link import Link, Machine, Ran
from mindie_tui.remote.transport.local import LocalLink
from mindie_tui.remote.transport.waits import Waits

SENDS = 4
"""So many nodes are sent files at once: the one line of a jump host is shared by a few, and each of them gets on."""
KEPT = 5000
"""So many of the latest commands are kept for a look."""
Work = Callable[[str], AsyncGenerator[ev.Event, None]]


class Fleet:
    """The nodes of one operator. Connections are made by `connect` and stay until `close`."""

    def __init__(
        self,
        nodes: Sequence[Node],
        container: Container,
        access: Access = DEFAULT_ACCESS,
        *,
        waits: Waits | None = None,
        timings: Timings = DEFAULT,
    ) -> None:
        self.waits = waits or Waits()
        self.nodes: dict[str, Node] = {node.name: node for node in nodes}
        self.container = container
        self._access = access
        self.timings = timings
        self.sends = asyncio.Semaphore(SENDS)
        """A sender of files holds one (remote/nodes/upload.py); it is handed on in the order of requests."""
        self._ssh: Any = None
        self._opening: asyncio.Task[Any] | None = None
        self._links: dict[str, Machine] = {}
        self._refused: dict[str, LinkError] = {}
        """Why a node is not connected."""
        self._locks: dict[str, asyncio.Lock] = {}
        self._ran: deque[Ran] = deque(maxlen=KEPT)

    # -- what is connected

    @property
    def connected(self) -> tuple[str, ...]:
        """Names of the nodes whose line is open, in the order of the nodes."""
        return tuple(name for name in self.nodes if name in self._links and self._links[name].alive)

    @property
    def commands(self) -> list[Ran]:
        """What was sent, oldest first."""
        return list(self._ran)

    def host(self, name: str) -> Machine:
        """The link to the machine. Raises Unreachable when it is not connected."""
        link = self._links.get(name)
        if link is None and (why := self._refused.get(name)) is not None:
            raise Unreachable(Message("it is not connected: {what}", what=why.what), node=name, do=why.do)
        if link is None:
            raise Unreachable("it is not connected", node=name, do="see that it is up and lets us in, then try again")
        return link

    def inside(self, name: str) -> Link:
        """The link into the container there; with engine none the machine's own."""
        machine = self.host(name)
        return machine if self.container.engine == "none" else ContainerLink(machine, self.container)

    async def update(self, nodes: Sequence[Node], container: Container) -> None:
        """Other nodes, another container. The line of a node that is the same stays open; the others' are closed."""
        now = {node.name: node for node in nodes}
        gone = [name for name, node in self.nodes.items() if now.get(name) != node and name in self._links]
        self.nodes, self.container = now, container
        await asyncio.gather(*(self._links.pop(name).close() for name in gone))

    # -- connecting

    async def connect(self, names: Iterable[str] | None = None) -> AsyncGenerator[ev.Event, None]:
        """NodeAsked for each that is not connected, then NodeRefused for those that fail, as they fail.

        Raises Refused when the SSH configuration cannot be read.
        """
        async for event in self.each(self.nodes if names is None else names, self.connect_one):
            yield event

    async def connect_one(self, name: str) -> AsyncGenerator[ev.Event, None]:
        """Connect one node where it is not: NodeAsked, HostKeyAdded. Raises LinkError's children and Refused."""
        if name in self.connected:
            return
        yield ev.NodeAsked(name)
        node = self.nodes.get(name)
        if node is None:
            raise Unreachable("there is no node of this name", node=name, do="look at the nodes of the profile")
        self._refused.pop(name, None)
        try:
            async for event in self._login(name, node):
                yield event
        except LinkError as error:
            self._refused[name] = error
            raise

    async def _login(self, name: str, node: Node) -> AsyncGenerator[ev.Event, None]:
        async with self._locks.setdefault(name, asyncio.Lock()):
            if name in self.connected:
                return
            if node.connection == "local":
                self._links[name] = LocalLink(name, self._ran.append)
                return
            with self.waits.on("login", name):
                ssh = await self._get_ssh()
                self._links[name] = await ssh.connect(name, node.target, self._ran.append)
        for added in [a for a in ssh.added if a.node == name]:
            ssh.added.remove(added)
            yield ev.HostKeyAdded(name, added.fingerprint, added.known_hosts)

    async def reconnect(self, name: str, pauses: Sequence[float], within_s: float) -> float | None:
        """Seconds until a node that was lost is back; None where it does not come back in `within_s`.

        Tried after each of the pauses, after the last one again and again; a refusal is tried again, too: the node
        may be starting.
        """
        loop = asyncio.get_running_loop()
        since, tries = loop.time(), 0
        while loop.time() - since < within_s:
            await asyncio.sleep(pauses[min(tries, len(pauses) - 1)])
            tries += 1
            async for _ in self.connect([name]):
                pass
            if name in self.connected:
                return loop.time() - since
        return None

    async def _get_ssh(self) -> Any:
        if self._opening is None:
            self._opening = asyncio.create_task(self._open_ssh())
        try:
            return await asyncio.shield(self._opening)
        except BaseException:
            if self._opening is not None and self._opening.done():
                self._opening = None  # a configuration that was mended is read again
            raise

    async def _open_ssh(self) -> Any:
        module = await asyncio.to_thread(import_module, "mindie_tui.remote.transport.ssh.login")
        self._ssh = module.Ssh(self._access, self.timings)
        return self._ssh

    # -- working

    async def each(self, names: Iterable[str], work: Work) -> AsyncGenerator[ev.Event, None]:
        """`work(name)` of all nodes at once, its events merged as they come.

        A LinkError of one node becomes its NodeRefused or NodeLost; anything else ends the others and is raised.
        """
        merged: asyncio.Queue[ev.Event | None] = asyncio.Queue(maxsize=64)

        async def one(name: str) -> None:
            try:
                async with aclosing(work(name)) as events:
                    async for event in events:
                        await merged.put(event)
            except LinkError as error:
                await merged.put(refusal(name, error))
            except asyncio.CancelledError:
                raise
            except BaseException:
                await merged.put(None)
                raise
            await merged.put(None)

        tasks = [asyncio.create_task(one(name), name=f"{getattr(work, '__name__', 'work')} {name}") for name in names]
        left = len(tasks)
        try:
            while left:
                event = await merged.get()
                if event is not None:
                    yield event
                    continue
                left -= 1
                for task in tasks:
                    if task.done() and not task.cancelled() and task.exception() is not None:
                        task.result()
            for task in tasks:
                await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Disconnect from all nodes. What runs on them keeps running."""
        links, self._links = list(self._links.values()), {}
        await asyncio.gather(*(link.close() for link in links))
        if self._ssh is not None:
            await self._ssh.close()


def refusal(name: str, error: LinkError) -> ev.NodeRefused | ev.NodeLost:
    """The event of a node that cannot be used as it is."""
    match error:
        case Lost():
            return ev.NodeLost(name, error.what)
        case HostKeyUnknown(fingerprint=fingerprint):
            return ev.NodeRefused(name, "host_key_unknown", error.what, error.do, fingerprint or None)
        case HostKeyChanged():
            return ev.NodeRefused(name, "host_key_changed", error.what, error.do)
        case LoginRefused():
            return ev.NodeRefused(name, "login", error.what, error.do)
        case CommandFailed():
            return ev.NodeRefused(name, "answer", error.what, error.do)
    return ev.NodeRefused(name, "unreachable", error.what, error.do)
