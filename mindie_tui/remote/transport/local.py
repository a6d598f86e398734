"""This machine as a node: the same commands, without SSH."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from mindie_tui.model.errors import CommandFailed, Unreachable
from mindie_tui.model.message import Message
from mindie_tui.model.shell import Command
from mindie_tui.remote.transport.framing import end_with_input, follow_file
from mindie_tui.remote.transport.link import Journal, Ran, Result, now, short

PIECE = 65536


class LocalLink:
    """Commands run by bash on this machine, each in a process group of its own."""

    address = "this machine"
    via = "local"
    host_key: str | None = None
    peer: str | None = None
    alive = True

    def __init__(self, name: str, journal: Journal) -> None:
        self.name = name
        self._journal = journal
        self._running: set[asyncio.subprocess.Process] = set()

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        at, started = now(), time.monotonic()
        process = await self._start(command)
        status: int | None = None
        try:
            async with asyncio.timeout(timeout):
                out, err = await process.communicate(command.stdin)
            status = _status(process.returncode)
        except TimeoutError:
            raise Unreachable(
                Message("`{short}` gave no answer within {timeout:g} s", short=short(command), timeout=timeout),
                node=self.name,
            ) from None
        finally:
            await self._end(process)
            ms = round((time.monotonic() - started) * 1000)
            self._journal(Ran(at, self.name, command.text, status, ms))
        return Result(status, out, err, ms)

    def stream(self, command: Command) -> AsyncGenerator[bytes, None]:
        return self.stream_unwatched(end_with_input(command))

    def follow(self, path: str, offset: int = 0) -> AsyncGenerator[bytes, None]:
        return self.stream_unwatched(follow_file(path, offset))

    def stream_unwatched(self, command: Command) -> AsyncGenerator[bytes, None]:
        return self._talk(command)

    def send(self, command: Command, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        return self._talk(command, pieces)

    async def _talk(
        self, command: Command, pieces: AsyncGenerator[bytes, None] | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Its output as it comes; `pieces` go in after its own input, which stays open where there are none."""
        self._journal(Ran(now(), self.name, command.text, None))
        process = await self._start(command)
        assert process.stdin and process.stdout and process.stderr
        last_words = asyncio.create_task(_tail_of(process.stderr))
        feeding = asyncio.create_task(_feed_all(process.stdin, command.stdin, pieces))
        try:
            while True:
                reading = asyncio.ensure_future(process.stdout.read(PIECE))
                try:
                    if not feeding.done():
                        await asyncio.wait({reading, feeding}, return_when=asyncio.FIRST_COMPLETED)
                    if feeding.done():
                        feeding.result()
                    chunk = await reading
                finally:
                    reading.cancel()
                if not chunk:
                    break
                yield chunk
            if status := _status(await process.wait()):
                words = await last_words
                raise CommandFailed(
                    Message("`{short}` ended with status {status}", short=short(command), status=status),
                    node=self.name,
                    status=status,
                    stderr=words.decode("utf-8", "replace"),
                )
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            await self._end(process, held=True)
            last_words.cancel()

    async def close(self) -> None:
        await asyncio.gather(*(self._end(process, held=True) for process in list(self._running)))

    async def _start(self, command: Command) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                "bash", "-c", command.text, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise Unreachable(
                Message("no bash can be started: {strerror}", strerror=error.strerror), node=self.name
            ) from error
        self._running.add(process)
        return process

    async def _end(self, process: asyncio.subprocess.Process, *, held: bool = False) -> None:
        """Reap it; if it still runs, end its group. `held`: the end of its input is given time to end it first."""
        self._running.discard(process)
        if process.stdin:
            process.stdin.close()
        for number, seconds in ((None, 5), (signal.SIGTERM, 3), (signal.SIGKILL, None)):
            if process.returncode is not None:
                return
            if number is None and not held:
                continue
            if number is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await process.wait()


async def _feed_all(stdin: asyncio.StreamWriter, first: bytes, pieces: AsyncGenerator[bytes, None] | None) -> None:
    """All of it into a command's input, no faster than it is taken; a command that reads no more is not waited for."""
    with suppress(ConnectionError):
        stdin.write(first)
        await stdin.drain()
        if pieces is not None:
            async with aclosing(pieces):
                async for piece in pieces:
                    stdin.write(piece)
                    await stdin.drain()
            stdin.close()


def _status(code: int | None) -> int:
    assert code is not None
    return code if code >= 0 else 128 - code


async def _tail_of(stream: asyncio.StreamReader, keep: int = 8192) -> bytes:
    kept = b""
    while chunk := await stream.read(PIECE):
        kept = (kept + chunk)[-keep:]
    return kept
