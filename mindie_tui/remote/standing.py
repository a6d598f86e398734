"""The services of ours that run on the nodes: found by their service.json, spoken to, stopped by pid and start time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from mindie_tui.model import document
from mindie_tui.model.artefacts import BACKEND, MODEL, SERVER
from mindie_tui.model.errors import CommandFailed, LaunchFailed, MindieTuiError
from mindie_tui.model.events import Event, ServiceAttached, ServiceStarted, ServiceStopped
from mindie_tui.model.text import one_line
from mindie_tui.remote.container import not_running
from mindie_tui.remote.context import Context
from mindie_tui.remote.program import Program, program
from mindie_tui.remote.push import CONFIG, SCRIPT, TABLE, planned

TERM_S = 30.0
"""From TERM to KILL: the daemon waits up to 5 s, TERMs its children and waits up to 15 s for them."""


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

    @property
    def hashes(self) -> tuple[str, str, str]:
        return self.config_sha256, self.rank_table_sha256, self.script_sha256


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service is spoken to, out of what was written."""

    url: str
    """Of the business port, as http://10.20.3.11:1025."""
    management: str
    model: str
    ports: Mapping[str, int]
    tls: Mapping[str, Any] | None = None
    """Of https: {"ca": [paths], "cert": path, "key": path}, where the service's own files stand on the master."""
    management_tls: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, ctx: Context) -> Address:
        config, environment = ctx.artefacts.config, ctx.artefacts.environments[0]

        def value(at: str, default: Any) -> Any:
            found = document.get(config, at)
            return default if found is document.ABSENT else found

        ip = environment.get("MIES_CONTAINER_IP") or value(f"{SERVER}/ipAddress", "127.0.0.1")
        own = environment.get("MIES_CONTAINER_MANAGEMENT_IP") or value(f"{SERVER}/managementIpAddress", "127.0.0.2")
        scheme = "https" if value(f"{SERVER}/httpsEnabled", True) is True else "http"
        ports = {
            "service": value(f"{SERVER}/port", 1025),
            "management": value(f"{SERVER}/managementPort", 1026),
            "metrics": value(f"{SERVER}/metricsPort", 1027),
        }
        if len(ctx.serving) > 1:
            ports["nodes"] = value(f"{BACKEND}/multiNodesInferPort", 1120)
        name = str(value(f"{MODEL}/modelName", ""))
        url = f"{scheme}://{_literal(ip)}:{ports['service']}"
        management = f"{scheme}://{_literal(own)}:{ports['management']}"
        if scheme == "http":
            return cls(url, management, name, ports)
        fact = ctx.facts.get(ctx.master)
        folder = PurePosixPath(fact.config_path).parent.parent if fact and fact.config_path else PurePosixPath("/")

        def files(prefix: str) -> dict[str, Any]:
            key = (lambda word: f"{prefix}T{word[1:]}") if prefix else (lambda word: word)
            names = value(f"{SERVER}/{key('tlsCaFile')}", [])
            ca = value(f"{SERVER}/tlsCaPath", "security/ca/")
            at = {word: value(f"{SERVER}/{key(word)}", "") for word in ("tlsCert", "tlsPk")}
            return {
                "ca": [str(folder / str(ca) / str(one)) for one in (names if isinstance(names, list) else ())],
                "cert": str(folder / str(at["tlsCert"])) if at["tlsCert"] else "",
                "key": str(folder / str(at["tlsPk"])) if at["tlsPk"] else "",
            }

        return cls(url, management, name, ports, files(""), files("management"))


def _literal(ip: Any) -> str:
    return f"[{ip}]" if ":" in str(ip) else str(ip)


# -- what runs there

async def standing(ctx: Context) -> dict[str, tuple[Standing, ...]]:
    """The services of ours that run on each serving node, whichever run started them. Raises LinkError."""
    names = ctx.serving
    answers = await _gather([_find(ctx, name) for name in names])
    found = zip(names, answers, strict=True)
    return {name: tuple(_standing(name, record) for record in answer["services"]) for name, answer in found}


async def _find(ctx: Context, node: str) -> dict[str, Any]:
    try:
        with ctx.waits.on("a look for services of ours", node, limit_s=30):
            return await processes(ctx, node, "find", {}).one(ctx.fleet.inside(node))
    except CommandFailed:
        if await not_running(ctx.fleet.host(node), ctx.deployment.container) is None:
            raise
        return {"services": []}  # nothing runs in a container that does not run


async def without_container(ctx: Context, node: str) -> str:
    """ "the container mindie-a3 is not running (exited, status 137)", or "" where that is not it. Raises LinkError."""
    found = await not_running(ctx.fleet.host(node), ctx.deployment.container)
    if found is None:
        return ""
    state, status = found
    how = f"{state}, status {status}" if status else state
    return f"the container {ctx.deployment.container.name} is not running ({how})"


def _standing(node: str, record: Mapping[str, Any]) -> Standing:
    def text(key: str) -> str:
        return one_line(str(record.get(key) or ""))[:200]

    return Standing(
        node, text("run"), str(record["folder"]), int(record["pid"]), int(record["start_time"]), text("since"),
        text("config_sha256"), text("rank_table_sha256"), text("script_sha256"), int(record.get("log_size") or 0),
        record.get("utc_offset_s"),
    )


def same_files(ctx: Context, found: Mapping[str, tuple[Standing, ...]]) -> dict[str, Standing] | None:
    """The one service that runs on all nodes with the very files that would be written now; None without."""
    same: dict[str, Standing] = {}
    for node in ctx.serving:
        if len(found[node]) != 1 or found[node][0].hashes != hashes(ctx, node):
            return None
        same[node] = found[node][0]
    return same if len({one.run for one in same.values()}) == 1 else None


def hashes(ctx: Context, node: str) -> tuple[str, str, str]:
    """SHA-256 of config.json, the rank table ("" without one) and the start script that would be written."""
    files = planned(ctx, node)
    return files[CONFIG].sha256, files[TABLE].sha256 if TABLE in files else "", files[SCRIPT].sha256


# -- stop

async def stop(ctx: Context, run: str | None = None) -> AsyncIterator[Event]:
    """End the service of a run (absent: of this one, or of the one it attached to): the master first, then the rest.

    stopService on the master, TERM, KILL; only processes that the run started, by pid and start time. ServiceStopped
    for each node. Raises LaunchFailed where one could not be reached or still runs.
    """
    run = run or service_run(ctx)
    found = await standing(ctx)
    mine = [one for services in found.values() for one in services if one.run == run]
    for name in ctx.serving:
        if not any(one.node == name for one in mine):
            why = await without_container(ctx, name)
            yield ServiceStopped(name, f"was not running: {why}" if why else "was not running")
    async for event in stop_all(ctx, mine):
        yield event


def service_run(ctx: Context) -> str:
    """The run whose service is this run's: itself, or the one that it attached to."""
    run = ctx.run.id
    for line in ctx.run.events():
        if line.get("event") == ServiceAttached.name:
            run = str(line.get("holder"))
        elif line.get("event") == ServiceStarted.name:
            run = ctx.run.id
    return run


async def stop_all(ctx: Context, services: Sequence[Standing]) -> AsyncIterator[Event]:
    """End these services, the master's first. Raises LaunchFailed."""
    limit = ctx.deployment.launch.timeouts_s.stop
    failed = []
    for first in (True, False):
        part = [one for one in services if (one.node == ctx.master) is first]
        address = Address.of(ctx)
        url = f"{address.management}/stopService" if first else ""
        givens = [stopping(ctx, one.folder, one.pid, one.start_time, url=url, gentle_s=limit) for one in part]
        givens = [{**given, "tls": address.management_tls} for given in givens]
        ended = (end(ctx, one.node, given) for one, given in zip(part, givens, strict=True))
        answers = await asyncio.gather(*ended, return_exceptions=True)
        for one, answer in zip(part, answers, strict=True):
            if isinstance(answer, MindieTuiError):
                failed.append(f"{one.node}: {answer.what}; pid {one.pid} may still run")
            elif isinstance(answer, BaseException):
                raise answer
            elif answer == "still runs":
                failed.append(f"{one.node}: pid {one.pid} still runs after KILL; see its NPUs with npu-smi")
            else:
                with_it = answer == "was not running" and not first  # it ran a moment ago
                yield ServiceStopped(one.node, "ended with the master" if with_it else answer)
    if failed:
        do = "stop it again when the node answers"
        raise LaunchFailed("not every service was stopped", do=do, standing=tuple(failed))


def stopping(
    ctx: Context, folder: str, pid: int, began: int, *, url: str = "", term_s: float = TERM_S, gentle_s: float = 0
) -> dict[str, Any]:
    """What the node is told: stopService at `url` for `gentle_s` seconds, TERM for `term_s`, then KILL."""
    return {"folder": folder, "pid": pid, "start_time": began, "url": url, "gentle_s": gentle_s, "term_s": term_s,
            "by": ctx.operator}


async def end(ctx: Context, node: str, given: Mapping[str, Any]) -> str:
    """How a service was ended. Raises LinkError."""
    asked = processes(ctx, node, "stop", given)
    answer = await asked.one(ctx.fleet.inside(node), timeout=given["gentle_s"] + given["term_s"] + 60)
    if "error" in answer:
        raise LaunchFailed(answer["error"], where=node, do=answer["do"])
    return answer["how"]


# -- asking

def processes(ctx: Context, node: str, what: str, given: Mapping[str, Any], payload: bytes = b"") -> Program:
    """on_node/processes.py, told what to do; `payload` travels on standard input, which no process list shows."""
    fact = ctx.facts.get(node)
    return program("processes", what, json.dumps(given), python=fact.python if fact else None, payload=payload)


async def _gather(work: Sequence[Any]) -> list[Any]:
    """All at once; the first error after all have ended."""
    answers = await asyncio.gather(*work, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return list(answers)
