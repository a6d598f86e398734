"""The services of ours that run on the nodes, and what is left of others: found by their service.json."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.errors import CommandFailed
from mindie_tui.model.message import Message, joined
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.planned_files import hashes
from mindie_tui.remote.transport.container import not_running
from mindie_tui.remote.transport.node_program import Program, program


def workers_text(count: int) -> str:
    """ "16 workers", "1 worker"."""
    return Message("1 worker") if count == 1 else Message("{count} workers", count=count)


def holding_text(count: int) -> str:
    """ "16 workers of it hold the NPUs", "1 worker of it holds the NPUs"."""
    if count == 1:
        return Message("1 worker of it holds the NPUs")
    return Message("{count} workers of it hold the NPUs", count=count)


@dataclass(frozen=True, slots=True)
class Standing:
    """A service of ours that runs on a node, as its service.json there has it."""

    node: str
    run: str
    folder: str
    pid: int
    start_time: int
    since: str
    config_sha256: str
    rank_table_sha256: str
    script_sha256: str
    log_size: int = 0
    utc_offset_s: float | None = None
    operator: str = ""
    """user@jumphost of who started it; "" where the record was never written."""
    workers: tuple[int, ...] = ()
    """The pids that are left of it where its daemon has ended; () of a service that runs."""
    shm: tuple[str, ...] = ()
    """What MindIE left in /dev/shm of that node; only where its workers are left too."""

    @property
    def described(self) -> str:
        """The service in words: "the service of run X, started by li@jump at ..."."""
        what = (
            Message("{workers_text} of the service", workers_text=workers_text(len(self.workers)))
            if self.workers
            else "the service"
        )
        found = Message("{what} of run {run}", what=what, run=self.run)
        started: str = ""
        if self.since and self.operator:
            started = Message("started by {operator} at {since}", operator=self.operator, since=self.since)
        elif self.since:
            started = Message("started at {since}", since=self.since)
        return joined(found, started, between=", ")

    @property
    def hashes(self) -> tuple[str, str, str]:
        return self.config_sha256, self.rank_table_sha256, self.script_sha256


# -- what runs there


async def find_services(ctx: Context) -> dict[str, tuple[Standing, ...]]:
    """The services of ours that run on each serving node, whichever run started them. Raises LinkError."""
    return dict(zip(ctx.serving, await _gather([services_of(ctx, name) for name in ctx.serving]), strict=True))


async def find_remains(ctx: Context) -> dict[str, tuple[Standing, ...]]:
    """What is left on each serving node of services whose daemon has ended, whichever run started them."""
    return dict(zip(ctx.serving, await _gather([remains_of(ctx, name) for name in ctx.serving]), strict=True))


async def services_of(ctx: Context, node: str) -> tuple[Standing, ...]:
    """The services of ours that run on one node. Raises LinkError."""
    with ctx.waits.on("a look for services of ours", node, limit_s=30):
        answer = await _ask(ctx, node, processes(ctx, node, "find", {}))
    return tuple(_read_record(node, record) for record in answer.get("services", ()))


async def remains_of(ctx: Context, node: str) -> tuple[Standing, ...]:
    """What is left on one node of services whose daemon has ended. Raises LinkError."""
    with ctx.waits.on("a look for workers that a service has left", node, limit_s=30):
        answer = await _ask(ctx, node, left_behind(ctx, node, "find", {}))
    return tuple(_read_record(node, {**record, "shm": answer.get("shm")}) for record in answer.get("left", ()))


async def _ask(ctx: Context, node: str, program: Program) -> dict[str, Any]:
    try:
        return await program.one(ctx.fleet.inside(node))
    except CommandFailed:
        if await not_running(ctx.fleet.host(node), ctx.deployment.container) is None:
            raise
        return {}  # nothing runs in a container that does not run


async def without_container(ctx: Context, node: str) -> str:
    """ "the container mindie-a3 is not running (exited, status 137)", or "" where that is not it. Raises LinkError."""
    found = await not_running(ctx.fleet.host(node), ctx.deployment.container)
    if found is None:
        return ""
    state, status = found
    how = f"{state}, status {status}" if status else state
    return Message("the container {name} is not running ({how})", name=ctx.deployment.container.name, how=how)


def _read_record(node: str, record: Mapping[str, Any]) -> Standing:
    def text(key: str) -> str:
        return one_line(str(record.get(key) or ""))[:200]

    return Standing(
        node, text("run"), str(record["folder"]), int(record["pid"]), int(record["start_time"]), text("since"),
        text("config_sha256"), text("rank_table_sha256"), text("script_sha256"), int(record.get("log_size") or 0),
        record.get("utc_offset_s"), text("operator"), tuple(int(pid) for pid in record.get("workers") or ()),
        tuple(one_line(str(name)) for name in record.get("shm") or ()),
    )  # fmt: skip


def same_files(ctx: Context, found: Mapping[str, tuple[Standing, ...]]) -> dict[str, Standing] | None:
    """The one service that runs on all nodes with the very files that would be written now; None without."""
    same: dict[str, Standing] = {}
    for node in ctx.serving:
        if len(found[node]) != 1 or found[node][0].hashes != hashes(ctx, node):
            return None
        same[node] = found[node][0]
    return same if len({one.run for one in same.values()}) == 1 else None


def nodes_without_service(ctx: Context, found: Mapping[str, Sequence[Standing]]) -> list[str] | None:
    """The nodes on which nothing of ours runs, where one run's service runs with these very files on all the others.

    That is a start that was cut off between two nodes. None where it is anything else.
    """
    lacking = [node for node in ctx.serving if not found[node]]
    there = [one for services in found.values() for one in services]
    one_run = len({one.run for one in there}) == 1 and len(there) == len(ctx.serving) - len(lacking)
    cut_off = lacking and one_run and all(one.hashes == hashes(ctx, one.node) for one in there)
    return lacking if cut_off else None


# -- asking


def processes(ctx: Context, node: str, what: str, given: Mapping[str, Any], payload: bytes = b"") -> Program:
    """on_node/processes.py with its order; `payload` travels on standard input, which no process list shows."""
    fact = ctx.facts.get(node)
    return program("processes", what, json.dumps(given), python=fact.python if fact else None, payload=payload)


def left_behind(ctx: Context, node: str, what: str, given: Mapping[str, Any]) -> Program:
    """on_node/remains.py with its order."""
    fact = ctx.facts.get(node)
    return program("remains", what, json.dumps(given), python=fact.python if fact else None)


async def _gather(work: Sequence[Any]) -> list[Any]:
    """All at once; the first error after all have ended."""
    answers = await asyncio.gather(*work, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return list(answers)
