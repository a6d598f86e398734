"""The image of a container on one node: loaded from its archive where it is missing, sent from here where that is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import CommandFailed, Refused, Unreachable
from mindie_tui.model.events.codec import Event, ImageLoading
from mindie_tui.model.message import Message
from mindie_tui.model.nodes import container_creation, container_engine as engines, npu_smi as read
from mindie_tui.model.shell import quoted
from mindie_tui.model.text import one_line, size
from mindie_tui.remote.context import Context
from mindie_tui.remote.nodes.upload import upload
from mindie_tui.remote.nodes.upload_progress import Upload
from mindie_tui.store import paths

LOOK_S = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """What stands on a machine of what a container is created from."""

    node: str
    state: str
    """The engine's word for the container of this name; "absent" where there is none."""
    image: engines.Image | None
    machine: str
    """Its architecture in the words of an image: amd64, arm64."""
    there: frozenset[str]
    """Of the paths that were asked for, those that exist."""
    tar_bytes: int | None = None
    """None: the archive is not there."""
    root_free: int | None = None
    """Bytes free where the engine keeps its images; None where that is not known."""


async def look(ctx: Context, node: str, paths: tuple[str, ...]) -> Look:
    """One round trip. Raises CommandFailed where the engine cannot be asked, with why and what to do."""
    container, mark = ctx.deployment.container, secrets.token_hex(8)
    result = await ctx.fleet.host(node).run(container_creation.question(container, paths, mark), timeout=LOOK_S)
    said = read.sections(result.text, mark)
    there = read.container(said.get("container"), _number(said.get("container_status")))
    if not there:
        what, do = engines.trouble(said.get("container"), container)
        raise CommandFailed(what, node=node, status=result.status, do=do)
    image = engines.image(said.get("image")) if _number(said.get("image_status")) == 0 else None
    if image is None and not engines.absent(said.get("image")):
        what, do = engines.trouble(said.get("image"), container)
        raise CommandFailed(what, node=node, status=result.status, do=do)
    machine = (said.get("arch") or "").strip()
    known = [int(line) for line in (said.get("there") or "").splitlines() if line.isdecimal()]
    room = (said.get("root") or "").split()
    return Look(
        node,
        str(there["state"]) if "state" in there else "absent",
        image,
        engines.ARCHITECTURES.get(machine, machine),
        frozenset(paths[number] for number in known if number < len(paths)),
        _number(said.get("tar")),
        int(room[3]) * 1024 if len(room) > 4 and room[3].isdecimal() else None,
    )


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdecimal() else None


def judge(seen: Look, container: Container) -> None:
    """Raises Refused where the image cannot be had on this node."""
    if seen.image is not None:
        if seen.image.architecture and seen.image.architecture != seen.machine:
            raise Refused(
                Message(
                    "the image {image} is for {architecture}, the machine is {machine}",
                    image=container.image,
                    architecture=seen.image.architecture,
                    machine=seen.machine,
                ),
                where=seen.node,
                do="name the image for this machine",
            )
        return
    if container.tar is None:
        raise Refused(
            Message(
                "the image {image} does not exist on the node, and container.tar names no archive of it",
                image=container.image,
            ),
            where=seen.node,
            do=Message(
                "set container.tar, or load it there: {quoted} load -i ARCHIVE", quoted=quoted(container.engine)
            ),
        )
    if seen.tar_bytes is None and container.tar_from is None:
        raise Refused(
            Message(
                "neither the image {image} nor the archive {tar} is there", image=container.image, tar=container.tar
            ),
            where=seen.node,
            do="copy the archive there, or set container.tar_from to it on this machine",
        )
    if seen.root_free is not None and seen.tar_bytes is not None and seen.root_free < seen.tar_bytes:
        raise Refused(
            Message(
                "{root_free} are free where {engine} keeps its images, {tar} holds {tar_bytes}",
                root_free=size(seen.root_free or 0),
                engine=container.engine,
                tar=container.tar,
                tar_bytes=size(seen.tar_bytes or 0),
            ),
            where=seen.node,
            do="make room there; nothing was loaded",
        )


async def provide(ctx: Context, seen: Look) -> AsyncGenerator[Event, None]:
    """Send the archive where it is missing, then load it. The image has to be looked at again after it.

    Raises Refused, LinkError and StoreError; what had arrived of the archive is kept.
    """
    container = ctx.deployment.container
    if seen.tar_bytes is None and container.tar_from is not None and container.tar is not None:
        asked = Upload(seen.node, "image", paths.expand_home(container.tar_from), container.tar, inside=False)
        async with aclosing(upload(ctx.fleet, asked)) as events:
            async for event in events:
                yield event
    async with aclosing(_load(ctx, seen.node, seen.tar_bytes or _size(container))) as loading:
        async for event in loading:
            yield event


def _size(container: Container) -> int:
    try:
        return paths.expand_home(container.tar_from or "").stat().st_size
    except OSError:
        return 0


async def _load(ctx: Context, node: str, total: int) -> AsyncGenerator[ImageLoading, None]:
    """ENGINE load -i, with how far it is once a second."""
    container, mark = ctx.deployment.container, secrets.token_hex(8)
    seconds, clock = ctx.deployment.launch.timeouts_s.image_load, asyncio.get_running_loop().time
    image, tar = container.image or "", container.tar or ""
    began = clock()

    def far(done: int | None) -> ImageLoading:
        return ImageLoading(node, image, tar, total, done, round(clock() - began, 1))

    yield far(None)
    told, done, rest, said = clock(), 0, b"", b""
    pieces = ctx.fleet.host(node).stream(container_creation.load(container, mark))
    try:
        while True:
            left = began + seconds - clock()
            try:
                piece = await asyncio.wait_for(anext(pieces), max(left, 0.001))
            except StopAsyncIteration:
                break
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                head, _, number = line.partition(b" ")
                if head == mark.encode():
                    done = int(number) if number.isdigit() else done
                elif line:
                    said = (said + line + b"\n")[-8192:]
            if clock() - told >= ctx.timings.transfer_tick_s:
                told = clock()
                yield far(done or None)
    except TimeoutError:
        raise Unreachable(
            Message("{tar} was not loaded within {seconds:g} s", tar=tar, seconds=seconds),
            node=node,
            do="give it longer in launch.timeouts_s.image_load, or load it there by hand",
        ) from None
    except CommandFailed as error:
        raise _not_loaded(container, node, error) from error
    finally:
        await pieces.aclose()
    names = engines.loaded_images((said + rest).decode("utf-8", "replace"))
    if names and not any(_same(name, image) for name in names):
        raise Refused(
            Message("{tar} holds {names}, not {image}", tar=tar, names=", ".join(map(one_line, names)), image=image),
            where=node,
            do="set container.image to the image inside it, or container.tar to the archive of the image",
        )


def _not_loaded(container: Container, node: str, error: CommandFailed) -> CommandFailed:
    said = error.stderr
    last = one_line((said.strip().splitlines() or [error.what])[-1])[:300]
    if "no space left on device" in said.lower():
        room = Message("make room where {engine} keeps its images, then run the same again", engine=container.engine)
        return CommandFailed(
            Message("{tar} was not loaded: no space is left there", tar=container.tar), node=node, status=1, do=room
        )
    what, do = engines.trouble(said, container)
    if what.startswith(f"{container.engine}: "):
        what, do = (
            Message("{tar} was not loaded: {last}", tar=container.tar, last=last),
            "see that the archive is whole",
        )
    return CommandFailed(what, node=node, status=error.status, stderr=said, do=do)


def _same(name: str, image: str) -> bool:
    """Whether an engine's name of an image is the profile's: podman and containerd put a registry before short ones."""
    tagged = image if ":" in image.rsplit("/", 1)[-1] or "@" in image else f"{image}:latest"
    return tagged in (name, name.removeprefix("localhost/"), name.removeprefix("docker.io/library/")) or (
        name == engines.identity(image)
    )
