"""Files of this machine on a node: sent over the line that is open, continued at the byte after a cut, verified.

A node is first asked what stands there (one round trip), then all that is missing goes through one channel, no faster
than the node takes it. Each file stands under a name of its own until its SHA256 is right, a new folder until all of
it is whole. Nothing that stands there is replaced: a file that differs is a refusal before anything is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import CommandFailed, LinkError, Lost, Refused, Unreachable
from mindie_tui.model.events.codec import Event, NodeBack, NodeLost, UploadFinished, UploadProgress
from mindie_tui.model.text import one_line, size as sized
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.link import Link
from mindie_tui.remote.transport.node_program import FIRST_PYTHON, Program, by_first_python, program
from mindie_tui.store.uploads import Outgoing, hashing, listed, slices

TELL_S = 1.0
"""Between two upload.progress; never less."""
RECONNECT_S = 300.0
"""How long a dropped line is tried again."""
RETRY_S = (0.5, 1.0, 2.0, 5.0)
PATIENCE = 2
"""How often it is looked again at a file that another sender has, and that does not grow."""
STALLED_S = 10.0
"""A node that takes nothing for so long gives its turn to another, and goes on when it can."""
SPARE = 1 << 20
PYTHONS = ("python3", "/usr/bin/python3", "/usr/local/bin/python3", "/usr/libexec/platform-python")


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent where."""

    node: str
    what: str
    """A dataset's name, or "image"."""
    source: Path
    target: str
    """An absolute path on the node."""
    inside: bool = True
    """In the node's container; else on the machine."""
    files: tuple[Outgoing, ...] = ()

    @property
    def single(self) -> bool:
        return len(self.files) == 1 and not self.files[0].name

    @property
    def total(self) -> int:
        return sum(file.size for file in self.files)


@dataclass
class _Progress:
    """How far it is; what is said of it once a second."""

    upload: Upload
    began: float
    kept: int = 0
    """Bytes that stood there before."""
    done: dict[int, int] = field(default_factory=dict)
    """File: the bytes of it that the node has."""
    whole: set[int] = field(default_factory=set)
    told: float = 0.0
    moved = False
    """The node has more of it than when it was looked at before."""

    def event(self, now: float) -> UploadProgress:
        done, elapsed = sum(self.done.values()), now - self.began
        rate = (done - self.kept) / elapsed if elapsed > 0 else 0.0
        up = self.upload
        return UploadProgress(
            up.node,
            up.what,
            up.target,
            done,
            up.total,
            len(self.whole),
            len(up.files),
            round(elapsed, 1),
            round((up.total - done) / rate, 1) if rate > 0 else None,
        )


async def upload(fleet: Fleet, asked: Upload) -> AsyncGenerator[Event, None]:
    """Send what is missing. Yields UploadProgress, NodeLost and NodeBack where the line is cut, last UploadFinished.

    Raises Refused where nothing was sent: the source is not there, a file on the node differs, its disk is too full;
    LinkError where it could not be ended: what has arrived stays there, and the same call goes on at the byte.
    StoreError where a file here changes meanwhile.
    """
    if not asked.files:
        asked = replace(asked, files=listed(asked.source, f"{asked.node}: {asked.what}"))
    clock = asyncio.get_running_loop().time
    began = clock()
    progress = _Progress(asked, began, told=began)
    sent, waited = 0, 0
    while True:
        try:
            async with aclosing(_once(fleet, asked, progress)) as steps:
                async for step in steps:
                    if isinstance(step, int):
                        sent += step
                    else:
                        yield step
            break
        except _Meanwhile as error:
            waited = 0 if progress.moved else waited + 1
            if waited > PATIENCE:
                raise CommandFailed(error.what, node=error.node, status=1, do=error.do) from None
            await asyncio.sleep(RETRY_S[0])
        except (Lost, Unreachable) as error:
            if asked.node in fleet.connected and isinstance(error, Unreachable):
                raise
            yield NodeLost(asked.node, error.what)
            lost = await fleet.reconnected(asked.node, (0.0, *RETRY_S), RECONNECT_S)
            if lost is None:
                raise Lost(
                    f"the line dropped with {sized(sum(progress.done.values()))} of {sized(asked.total)} sent",
                    node=asked.node,
                    do="run it again when the node answers: it goes on at the byte",
                ) from error
            yield NodeBack(asked.node, round(lost, 1))
    yield UploadFinished(
        asked.node, asked.what, asked.target, asked.total, len(asked.files), sent, round(clock() - began, 1)
    )


async def _once(fleet: Fleet, up: Upload, progress: _Progress) -> AsyncGenerator[Event | int, None]:
    """Look, then send over one connection; the integers are bytes that the node has got."""
    clock = asyncio.get_running_loop().time
    link: Link = fleet.inside(up.node) if up.inside else fleet.host(up.node)
    found = _Found(up)
    done: dict[int, int] = {}
    asking = _program("look", up, [[file.name, file.size] for file in up.files])
    try:
        async with aclosing(asking.stream(link)) as answers:
            async for answer in answers:
                found.hear(answer)
    except CommandFailed as error:
        last = (error.stderr.strip().splitlines() or [error.what])[-1]
        raise CommandFailed(
            f"{up.what} cannot be sent: {one_line(last)}",
            node=up.node,
            status=error.status,
            do=f"see {up.target} there",
        ) from error
    found.judge_names()
    rows: list[tuple[int, int, Any]] = []
    for at, file in enumerate(up.files):
        begin, hashed = 0, hashlib.sha256()
        if (told := found.there.get(at) or found.parts.get(at)) is not None:
            size = told[0]
            async for _ in _paced(hashing(file, size, hashed)):
                if clock() - progress.told >= TELL_S:
                    progress.told = clock()
                    yield progress.event(clock())
            same = hashed.hexdigest() == told[1]
            if at in found.there and not same:
                raise _differs(up, file, "another content")
            if at in found.there:
                done[at] = file.size
                progress.whole.add(at)
                continue
            begin, hashed = (size, hashed) if same else (0, hashlib.sha256())
        done[at] = begin
        rows.append((at, begin, hashed))
    progress.moved = sum(done.values()) > sum(progress.done.values())
    progress.done, progress.kept, progress.began = done, sum(done.values()), clock()
    if not rows and found.target:
        return
    found.judge_room(sum(up.files[at].size - begin for at, begin, _ in rows))
    progress.told = clock()
    yield progress.event(clock())
    taking = _program("take", up, [[up.files[at].name, up.files[at].size, begin] for at, begin, _ in rows])
    rest, over = b"", False
    async with (
        _turn(fleet, progress),
        aclosing(link.send(taking.command, _pieces(up, rows))) as output,
    ):
        progress.began = clock()
        async for piece in output:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                answer = taking.answer(line) or {}
                over = over or "done" in answer
                if "error" in answer:
                    raise _failed(up, answer)
                for got in _heard(answer, rows, up, progress):
                    yield got
            if clock() - progress.told >= TELL_S:
                progress.told = clock()
                yield progress.event(clock())
    if not over:
        raise CommandFailed("it took no more", node=up.node, status=0, do="see who ended it there, then run it again")
    yield progress.event(clock())


@asynccontextmanager
async def _turn(fleet: Fleet, progress: _Progress) -> AsyncIterator[None]:
    """One of the few sends of a fleet that go on at once."""
    with fleet.waits.on("its turn to be sent files", progress.upload.node):
        await fleet.sends.acquire()
    watching = asyncio.create_task(_hand_on(fleet, progress))
    try:
        yield
    finally:
        if not watching.done():
            fleet.sends.release()
        watching.cancel()


async def _hand_on(fleet: Fleet, progress: _Progress) -> None:
    """Ends with the turn given up, as soon as the node has taken nothing for a while."""
    before = -1
    while before != (before := sum(progress.done.values())):
        await asyncio.sleep(STALLED_S)
    fleet.sends.release()


def _heard(answer: dict[str, Any], rows: Sequence[tuple[int, int, Any]], up: Upload, progress: _Progress) -> list[int]:
    """What the node says it has; the bytes that are new."""
    if "whole" in answer:
        at = rows[answer["whole"]][0]
        progress.whole.add(at)
        has = up.files[at].size
    elif "has" in answer:
        at, has = rows[answer["at"]][0], answer["has"]
    else:
        return []
    before, progress.done[at] = progress.done[at], has
    return [has - before]


async def _pieces(up: Upload, rows: Sequence[tuple[int, int, Any]]) -> AsyncGenerator[bytes, None]:
    """The bytes that are missing of each file, and its hash in a line of its own."""
    for at, begin, hashed in rows:
        async for piece in _paced(slices(up.files[at], begin)):
            hashed.update(piece)
            yield piece
        yield hashed.hexdigest().encode() + b"\n"


async def _paced(slices: Iterable[Any]) -> AsyncGenerator[Any, None]:
    """Slice by slice, with the loop's other work between them."""
    for one in slices:
        yield one
        await asyncio.sleep(0)


def _program(mode: str, up: Upload, rows: Sequence[Sequence[Any]]) -> Program:
    """on_node/receive.py by the first Python 3.6 or newer that is found."""
    header = json.dumps({"target": up.target, "single": up.single, "files": rows}).encode() + b"\n"
    asked = program("receive", mode, python=FIRST_PYTHON, payload=header)
    return by_first_python(asked, PYTHONS, (3, 6))


class _Found:
    """What stands on the node, as it told."""

    def __init__(self, up: Upload) -> None:
        self.up = up
        self.there: dict[int, tuple[int, str]] = {}
        """File: size and hash of what stands in its place; it is of the right size."""
        self.parts: dict[int, tuple[int, str]] = {}
        """File: size and hash of what has arrived of it."""
        self.target = False
        self._odd: list[tuple[int, int]] = []
        self._disk: dict[str, Any] | None = None

    def hear(self, answer: dict[str, Any]) -> None:
        if "error" in answer:
            raise Refused(f"{answer['path']}: {answer['error']}", where=self.up.node, do=answer["do"])
        if "there" in answer:
            if answer["sha256"] is None:
                self._odd.append((answer["at"], answer["there"]))
            else:
                self.there[answer["at"]] = (answer["there"], answer["sha256"])
        elif "part" in answer:
            if answer["sha256"] is not None:
                self.parts[answer["at"]] = (answer["part"], answer["sha256"])
        elif "free" in answer:
            self.target, self._disk = answer["target"], answer

    def judge_names(self) -> None:
        """Raises Refused where something else stands in the place of a file."""
        for at, size in self._odd:
            file = self.up.files[at]
            raise _differs(self.up, file, f"{size} bytes, not {file.size}" if size >= 0 else "no file")

    def judge_room(self, need: int) -> None:
        """Raises Refused where there is too little room for what is missing, or none may be used."""
        if self._disk is None:
            raise CommandFailed("the node did not say what stands there", node=self.up.node, status=0)
        folder, free, why = (self._disk[key] for key in ("folder", "free", "why"))
        if why:
            raise Refused(f"{folder} {why}", where=self.up.node, do="name a folder that the login may write to")
        if free is not None and free < need + SPARE:
            raise Refused(
                f"{sized(free)} are free in {folder}, {self.up.what} needs {sized(need)} more",
                where=self.up.node,
                do="make room there, or name another folder; nothing was sent",
            )


def _differs(up: Upload, file: Outgoing, how: str) -> Refused:
    path = f"{up.target}/{file.name}" if file.name else up.target
    return Refused(
        f"{path} stands there with {how}, unlike {file.path}",
        where=up.node,
        do="it is not replaced: move it away there, or leave `from` out to use it as it is",
    )


class _Meanwhile(CommandFailed):
    """Another sender is at the same file, as on a disk that several nodes share."""


def _failed(up: Upload, answer: dict[str, Any]) -> LinkError:
    what = f"{answer['path']}: {answer['error']}"
    if answer.get("again"):
        return _Meanwhile(what, node=up.node, status=1, do=answer["do"])
    return CommandFailed(what, node=up.node, status=1, stderr=answer["error"], do=answer["do"])
