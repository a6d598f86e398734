"""A node whose ais_bench prints and writes what a recorded real run printed and wrote, and a bench on it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.errors import CommandFailed, Lost
from mindie_tui.model.events.codec import Event
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command
from mindie_tui.remote.bench.performance import bench
from mindie_tui.remote.context import Context
from mindie_tui.remote.timings import Timings
from mindie_tui.remote.transport import fleet as fleet_module
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.link import Result
from mindie_tui.remote.transport.local import LocalLink

ROOT = Path(__file__).parents[2]
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class RunFolder:
    """What the bench asks of store.runs.Run."""

    id: str
    folder: Path

    def bench_folder(self, point: str) -> Path:
        path = self.folder / "bench" / point
        path.mkdir(parents=True, exist_ok=True)
        return path


class Line(LocalLink):
    """A line to a node that can be cut."""

    down = False
    """True: no line comes up."""

    cut = False

    @property
    def alive(self) -> bool:  # type: ignore[override]
        return not (self.cut or Line.down)

    async def drop(self) -> None:
        self.cut = True
        await self.close()

    def _checked(self) -> None:
        if not self.alive:
            raise Lost("the line dropped", node=self.name)

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        self._checked()
        result = await super().run(command, timeout=timeout)
        self._checked()
        return result

    async def stream_unwatched(self, command: Command) -> AsyncGenerator[bytes, None]:
        self._checked()
        try:
            async with aclosing(super().stream_unwatched(command)) as pieces:
                async for piece in pieces:
                    self._checked()
                    yield piece
        except CommandFailed:
            self._checked()
            raise
        self._checked()


class BenchSite:
    """One node with an ais_bench, and the run that works on it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.weights = folder / "weights"
        self.weights.mkdir()
        (self.weights / "tokenizer.json").write_text("{}")
        binaries = folder / "bin"
        binaries.mkdir()
        program = binaries / "ais_bench"
        program.write_text(f'#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m tests.aisbench.fake_ais_bench "$@"\n')
        program.chmod(0o755)
        (folder / "home").mkdir()
        patch.setenv("HOME", str(folder / "home"))
        patch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")
        patch.setattr(fleet_module, "LocalLink", Line)
        self.settings: dict[str, Any] = {"batch_size": 20}
        self.bench: dict[str, Any] = {}
        self.num_prompts = 200
        self.performance: dict[str, Any] = {}
        """Further keys of bench.performance."""
        self.timings = Timings()
        self.fleet: Fleet | None = None

    def replays(self, run: str, seconds: float = 0.5, **more: str) -> None:
        for name, value in {"RECORDING": run, "RECORDING_S": str(seconds), **more}.items():
            self.patch.setenv(name, value)

    async def context(self) -> Context:
        model = {"modelName": "deepseek", "modelWeightPath": str(self.weights)}
        config = {
            "ServerConfig": {"port": 1025},
            "BackendConfig": {"ModelDeployConfig": {"ModelConfig": [model]}},
        }
        performance = {"num_prompts": self.num_prompts, "settings": self.settings, **self.performance}
        deployment = Deployment.model_validate_json(
            json.dumps(
                {
                    "nodes": [{"name": "a3-01", "ip": "10.20.3.11", "connection": "local"}],
                    "container": {"engine": "none"},
                    "bench": {"root": str(self.folder / "no-benchmark"), **self.bench, "performance": performance},
                }
            )
        )
        self.fleet = Fleet(deployment.nodes, Container(engine="none"))
        async for _ in self.fleet.connect():
            pass
        return Context(
            deployment=deployment,
            artefacts=Artefacts("", config),
            facts={"a3-01": Facts("a3-01", python=sys.executable)},
            fleet=self.fleet,
            run=RunFolder("20261124-120000-a3-single", self.folder / "run"),  # type: ignore[arg-type]
            operator="op@jump",
            timings=self.timings,
        )

    @property
    def line(self) -> Line:
        assert self.fleet
        return self.fleet.host("a3-01")  # type: ignore[return-value]

    @property
    def here(self) -> Path:
        return self.folder / "run" / "bench" / "performance-01"

    @property
    def there(self) -> Path:
        return self.folder / "home/.mindie-tui/runs/20261124-120000-a3-single/bench/performance-01"


async def collected(events: AsyncGenerator[Event, None]) -> list[Event]:
    async with asyncio.timeout(60):
        return [event async for event in events]


async def read_until(ctx: Context, kind: type[Event]) -> AsyncGenerator[Event, None]:
    """The running bench, read up to the first event of a kind."""
    events = bench(ctx)
    async with asyncio.timeout(60):
        async for event in events:
            if isinstance(event, kind):
                break
    return events


def of(events: Iterable[Event], kind: type[E]) -> list[E]:
    """The events of a kind."""
    return [event for event in events if isinstance(event, kind)]


def running(site: BenchSite) -> bool:
    """Whether the group of the point is still there."""
    pid = json.loads((site.there / "bench.json").read_text())["pid"]
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True
