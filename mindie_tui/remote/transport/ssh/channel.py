"""One node over an open SSH connection: run, stream, follow. Logging in is login.py's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.errors import CommandFailed, Lost, Unreachable
from mindie_tui.model.message import Message
from mindie_tui.model.shell import Command
from mindie_tui.remote.transport.framing import end_with_input, follow_file
from mindie_tui.remote.transport.link import Journal, Ran, Result, now, short
from mindie_tui.remote.transport.ssh.command import HIGH, PIECE, RunningCommand, feed

CHANNELS, LONG_CHANNELS = 9, 7
"""Open at once on one connection, and how many of them may be followers: sshd's MaxSessions is 10.

On the master of a bench five are held for its whole time: service log, service watch, NPUs, bench output, requests.
"""
ENDING_S = 5.0
"""How long a command may continue after the end of its input: three seconds from TERM to KILL, and some."""
FORGETS_S = 0.05
"""sshd handles all that came at once before it forgets a session that has ended: one asked for together is too many."""
Opened = Callable[[str, Any, Command, RunningCommand], Awaitable[Any]]
"""Opens a channel on a connection that runs a command."""


@dataclass(frozen=True, slots=True)
class Login:
    """An open connection, and what is known of it."""

    connection: Any
    label: str
    """The Host that was asked for."""
    address: str
    """user@address:port."""
    via: str
    """The jump host, or "direct"."""
    host_key: str | None
    """SHA256 fingerprint."""
    peer: str | None
    """The address that was reached, where nothing is in between."""


class SshLink:
    """One node over SSH."""

    def __init__(self, name: str, login: Login, opened: Opened, journal: Journal) -> None:
        self.name = name
        self.address, self.via, self.host_key, self.peer = login.address, login.via, login.host_key, login.peer
        self._connection, self._opened = login.connection, opened
        self._journal = journal
        self._channels = asyncio.Semaphore(CHANNELS)
        self._long = asyncio.Semaphore(LONG_CHANNELS)
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def alive(self) -> bool:
        """Whether the connection is open, as far as is known."""
        return not self._connection.is_closed()

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        at, started, session = now(), time.monotonic(), RunningCommand()
        channel, placed = None, False
        try:
            async with asyncio.timeout(timeout):
                placed = await self._channels.acquire()
                channel = await self._opened(self.name, self._connection, command, session)
                await feed(channel, session, command.stdin)
                with suppress(OSError):
                    channel.write_eof()
                while not session.ended:
                    session.changed.clear()
                    await session.changed.wait()
        except TimeoutError:
            if channel is not None:
                with suppress(OSError, ValueError):
                    channel.kill()
            raise Unreachable(
                Message("`{short}` gave no answer within {timeout:g} s", short=short(command), timeout=timeout),
                node=self.name,
            ) from None
        finally:
            if placed:
                self._let_end(channel, session)
            ms = round((time.monotonic() - started) * 1000)
            self._journal(Ran(at, self.name, command.text, session.status, ms))
        return Result(self._status(session), session.taken(), bytes(session.err), ms)

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
        session = RunningCommand()
        session.limit = HIGH
        if self._long.locked():
            raise Unreachable(
                Message("{LONG_CHANNELS} followers are open on this line already", LONG_CHANNELS=LONG_CHANNELS),
                node=self.name,
                do="close one",
            )
        async with self._long:
            await self._channels.acquire()
            channel = feeding = None
            try:
                channel = await self._opened(self.name, self._connection, command, session)
                self._journal(Ran(now(), self.name, command.text, None))
                if pieces is None:
                    await feed(channel, session, command.stdin)
                else:
                    feeding = asyncio.create_task(_feed_all(channel, session, command.stdin, pieces))
                    feeding.add_done_callback(lambda _: session.changed.set())
                while True:
                    session.changed.clear()
                    if feeding is not None and feeding.done():
                        feeding.result()
                    if session.out:
                        yield session.taken(PIECE)
                    elif session.ended:
                        break
                    else:
                        await session.changed.wait()
                if status := self._status(session):
                    raise CommandFailed(
                        Message("`{short}` ended with status {status}", short=short(command), status=status),
                        node=self.name,
                        status=status,
                        stderr=session.err.decode("utf-8", "replace"),
                    )
            finally:
                if feeding is not None:
                    feeding.cancel()
                self._let_end(channel, session)
                if feeding is not None:
                    await asyncio.gather(feeding, return_exceptions=True)

    def _let_end(self, channel: Any, session: RunningCommand) -> None:
        """Close a channel; a running command gets the end of its input first, and keeps its place until then.

        sshd counts a session until its process is reaped and the channel's end was handled: not until we close it.
        """
        if channel is None or session.ended or session.status is not None:
            self._free_place(channel)
            return
        session.discard()
        with suppress(OSError):
            channel.write_eof()
        ending = asyncio.create_task(
            self._wait_for_end(channel, session), name=Message("the end of a command on {name}", name=self.name)
        )
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def _wait_for_end(self, channel: Any, session: RunningCommand) -> None:
        try:
            async with asyncio.timeout(ENDING_S):
                while not session.ended and session.status is None:
                    session.changed.clear()
                    await session.changed.wait()
        except TimeoutError:
            pass  # its place is given up all the same
        finally:
            self._free_place(channel)

    def _free_place(self, channel: Any) -> None:
        """Close it, and give its place to another as soon as sshd has surely seen that."""
        if channel is not None:
            channel.close()
        asyncio.get_running_loop().call_later(FORGETS_S, self._channels.release)

    async def close(self) -> None:
        for ending in self._endings:
            ending.cancel()
        await asyncio.gather(*self._endings, return_exceptions=True)
        self._connection.close()
        try:
            async with asyncio.timeout(1):
                await self._connection.wait_closed()
        except TimeoutError:
            self._connection.abort()

    def _status(self, session: RunningCommand) -> int:
        if session.status is None:
            raise lost(self.name, session.broken)
        return session.status


async def _feed_all(channel: Any, session: RunningCommand, first: bytes, pieces: AsyncGenerator[bytes, None]) -> None:
    await feed(channel, session, first)
    async with aclosing(pieces):
        async for piece in pieces:
            await feed(channel, session, piece)
            if session.ended:
                return
    with suppress(OSError):
        channel.write_eof()


def lost(name: str, error: Exception | None) -> Lost:
    """The connection to a node dropped; `error` is what asyncssh or the system reports."""
    why = getattr(error, "reason", None) or (str(error) if error else "") or "the other side closed it"
    return Lost(Message("the line dropped: {why}", why=why), node=name)
