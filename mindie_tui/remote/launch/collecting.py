"""After a failed start: the logs that the services do not print, fetched from each node, and the culprit in all logs.

Bounded in size and time; a dead or slow node is reported and delays no other.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.errors import LinkError, MindieTuiError
from mindie_tui.model.events.codec import Event, LogsCollected, LogsCollecting
from mindie_tui.model.faults.culprit import judge, weighed
from mindie_tui.model.faults.log_reader import FileTally, LogReader, SeenFault
from mindie_tui.model.faults.ranks import RankPlace, ranks_of
from mindie_tui.model.launch.found_culprit import culprit_event
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.environment.log_folders import log_folders
from mindie_tui.model.shell import sh
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.log.followed_files import name_of
from mindie_tui.remote.launch.log.logs import Followed
from mindie_tui.remote.transport.node_program import program
from mindie_tui.store.runs.spool import Spool

MOST_BYTES, EACH_BYTES, KERNEL_BYTES = 16 << 20, 4 << 20, 1 << 20
NODE_S = 20.0
"""How long one node may take."""
BEFORE_S = 5.0
"""A file written this long before the start may still belong to it: clocks are compared no better than that."""
_READ_BYTES = 64 << 20
"""Of the end of one log that are looked through."""
_CHUNK = 1 << 20
_KERNEL = "kernel"


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What one node gave."""

    node: str
    names: tuple[str, ...] = ()
    """Of its spools that hold it."""
    bytes: int = 0
    said: str = ""
    zone_s: float | None = None
    """Seconds by which its clock's local time is ahead of UTC."""


async def collect(ctx: Context, running: Mapping[str, Followed], elapsed_s: float) -> AsyncGenerator[Event, None]:
    """LogsCollecting, LogsCollected for each node as it answers, then ServiceCulprit where the logs name one.

    `running`: the daemons that were started, `elapsed_s` seconds ago. Raises StoreError.
    """
    names = tuple(name for name in ctx.serving if name in running)
    if not names:
        return
    yield LogsCollecting(names)
    began = time.time() - elapsed_s
    asked = [asyncio.create_task(_fetch(ctx, name, elapsed_s + BEFORE_S), name=f"collect {name}") for name in names]
    zones: dict[str, float] = {name: zone for name in names if (zone := running[name].utc_offset_s) is not None}
    kept: dict[str, tuple[str, ...]] = {}
    try:
        for coming in asyncio.as_completed(asked):
            fetched = await coming
            kept[fetched.node] = fetched.names
            if fetched.zone_s is not None:
                zones[fetched.node] = fetched.zone_s
            files = tuple(f"logs/{fetched.node}/{name}.log" for name in fetched.names)
            yield LogsCollected(fetched.node, files, fetched.bytes, fetched.said)
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
    offsets = {n: f.clock_offset_s for n, f in ctx.facts.items() if f.clock_offset_s is not None}
    logs = [(name, spool, running[name].since) for name in names for spool in [ctx.run.spool(name)]]
    further = [(name, ctx.run.spool(name, one), 0) for name in names for one in kept.get(name, ())]
    found = await asyncio.to_thread(_read, logs, zones)
    late = await asyncio.to_thread(_read, further, zones)
    found += [one for one in late if _is_of_this_start(one, began - BEFORE_S, offsets)]
    verdict = judge(weighed(found), _places(ctx), offsets)
    if verdict is not None:
        yield culprit_event(verdict)


def _is_of_this_start(one: SeenFault, began: float, offsets: Mapping[str, float]) -> bool:
    """Whether a line of a log that outlives a start can be of this one."""
    return one.utc_s is None or one.utc_s - offsets.get(one.node, 0.0) >= began


# -- one node


async def _fetch(ctx: Context, node: str, age_s: float) -> _Fetched:
    """Everything of one node, in `NODE_S` seconds. Raises StoreError."""
    with ctx.waits.on("its logs", node, limit_s=NODE_S):
        kept, notes, zone_s = _Keeper(ctx, node), list[str](), None
        try:
            async with asyncio.timeout(NODE_S):
                answers = await _ask(ctx, node, age_s)
                await asyncio.to_thread(kept.keep, answers)
                ended: Mapping[str, Any] = answers[-1] if answers else {}
                zone_s = ended.get("zone_s")
                if left := ended.get("left"):
                    notes.append(Message("{n} files were left out", n=left))
                kept.add(_KERNEL, _KERNEL, await _kernel(ctx, node, age_s))
        except TimeoutError:
            notes.append(Message("it did not answer within {seconds:g} s", seconds=NODE_S))
        except (LinkError, MindieTuiError) as error:
            notes.append(error.what)
        return _Fetched(node, tuple(kept.names), kept.bytes, "; ".join(notes), zone_s)


async def _ask(ctx: Context, node: str, age_s: float) -> list[dict[str, Any]]:
    """The answers of on_node/service/collect.py. Raises LinkError's children and CommandFailed."""
    environment = ctx.artefacts.environments[ctx.serving.index(node)]
    folders = log_folders(environment)
    given = {
        "age_s": age_s, "folders": list(folders), "most": MOST_BYTES, "each": EACH_BYTES, "seconds": NODE_S / 2,
    }  # fmt: skip
    fact = ctx.facts.get(node)
    asked = program("service.collect", json.dumps(given), python=fact.python if fact else None)
    return await asked.ask(ctx.fleet.inside(node), timeout=NODE_S)


async def _kernel(ctx: Context, node: str, age_s: float) -> bytes:
    """The kernel lines in the journal of the machine; b"" where it may not be read."""
    line = "journalctl -k -o short-iso --no-pager -q {} 2>/dev/null | tail -c {}"
    asked = sh(line, f"--since=-{age_s:.0f}s", KERNEL_BYTES)
    return (await ctx.fleet.host(node).run(asked, timeout=NODE_S / 2)).stdout


class _Keeper:
    """Writes what a node gives into the run folder, each file under a name of its own."""

    def __init__(self, ctx: Context, node: str) -> None:
        self._run, self._node = ctx.run, node
        self._taken: dict[str, str] = {name: "" for at, name in ctx.run.logs() if at == node}
        self.names: list[str] = []
        self.bytes = 0

    def keep(self, answers: Sequence[Mapping[str, Any]]) -> None:
        """Every file of some answers; one that cannot be unpacked is left out."""
        for answer in answers:
            if "data" in answer:
                unpacker = zlib.decompressobj()
                data = unpacker.decompress(base64.b64decode(answer["data"]), EACH_BYTES)
                self.add(str(answer["file"]), str(answer["file"]), data)

    def add(self, path: str, name: str, data: bytes) -> None:
        """Keep one file, if it holds anything. Raises StoreError."""
        if not data.strip():
            return
        name = name_of(name, self._taken)
        self._taken[name] = path
        self._run.spool(self._node, name).append(data if data.endswith(b"\n") else data + b"\n")
        self.names.append(name)
        self.bytes += len(data)


# -- all of them


def _read(logs: Sequence[tuple[str, Spool, int]], zones: Mapping[str, float]) -> list[SeenFault]:
    """What the logs of some nodes show: (node, spool, bytes at its begin that an earlier start wrote)."""
    found: list[SeenFault] = []
    for node, spool, begin in logs:
        name = f"logs/{node}/{spool.path.name}"
        found += _tally(spool, name, max(begin, spool.size - _READ_BYTES)).of(node, zones.get(node, 0.0))
    return found


def _tally(spool: Spool, name: str, at: int) -> FileTally:
    reader = LogReader(name, at)
    with spool.path.open("rb") as file:
        file.seek(at)
        while chunk := file.read(_CHUNK):
            reader.feed(chunk)
    return reader.finish()


def _places(ctx: Context) -> tuple[RankPlace, ...]:
    """The ranks of this start; none where the engine takes no rank table."""
    table = getattr(ctx.artefacts, "rank_table", None)  # vLLM-Ascend has none
    names = {fact.ip: name for name, fact in ctx.facts.items() if fact.ip}
    return ranks_of(table, names)
