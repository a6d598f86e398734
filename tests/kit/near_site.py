"""Two near nodes with an old config.json each, and what a launch would write there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
from collections.abc import AsyncIterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.node import Facts, Npu
from mindie_tui.remote.context import Context
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.store.runs.run import Run
from tests.kit.near import NearFleet, NearLink

T = TypeVar("T")
OLD = '{"ServerConfig": {"port": 1025}, "BackendConfig": {}, "Beyond": "权重"}\n'


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Site:
    """Near nodes with an old config.json each, the profile of a launch on them, and its run."""

    def __init__(self, folder: Path, names: Sequence[str] = ("a3-01", "a3-02")) -> None:
        self.folder = folder
        self.links = [NearLink(name, folder / name / "home") for name in names]
        self.config = {name: folder / name / "conf" / "config.json" for name in names}
        for path in self.config.values():
            path.parent.mkdir(parents=True)
            path.write_text(OLD)
            path.chmod(0o640)
        self.deployment = Deployment.model_validate(
            {
                "name": "pair",
                "container": {"engine": "none"},
                "nodes": tuple({"name": name, "ip": f"10.0.0.{n}"} for n, name in enumerate(names, 1)),
                "parameters": {"ServerConfig": {"port": 1040}},
            }
        )
        self.run = Run.create(self.deployment, [], root=folder / "runs")

    def facts(self, name: str) -> Facts:
        path = self.config[name]
        data = path.read_bytes() if path.exists() else b""
        return Facts(
            node=name,
            npus=tuple(Npu(n, device_ip=f"10.1.0.{n}") for n in range(2)),
            config_path=str(path),
            nic="eth0",
            config_text=data.decode("utf-8", "replace"),
            config_sha256=sha(data),
            home=str(self.folder / name / "home"),
            python="python3",
            daemon="/opt/mindie/mindieservice_daemon",
        )

    def context(self, operator: str = "li@jump") -> Context:
        facts = {name: self.facts(name) for name in self.config}
        made = artefacts.of(self.deployment, facts, run=self.run.id)
        fleet = cast(Fleet, NearFleet(self.links))
        return Context(self.deployment, made, facts, fleet, self.run, operator)

    def text(self) -> list[str]:
        return [path.read_text() for path in self.config.values()]

    def leftovers(self) -> list[str]:
        """What stands beside the config.json files: nothing, once a push has ended."""
        return [entry.name for path in self.config.values() for entry in path.parent.iterdir() if entry != path]


async def all_of(events: AsyncIterable[T]) -> list[T]:
    return [event async for event in events]


async def failing(events: AsyncIterable[T]) -> tuple[list[T], LaunchFailed | Refused]:
    """What came, and how it ended; AssertionError where it ended well."""
    seen = []
    try:
        async for event in events:
            seen.append(event)
    except (LaunchFailed, Refused) as error:
        return seen, error
    raise AssertionError("it did not fail")


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of 1 MB there, where this user may mount one; else None, and who needs one limits its files."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
