"""The containers of a deployment, created from the profile where none has the name; one that exists is never replaced.

On all nodes at once, also on one that only benches. What would not work is refused before anything is created: the
engine, the image and its architecture, what is mounted, and images that are not the same on all nodes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from mindie_tui.model.documents.document import ABSENT, get
from mindie_tui.model.errors import LaunchFailed, LinkError, MindieTuiError, Refused, StoreError
from mindie_tui.model.events.codec import ContainerCreated, ContainerRefused, Event, ImageLoading, UploadFinished
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.nodes import container_creation
from mindie_tui.model.shell import Command, sh
from mindie_tui.model.text import one_line, size
from mindie_tui.remote.context import Context
from mindie_tui.remote.nodes.image import Look, judge, look, provide

LOOK_S = 10.0


@dataclass(frozen=True, slots=True)
class ContainerPlan:
    """What creating would do on one node."""

    node: str
    does: tuple[str, ...] = ()
    """In a sentence each; empty where the container is there."""
    commands: tuple[str, ...] = ()
    """Exactly as they would run on the machine."""
    reason: str = ""
    """Why it cannot be, "" where it can."""
    do: str = ""
    state: str = "absent"


def nodes_of(ctx: Context) -> tuple[str, ...]:
    """The nodes that need a container: those that serve and the one that benches."""
    bench = ctx.deployment.bench_node
    more = (bench,) if bench is not None and bench not in ctx.serving and bench in ctx.fleet.nodes else ()
    return ctx.serving + more


async def plans(ctx: Context) -> tuple[ContainerPlan, ...]:
    """What create_containers would do, node by node; nothing is changed."""

    async def one(node: str) -> ContainerPlan:
        try:
            seen = await _look(ctx, node)
            if seen.state != "absent":
                return ContainerPlan(node, state=seen.state)
            _judge(ctx, seen)
        except MindieTuiError as error:
            return ContainerPlan(node, reason=error.what, do=error.do)
        container, does, commands = ctx.deployment.container, [], []
        if seen.image is None:
            if seen.tar_bytes is None:
                does.append(f"send {container.tar_from} to {container.tar}")
            much = f" ({size(seen.tar_bytes)})" if seen.tar_bytes is not None else ""
            does.append(Message("load {tar}{much}", tar=container.tar, much=much))
            commands.append(container_creation.load(container, "MARK").text)
        does.append(Message("create and start {name} from {image}", name=container.name, image=container.image))
        commands.append(_create(ctx, seen).text)
        return ContainerPlan(node, tuple(does), tuple(commands))

    return tuple(await asyncio.gather(*(one(node) for node in nodes_of(ctx))))


async def create_containers(ctx: Context, begun: set[str] | None = None) -> AsyncGenerator[Event, None]:
    """Create what is missing, all nodes at once.

    Yields UploadProgress, UploadFinished, ImageLoading, ContainerCreated, and ContainerRefused for a node on which it
    cannot be; such a node stops no other. Raises at the end: Refused where nothing was changed on any node, else
    LaunchFailed with how each stands. `begun` holds the nodes whose engine was told to and has not answered yet: where
    this is closed on the way, a container may be there.
    """
    run = _Run(ctx, set() if begun is None else begun)
    async with aclosing(run.events()) as events:
        async for event in events:
            yield event
    run.judge()


class _Run:
    """One creation on all nodes: what was seen, what was done, what could not be."""

    def __init__(self, ctx: Context, begun: set[str]) -> None:
        self.ctx, self.container, self.begun = ctx, ctx.deployment.container, begun
        self.seen: dict[str, Look] = {}
        """Of the nodes whose container can be created."""
        self.there: dict[str, str] = {}
        """Nodes that have a container of this name, and how it stands."""
        self.done: dict[str, str] = {}
        """What was changed on a node."""
        self.errors: dict[str, MindieTuiError] = {}

    async def events(self) -> AsyncGenerator[Event, None]:
        names = nodes_of(self.ctx)
        for work in (self._prepare, self._create_one):
            async with aclosing(self.ctx.fleet.each(names, work)) as events:
                async for event in events:
                    yield event
            for event in self._different():
                yield event
            names = tuple(self.seen)

    async def _prepare(self, node: str) -> AsyncGenerator[Event, None]:
        """The image is there, and nothing stands against it."""
        try:
            async for event in self.ctx.fleet.connect_one(node):
                yield event
            seen = await _look(self.ctx, node)
            if seen.state != "absent":
                self.there[node] = seen.state
                return
            _judge(self.ctx, seen)
            if seen.image is None:
                async with aclosing(provide(self.ctx, seen)) as events:
                    async for event in events:
                        last = event
                        if isinstance(event, UploadFinished) and event.sent_bytes:
                            self.done[node] = "the archive was sent"
                        yield event
                self.done[node] = "the image was loaded"
                seen = await _look(self.ctx, node)
                if seen.image is None:
                    what = Message(
                        "{tar} was loaded, but does not contain {image}",
                        tar=self.container.tar,
                        image=self.container.image,
                    )
                    raise Refused(what, where=node, do="set container.image to the name inside the archive")
                if isinstance(last, ImageLoading):
                    image, tar = self.container.image or "", self.container.tar or ""
                    total = last.total_bytes
                    yield ImageLoading(node, image, tar, total, total, last.elapsed_s, seen.image.id)
                _judge(self.ctx, seen)
            self.seen[node] = seen
        except (Refused, LinkError, StoreError) as error:
            yield self._refused(node, error)

    def _different(self) -> list[Event]:
        """An image that is another than on most nodes is a refusal before anything is created from it."""
        seen = {node: self.seen[node] for node in nodes_of(self.ctx) if node in self.seen}
        ids = {node: one.image.id for node, one in seen.items() if one.image is not None}
        if len(set(ids.values())) < 2:
            return []
        told = ", ".join(f"{node} has {digest.removeprefix('sha256:')[:12]}" for node, digest in ids.items())
        error = Message("{image} is not the same image on all nodes: {told}", image=self.container.image, told=told)
        self.seen.clear()
        return [self._refused(node, Refused(error, where=node, do="load the same archive on all")) for node in ids]

    async def _create_one(self, node: str) -> AsyncGenerator[Event, None]:
        seen = self.seen[node]
        command = _create(self.ctx, seen)
        try:
            link = self.ctx.fleet.host(node)
            self.begun.add(node)
            with self.ctx.waits.on(
                Message("the container {name} to be created and started", name=self.container.name),
                node,
                limit_s=self.ctx.timings.container_s,
            ):
                result = await link.run(command, timeout=self.ctx.timings.container_s)
            self.begun.discard(node)
            last = one_line((result.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1])
            if result.status:
                started = "did not start and was taken away again" if result.status == 4 else "was not created"
                raise Refused(f"{self.container.name} {started}: {last[:300]}", where=node, do=_hint(last))
            self.done[node] = "its container was created and started"
            yield ContainerCreated(
                node,
                self.container.name,
                result.text.strip().rpartition("\n")[2],
                self.container.image or "",
                seen.image.id if seen.image else "",
                container_creation.shm_size(self.container, _dp(self.ctx)),
                container_creation.device_count(_npus(self.ctx, node)),
                command.text,
            )
        except LinkError as error:
            if node in self.begun:  # its answer did not come: the engine may have done it
                self.done[node] = await container_stands(self.ctx, node)
                self.begun.discard(node)
            yield self._refused(node, error)
        except Refused as error:
            yield self._refused(node, error)

    def _refused(self, node: str, error: MindieTuiError) -> ContainerRefused:
        self.errors[node] = error
        return ContainerRefused(node, self.container.name, error.what, error.do)

    def judge(self) -> None:
        """Raises where a container could not be created."""
        if not self.errors:
            return
        node, first = next(iter(self.errors.items()))
        if not self.done:
            raise Refused(first.what, where=node, do=first.do)
        standing = []
        for name in nodes_of(self.ctx):
            how = self.done.get(name) or (f"{self.container.name} is {self.there[name]}" if name in self.there else "")
            standing.append(f"{name}: {how or 'nothing was changed'}")
        raise LaunchFailed(first.what, where=node, do=first.do, standing=tuple(standing))


async def container_stands(ctx: Context, node: str) -> str:
    """How the container of the profile stands on a node now, as a sentence; also where the node does not answer."""
    container = ctx.deployment.container
    asked = sh("{} inspect --type container --format {} {}", container.words, "{{.State.Status}}", container.name)
    try:
        result = await ctx.fleet.host(node).run(asked, timeout=LOOK_S)
    except LinkError as error:
        see = sh("{} ps -a --filter {}", container.words, f"name={container.name}").text
        return Message(
            "the container {name} may be there: {what}; see `{see}` there",
            name=container.name,
            what=error.what,
            see=see,
        )
    if result.status != 0:
        return Message("there is no container {name}", name=container.name)
    return Message(
        "the container {name} is there ({text})", name=container.name, text=one_line(result.text.strip())[:40]
    )


async def _look(ctx: Context, node: str) -> Look:
    container = ctx.deployment.container
    if (why := container_creation.unfit(container)) is not None:
        raise Refused(why[0], where=node, do=why[1])
    weights = _weights(ctx)
    paths = dict.fromkeys((*container_creation.added_paths(container, weights), *container_creation.sources(container)))
    return await look(ctx, node, tuple(paths))


def _judge(ctx: Context, seen: Look) -> None:
    """Raises Refused where a container of this profile could not work on the node."""
    container = ctx.deployment.container
    for path in container_creation.sources(container):
        if path not in seen.there:
            raise Refused(
                Message("{path}, which container.mounts names, does not exist", path=path),
                where=seen.node,
                do="make it there, or take the mount out: the engine would make an empty folder of it",
            )
    if seen.node in ctx.serving and not _npus(ctx, seen.node):
        raise Refused(
            "its NPUs are not known, so their devices cannot be given to a container",
            where=seen.node,
            do="see `npu-smi info` there, then try again",
        )
    judge(seen, container)


def _create(ctx: Context, seen: Look) -> Command:
    npus, weights = _npus(ctx, seen.node), _weights(ctx)
    return container_creation.create(
        ctx.deployment.container, npus=npus, dp=_dp(ctx), there=seen.there, weights=weights
    )


def _npus(ctx: Context, node: str) -> Sequence[int]:
    fact = ctx.facts.get(node)
    return [npu.id for npu in fact.npus or ()] if fact is not None else []


def _dp(ctx: Context) -> object:
    config = ctx.artefacts.config
    return get(config, f"{MODEL}/dp") if config is not None else ABSENT


def _weights(ctx: Context) -> str | None:
    path = ctx.engine.start.weights(ctx.deployment, ctx.artefacts)
    return path if path and path.startswith("/") and "\n" not in path and ":" not in path else None


def _hint(said: str) -> str:
    if "already in use" in said or "already used" in said:
        return "somebody has created it meanwhile: try again, it is then found"
    if "no such file or directory" in said and "/dev/" in said:
        return "see that the Ascend driver is loaded there"
    return "see the engine's own log there"
