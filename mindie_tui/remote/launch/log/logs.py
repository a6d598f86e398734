"""The log and the processes of each node's service, followed over as many connections as it takes.

Bytes go into the run's spools, and their meaning comes out as events. A dropped connection is made again and the log
continues at the byte where it stopped, which the spool's size gives, so nothing is lost or doubled.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.errors import LinkError, Lost, StoreError
from mindie_tui.model.events.codec import Event, LogTurned, NodeBack, NodeLost, NodeRefused, NpuSample, ServiceError
from mindie_tui.model.launch import process_watch
from mindie_tui.model.launch.first_error import FirstError
from mindie_tui.model.launch.log_recogniser import UNRECOGNISED, LogRecogniser
from mindie_tui.model.launch.vitals import DISK, NPU, Vitals, has_room, npus_ill
from mindie_tui.model.message import Message
from mindie_tui.model.text import size
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.log.followed_files import STOOD, Kept, follow_pieces, follower, name_of
from mindie_tui.remote.launch.npu_samples import sample, tables
from mindie_tui.remote.transport.container import not_running
from mindie_tui.remote.transport.link import Link
from mindie_tui.remote.transport.node_program import program

PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Between two attempts to reach a node again; the last one stays."""
NPU_AGAIN_S = 10.0
"""From an npu-smi that gave no answer to the next."""
LAST_WORDS_S = 5.0
"""How long the last bytes of a log are waited for after its daemon has ended."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One service on one node."""

    node: str
    folder: str
    """Its run's folder there, `~` in front or absolute."""
    pid: int
    start_time: int
    since: int = 0
    """Bytes of service.log that an earlier start wrote: kept, but not looked at."""
    utc_offset_s: float | None = None
    """The time zone of its log's lines."""

    @property
    def path(self) -> str:
        return f"{self.folder}/service.log"


class Logs:
    """Follows the services of one run until it is closed; the Session keeps it after `ready`.

    `events()` yields NodeLost, NodeBack, ServicePhase, ServiceError, ServiceDied, ServiceStopped where somebody stopped
    it, and NpuSample every two seconds, of which the latest of each node is kept until somebody takes it.
    """

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.run = ctx.run
        self._began = time.monotonic()
        self.serving = False
        """The service was healthy while it was followed; a log that was kept before says nothing of its phases."""
        self._news: asyncio.Queue[Event | StoreError] = asyncio.Queue()
        self._samples: dict[str, NpuSample] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._nodes: list[_NodeFollower] = []
        offsets = {name: fact.clock_offset_s for name, fact in ctx.facts.items()}
        self._known, self._unknown = FirstError(offsets), FirstError(offsets)
        self.vitals = Vitals()
        """The current problems."""

    @property
    def first_error(self) -> ServiceError | None:
        """The earliest known error of all nodes, by the clocks of their lines."""
        return self._known.event

    @property
    def unrecognised(self) -> ServiceError | None:
        """The earliest error line that the table does not hold."""
        return self._unknown.event

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start of the first daemon, by a clock that nobody sets."""
        return round(time.monotonic() - self._began, 1)

    def begin(self, age_s: float = 0.0) -> None:
        """The start begins now, or began `age_s` seconds ago: what is waited for before it is no part of it."""
        self._began = time.monotonic() - age_s

    def follow(self, followed: Followed) -> None:
        """Follow one more service from where its spool ends."""
        node = _NodeFollower(self, followed)
        self._nodes.append(node)
        self._tasks.append(asyncio.create_task(node.run(), name=Message("log of {node}", node=followed.node)))

    async def next(self, timeout: float) -> Event | None:
        """The next event, None after `timeout` seconds without one. Raises StoreError where the disk refuses bytes."""
        try:
            async with asyncio.timeout(timeout):
                event = await self._news.get()
        except TimeoutError:
            return None
        if isinstance(event, StoreError):
            raise event
        return self._samples.pop(event.node) if isinstance(event, NpuSample) else event

    async def events(self) -> AsyncGenerator[Event, None]:
        """Everything that is still to come, until the iterator is closed."""
        while True:
            event = await self.next(3600)
            if event is not None:
                yield event

    def heard(self) -> dict[str, tuple[int, bool]]:
        """Node: how far its log is kept, and whether its line is down."""
        return {node.name: (node.service.offset, node.lost) for node in self._nodes}

    @property
    def ended(self) -> bool:
        """Whether the service of a node has ended."""
        return any(node.ended for node in self._nodes)

    def pid(self, name: str) -> int | None:
        """The daemon that is followed on a node."""
        return next((node.followed.pid for node in self._nodes if node.name == name), None)

    def recogniser(self, name: str) -> LogRecogniser | None:
        """What has read the log of a node."""
        return next((node.recogniser for node in self._nodes if node.name == name), None)

    def tell(self, event: Event, utc_offset_s: float | None = None) -> None:
        if isinstance(event, ServiceError):
            if event.code == UNRECOGNISED:
                self._unknown.seen(event, time.time(), utc_offset_s)
            else:
                before = self._known.event
                event = self._known.seen(event, time.time(), utc_offset_s)
                first = self._known.event
                if first is not None and first is not before and first is not event:
                    self._news.put_nowait(first)  # a line that was told before turns out to be the first
        if isinstance(event, NpuSample):
            fresh = event.node not in self._samples
            self._samples[event.node] = event
            if not fresh:
                return  # the one that waits in the queue becomes this one
        self._news.put_nowait(event)

    def look(self, node: str, what: str, good: bool, said: str, do: str = "") -> None:
        """One reading of a vital sign; reported where it has changed."""
        if (event := self.vitals.seen(node, what, good, said, do, time.monotonic())) is not None:
            self._news.put_nowait(event)

    def fail(self, error: StoreError) -> None:
        self._news.put_nowait(error)

    async def close(self) -> None:
        """Stop following. The services keep running; the bytes so far are in the spools."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for node in self._nodes:
            node.remember()
        self._nodes = []


class _NodeFollower:
    """One service: its log and its process, over one connection after the other."""

    def __init__(self, logs: Logs, followed: Followed) -> None:
        self.logs, self.ctx, self.followed = logs, logs.ctx, followed
        self.name = followed.node
        self.service = Kept(self.ctx.run, self.name, "service", followed.path)
        self.patterns = self.ctx.deployment.launch.follow
        self.further = self._further() if self.patterns else {}
        """Files that the patterns found, by their paths."""
        self._pass_over = followed.since + self.service.begins
        """Bytes of the spool that are kept, but not looked at."""
        words = self.ctx.engine.start.words()
        self.recogniser = LogRecogniser(words, self.name, max(self.service.spool.size, self._pass_over))
        self._others: dict[str, LogRecogniser] = {}
        self._codes: set[str] = set()
        self.ended = False
        self._lost_at: float | None = None
        """When the line dropped; None while it holds."""
        self._grown = asyncio.Event()
        self.remember()

    def _further(self) -> dict[str, Kept]:
        """The further files of this node that an earlier start has kept."""
        run = self.ctx.run
        names = [name for node, name in run.logs() if node == self.name and name != "service"]
        places = {name: place for name in names if (place := run.log_place(self.name, name)) is not None}
        return {p["path"]: Kept(run, self.name, name, p["path"]) for name, p in places.items() if "path" in p}

    def remember(self) -> None:
        """The paths of the logs and how far they are kept, for a later session."""
        with suppress(StoreError):
            self.service.remember(pid=self.followed.pid)
            for kept in self.further.values():
                kept.remember()

    async def run(self) -> None:
        """Until the service has ended, or the task is cancelled."""
        attempt = 0
        while not self.ended:
            try:
                if self._lost_at is not None:
                    await asyncio.sleep(PAUSES_S[min(attempt, len(PAUSES_S) - 1)])
                    attempt += 1
                    if not await self._reach():
                        continue
                await self._both()
            except LinkError as error:
                if not isinstance(error, Lost) and await self._container_ended():
                    return
                if self._lost_at is None:
                    attempt, self._lost_at = 0, time.monotonic()
                    self.logs.tell(NodeLost(self.name, error.what))
            except StoreError as error:
                self.logs.fail(error)
                return

    async def _reach(self) -> bool:
        """Connect again. A node that now shows another key, or lets nobody in, says so."""
        async for event in self.ctx.fleet.connect([self.name]):
            if isinstance(event, NodeRefused) and event.kind != "unreachable":
                self.logs.tell(event)
        return self.name in self.ctx.fleet.connected

    @property
    def lost(self) -> bool:
        return self._lost_at is not None

    async def _container_ended(self) -> bool:
        """Where the line holds and nothing answers inside, the container may be gone, and the service with it."""
        container = self.ctx.fleet.container
        with suppress(LinkError):
            if (found := await not_running(self.ctx.fleet.host(self.name), container)) is not None:
                self.ended = True
                self.logs.tell(process_watch.container_end(self.name, container.name, *found))
        return self.ended

    def _hears(self) -> None:
        """The connection has answered."""
        if self._lost_at is not None:
            self.logs.tell(NodeBack(self.name, round(time.monotonic() - self._lost_at, 1)))
            self._lost_at = None

    async def _both(self) -> None:
        """Log and process over one connection. Raises LinkError where it drops."""
        link = self.ctx.fleet.inside(self.name)
        reading = asyncio.create_task(self._read(link))
        watching = asyncio.create_task(self._watch(link))
        sampling = asyncio.create_task(self._sample())
        try:
            await asyncio.wait((reading, watching), return_when=asyncio.FIRST_COMPLETED)
            for task in (watching, reading):
                if task.done():
                    task.result()
        finally:
            for task in (reading, watching, sampling):
                task.cancel()
            await asyncio.gather(reading, watching, sampling, return_exceptions=True)

    async def _read(self, link: Link) -> None:
        fact = self.ctx.facts.get(self.name)
        known = [self.service, *self.further.values()]
        path, python = self.followed.path, fact.python if fact else None
        asked = follower([path], self.patterns, known, f"{self.followed.folder}/{STOOD}", python)
        async with aclosing(follow_pieces(asked, link)) as answers:
            async for what, chunk in answers:
                self._hears()
                if "file" in what:
                    self._take(self._kept(what["file"]), what, chunk)
                    self._grown.set()
                    await asyncio.sleep(0)  # a flood lets the others have their turn

    def _kept(self, path: str) -> Kept:
        """Where the bytes of a file go."""
        if path == self.followed.path:
            return self.service
        if path not in self.further:
            taken = {kept.name: kept.path for kept in self.further.values()}
            self.further[path] = Kept(self.ctx.run, self.name, name_of(path, taken), path)
        return self.further[path]

    def _take(self, kept: Kept, what: Mapping[str, Any], chunk: bytes) -> None:
        """Keep the bytes of one file, and yield the events in them."""
        if "how" in what:
            chunk = kept.turn(what["inode"])
            kept.remember()
            end = kept.spool.size
            self.logs.tell(LogTurned(self.name, kept.file, what["how"], end, bool(what.get("lost"))))
        else:
            if kept.stands(what["inode"], what["at"]):
                kept.remember()
            kept.spool.append(chunk)
            end = kept.spool.size
        if kept is self.service:
            fresh = chunk[max(0, self._pass_over - end + len(chunk)) :]
            events = self.recogniser.feed(fresh, self.logs.elapsed_s) if fresh else []
        else:
            events = self._known_errors(kept, end - len(chunk), chunk)
        for event in events:
            if isinstance(event, ServiceError):
                self._codes.add(event.code)
            self.logs.tell(event, self.followed.utc_offset_s)

    def _known_errors(self, kept: Kept, at: int, chunk: bytes) -> list[Event]:
        """Of a further file only the known errors, each code once a node: it repeats what the service prints."""
        looks = self._others.setdefault(kept.name, LogRecogniser(self.recogniser.words, self.name, at, kept.file))
        seen = looks.feed(chunk, self.logs.elapsed_s)
        return [e for e in seen if isinstance(e, ServiceError) and e.code not in {*self._codes, UNRECOGNISED}]

    async def _watch(self, link: Link) -> None:
        given = {"folder": self.followed.folder, "pid": self.followed.pid, "start_time": self.followed.start_time}
        fact = self.ctx.facts.get(self.name)
        asked = program("processes", "watch", json.dumps(given), python=fact.python if fact else None)
        async with aclosing(asked.stream(link)) as answers:
            async for answer in answers:
                self._hears()
                if "died" in answer:
                    await self._last_words(answer.get("log_size", 0))
                    self.ended = True
                    engine = self.ctx.engine
                    phase = "started" if self.logs.serving else self.recogniser.phase
                    self.logs.tell(
                        process_watch.end(self.name, answer, phase, engine.start.exits, engine.parameters.program)
                    )
                    return
                if (wrong := process_watch.sign(self.name, answer)) is not None:
                    self.logs.tell(wrong)
                if isinstance(free := answer.get("free"), int):
                    self._disk(free)

    def _disk(self, free: int) -> None:
        """The room where its log is written."""
        if (room := has_room(free)) is not None:
            said = (
                ""
                if room
                else Message(
                    "{free} free on the disk of {folder}: the log may stop growing",
                    free=size(free),
                    folder=self.followed.folder,
                )
            )
            self.logs.look(self.name, DISK, room, said, "make room there")

    async def _sample(self) -> None:
        """The NPUs' memory and health; a node without npu-smi has none to report, and its log continues."""
        used = self.ctx.engine.start.npu_ids(self.ctx.deployment, self.ctx.facts) or ()
        wanted: tuple[int, ...] = ()
        """Those that are used, as the first table has them: inside a container they may be called otherwise."""
        while True:
            try:
                async with aclosing(tables(self.ctx, self.name)) as looks:
                    async for seen in looks:
                        healths = {npu.id: npu.health for npu in seen}
                        wanted = wanted or tuple(number for number in healths if number in used) or tuple(healths)
                        self.logs.tell(sample(self.name, seen))
                        ill = npus_ill(healths, wanted)
                        self.logs.look(self.name, NPU, not ill, ill, "see `npu-smi info` and dmesg there")
            except Lost:
                return
            except LinkError as error:
                if not wanted:
                    return
                self.logs.look(
                    self.name,
                    NPU,
                    False,
                    Message("npu-smi answers no more: {what}", what=error.what),
                    "see dmesg there",
                )
            await asyncio.sleep(NPU_AGAIN_S)

    async def _last_words(self, size: int) -> None:
        """Wait for the bytes that the daemon still wrote, then look at its unfinished last line."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                while self.service.offset < size:
                    self._grown.clear()
                    await self._grown.wait()
        for event in self.recogniser.finish(self.logs.elapsed_s):
            self.logs.tell(event, self.followed.utc_offset_s)
