"""Files of this machine on a node: sent over the open connection, continued at the byte after a cut, verified.

A node first reports what it has (one round trip), then all that is missing goes through one channel, no faster than the
node takes it. Each file has a temporary name until its SHA256 is right, a new folder until all of it is complete.
Existing files are never replaced: one that differs is a refusal before anything is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from mindie_tui.model.errors import CommandFailed, LinkError, Lost, Unreachable
from mindie_tui.model.events.codec import Event, NodeBack, NodeLost, UploadFinished
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line, size as sized
from mindie_tui.remote.nodes.upload_progress import Progress, Upload
from mindie_tui.remote.nodes.upload_target import Target, differs
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.link import Link
from mindie_tui.remote.transport.node_program import FIRST_PYTHON, Program, by_first_python, program
from mindie_tui.store.uploads import hash_slices, list_files, slices

PYTHONS = ("python3", "/usr/bin/python3", "/usr/local/bin/python3", "/usr/libexec/platform-python")


async def upload(fleet: Fleet, asked: Upload) -> AsyncGenerator[Event, None]:
    """Send what is missing. Yields UploadProgress, NodeLost and NodeBack where the connection is cut, last
    UploadFinished.

    Raises Refused where nothing was sent: the source does not exist, a file on the node differs, its disk is too full;
    LinkError where sending could not finish: what has arrived stays there, and the same call continues at the byte.
    StoreError where a file here changes meanwhile.
    """
    if not asked.files:
        asked = replace(asked, files=list_files(asked.source, f"{asked.node}: {asked.what}"))
    clock, timings = asyncio.get_running_loop().time, fleet.timings
    began = clock()
    progress = Progress(asked, began, timings.transfer_tick_s, told=began)
    sent, waited = 0, 0
    while True:
        try:
            async with aclosing(_send_missing(fleet, asked, progress)) as steps:
                async for step in steps:
                    if isinstance(step, int):
                        sent += step
                    else:
                        yield step
            break
        except _Meanwhile as error:
            waited = 0 if progress.moved else waited + 1
            if waited > timings.shared_file_looks:
                raise CommandFailed(error.what, node=error.node, status=1, do=error.do) from None
            await asyncio.sleep(timings.retry_s[0])
        except (Lost, Unreachable) as error:
            if asked.node in fleet.connected and isinstance(error, Unreachable):
                raise
            yield NodeLost(asked.node, error.what)
            lost = await fleet.reconnect(asked.node, (0.0, *timings.retry_s), timings.reconnect_s)
            if lost is None:
                raise Lost(
                    Message(
                        "the line dropped with {sized} of {sized2} sent",
                        sized=sized(sum(progress.done.values())),
                        sized2=sized(asked.total),
                    ),
                    node=asked.node,
                    do="run it again when the node answers: it continues at the same byte",
                ) from error
            yield NodeBack(asked.node, round(lost, 1))
    yield UploadFinished(
        asked.node, asked.what, asked.target, asked.total, len(asked.files), sent, round(clock() - began, 1)
    )


@dataclass(frozen=True, slots=True)
class _Missing:
    """A file of which the node has nothing, or only the beginning."""

    at: int
    begin: int
    hashed: Any
    """The SHA-256 of what is there; it continues with what is sent."""


async def _send_missing(fleet: Fleet, up: Upload, progress: Progress) -> AsyncGenerator[Event | int, None]:
    """Look, then send over one connection; the integers are bytes that the node has got."""
    clock = asyncio.get_running_loop().time
    link: Link = fleet.inside(up.node) if up.inside else fleet.host(up.node)
    there = await _look(link, up)
    there.judge_names()
    missing: list[_Missing] = []
    async with aclosing(_compare(up, there, progress, missing)) as events:
        async for event in events:
            yield event
    if not missing and there.target:
        return
    there.judge_room(sum(up.files[one.at].size - one.begin for one in missing))
    yield progress.event(clock())
    async with _turn(fleet, progress):
        progress.began = clock()
        async with aclosing(_send(link, up, missing, progress)) as steps:
            async for step in steps:
                yield step
    yield progress.event(clock())


async def _look(link: Link, up: Upload) -> Target:
    """One round trip. Raises CommandFailed where the node cannot look."""
    there = Target(up)
    asking = _program("look", up, [[file.name, file.size] for file in up.files])
    try:
        async with aclosing(asking.stream(link)) as answers:
            async for answer in answers:
                there.hear(answer)
    except CommandFailed as error:
        last = (error.stderr.strip().splitlines() or [error.what])[-1]
        raise CommandFailed(
            Message("{what} cannot be sent: {last}", what=up.what, last=one_line(last)),
            node=up.node,
            status=error.status,
            do=Message("see {target} there", target=up.target),
        ) from error
    return there


async def _compare(
    up: Upload, there: Target, progress: Progress, missing: list[_Missing]
) -> AsyncGenerator[Event, None]:
    """Fill `missing` by the hashes of what is there. Raises Refused for a file with another content."""
    clock = asyncio.get_running_loop().time
    done: dict[int, int] = {}
    for at, file in enumerate(up.files):
        begin, hashed = 0, hashlib.sha256()
        if (told := there.there.get(at) or there.parts.get(at)) is not None:
            size = told[0]
            async for _ in _pace(hash_slices(file, size, hashed)):
                for event in progress.due(clock()):
                    yield event
            same = hashed.hexdigest() == told[1]
            if at in there.there and not same:
                raise differs(up, file, "another content")
            if at in there.there:
                done[at] = file.size
                progress.whole.add(at)
                continue
            begin, hashed = (size, hashed) if same else (0, hashlib.sha256())
        done[at] = begin
        missing.append(_Missing(at, begin, hashed))
    progress.moved = sum(done.values()) > sum(progress.done.values())
    progress.done, progress.kept, progress.began = done, sum(done.values()), clock()


async def _send(
    link: Link, up: Upload, missing: Sequence[_Missing], progress: Progress
) -> AsyncGenerator[Event | int, None]:
    """All that is missing through one channel. Raises LinkError where the node takes no more."""
    clock = asyncio.get_running_loop().time
    taking = _program("take", up, [[up.files[one.at].name, up.files[one.at].size, one.begin] for one in missing])
    rest, over = b"", False
    async with aclosing(link.send(taking.command, _pieces(up, missing))) as output:
        async for piece in output:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                answer = taking.answer(line) or {}
                over = over or "done" in answer
                if "error" in answer:
                    raise _failed(up, answer)
                for got in _count(answer, missing, up, progress):
                    yield got
            for event in progress.due(clock()):
                yield event
    if not over:
        raise CommandFailed(
            "it took no more", node=up.node, status=0, do="find out who stopped it on that node, then run it again"
        )


@asynccontextmanager
async def _turn(fleet: Fleet, progress: Progress) -> AsyncIterator[None]:
    """One of the few sends of a fleet that run at the same time."""
    with fleet.waits.on("its turn to be sent files", progress.upload.node):
        await fleet.sends.acquire()
    watching = asyncio.create_task(_hand_on(fleet, progress))
    try:
        yield
    finally:
        if not watching.done():
            fleet.sends.release()
        watching.cancel()


async def _hand_on(fleet: Fleet, progress: Progress) -> None:
    """Ends with the turn given up, as soon as the node has taken nothing for a while."""
    before = -1
    while before != (before := sum(progress.done.values())):
        await asyncio.sleep(fleet.timings.stalled_s)
    fleet.sends.release()


def _count(answer: dict[str, Any], missing: Sequence[_Missing], up: Upload, progress: Progress) -> list[int]:
    """What the node says it has; the bytes that are new."""
    if "whole" in answer:
        at = missing[answer["whole"]].at
        progress.whole.add(at)
        has = up.files[at].size
    elif "has" in answer:
        at, has = missing[answer["at"]].at, answer["has"]
    else:
        return []
    before, progress.done[at] = progress.done[at], has
    return [has - before]


async def _pieces(up: Upload, missing: Sequence[_Missing]) -> AsyncGenerator[bytes, None]:
    """The bytes that are missing of each file, and its hash in a line of its own."""
    for one in missing:
        async for piece in _pace(slices(up.files[one.at], one.begin)):
            one.hashed.update(piece)
            yield piece
        yield one.hashed.hexdigest().encode() + b"\n"


async def _pace(slices: Iterable[Any]) -> AsyncGenerator[Any, None]:
    """Slice by slice, with the loop's other work between them."""
    for one in slices:
        yield one
        await asyncio.sleep(0)


def _program(mode: str, up: Upload, rows: Sequence[Sequence[Any]]) -> Program:
    """on_node/receive.py by the first Python 3.6 or newer that is found."""
    header = json.dumps({"target": up.target, "single": up.single, "files": rows}).encode() + b"\n"
    asked = program("receive", mode, python=FIRST_PYTHON, payload=header)
    return by_first_python(asked, PYTHONS, (3, 6))


class _Meanwhile(CommandFailed):
    """Another sender is at the same file, as on a disk that several nodes share."""


def _failed(up: Upload, answer: dict[str, Any]) -> LinkError:
    what = f"{answer['path']}: {answer['error']}"
    if answer.get("again"):
        return _Meanwhile(what, node=up.node, status=1, do=answer["do"])
    return CommandFailed(what, node=up.node, status=1, stderr=answer["error"], do=answer["do"])
