"""Nodes for tests of what runs on them: a folder each on this machine, real bash, no SSH and no container.

What travels over SSH is tested on the demo fleet and against a real OpenSSH server.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from mindie_tui.model.errors import CommandFailed, Lost, Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.model.shell import Command, sh
from mindie_tui.remote.transport.link import Result
from mindie_tui.remote.transport.waits import Waits


class NearLink:
    """A link whose other end is bash on this machine, with a $HOME of its own."""

    def __init__(self, name: str, home: Path, environment: Mapping[str, str] | None = None) -> None:
        self.name, self.home = name, home
        home.mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, "HOME": str(home), **(environment or {})}
        self.before = ""
        """Shell text in front of every command: what is wrong with this node."""
        self.cut = False
        """True: the line is down."""
        self.drop_after = False
        """True: the line drops when the next command has done its work, before the answer."""
        self.running: set[asyncio.subprocess.Process] = set()
        self.commands: list[str] = []

    async def _start(self, command: Command) -> asyncio.subprocess.Process:
        if self.cut:
            raise Lost("the line dropped", node=self.name)
        self.commands.append(command.text)
        process = await asyncio.create_subprocess_exec(
            "bash",
            "-c",
            f"{self.before}\n{command.text}",
            cwd=self.home,
            env=self.environment,
            start_new_session=True,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self.running.add(process)
        return process

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        began = time.monotonic()
        process = await self._start(command)
        try:
            out, err = await asyncio.wait_for(process.communicate(command.stdin), timeout)
        except TimeoutError:
            raise Unreachable(f"no answer within {timeout} s", node=self.name) from None
        finally:
            self._end(process)
        self.cut = self.cut or self.drop_after
        if self.cut:
            raise Lost("the line dropped", node=self.name)
        assert process.returncode is not None, "communicate() waits for the end"
        status = process.returncode if process.returncode >= 0 else 128 - process.returncode
        return Result(status, out, err, int((time.monotonic() - began) * 1000))

    async def stream(self, command: Command) -> AsyncGenerator[bytes, None]:
        process = await self._start(command)
        assert process.stdin and process.stdout, "both are pipes"
        try:
            process.stdin.write(command.stdin)
            process.stdin.close()
            while piece := await process.stdout.read(65536):
                if self.cut:
                    break
                yield piece
            if self.cut:
                raise Lost("the line dropped", node=self.name)
            if status := await process.wait():
                raise CommandFailed("ended", node=self.name, status=status)
        finally:
            self._end(process)

    async def follow(self, path: str, offset: int = 0) -> AsyncGenerator[bytes, None]:
        path = path.replace("~", str(self.home), 1)
        text = sh("touch {0}; tail -c +{1} -f {0}", path, offset + 1)
        async for piece in self.stream(Command(text.text)):
            yield piece

    def drop(self) -> None:
        """Cut the line: what runs over it ends."""
        self.cut = True
        for process in list(self.running):
            self._end(process)

    def _end(self, process: asyncio.subprocess.Process) -> None:
        self.running.discard(process)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGHUP if self.cut else signal.SIGTERM)
            # else the collector finds its pipes after the loop has gone; nothing public closes them
            process._transport.close()  # type: ignore[attr-defined]

    async def close(self) -> None:
        for process in list(self.running):
            self._end(process)


class NearFleet:
    """Links by name, with the interface of remote.fleet.Fleet."""

    def __init__(self, links: Iterable[NearLink]) -> None:
        self.links = {link.name: link for link in links}
        self.waits = Waits()

    @property
    def connected(self) -> tuple[str, ...]:
        return tuple(name for name, link in self.links.items() if not link.cut)

    def inside(self, name: str) -> NearLink:
        if self.links[name].cut:
            raise Unreachable("not connected", node=name)
        return self.links[name]

    host = inside

    async def connect(self, names: Iterable[str] | None = None) -> AsyncGenerator[ev.Event, None]:
        nothing: tuple[ev.Event, ...] = ()
        for event in nothing:
            yield event
