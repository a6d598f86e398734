"""The seam between us and one node: run a Command, follow a file from a byte, close. Everything else is built on it.

`ssh/login.py` and `local.py` implement it over SSH and on this machine, `container.py` inside the container at the
other end of another link. Files travel over the standard input of a command: no SFTP, no forwarding.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mindie_tui.model.shell import Command


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    status: int
    """Exit status; 128 + N after signal N."""
    stdout: bytes
    stderr: bytes
    ms: int
    """From the request to the last byte."""

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are no UTF-8 become U+FFFD."""
        return self.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was sent to a node, exactly as it was sent."""

    at: str
    """ISO 8601 with offset."""
    node: str
    text: str
    status: int | None
    """None: it runs for as long as someone reads, or never ended."""
    ms: int | None = None


Journal = Callable[[Ran], None]
"""Where a link notes what it sends."""


class Link(Protocol):
    """One node. Methods raise LinkError's children, and leave the link usable unless it is Lost."""

    name: str
    """The node's name."""

    async def run(self, command: Command, *, timeout: float | None = 30.0) -> Result:
        """Run to the end. A status that is not 0 is a Result, not an error. Unreachable after `timeout` seconds."""
        ...

    def stream(self, command: Command) -> AsyncGenerator[bytes, None]:
        """Standard output of a long command in pieces as they come; closing the iterator ends the command.

        Raises CommandFailed at its end when the status is not 0, Lost when the line drops.
        """
        ...

    def follow(self, path: str, offset: int = 0) -> AsyncGenerator[bytes, None]:
        """The bytes of a file from `offset` on, for ever, also before it exists; closing the iterator ends it.

        Raises Lost when the line drops; the caller counts the bytes that it got and follows again from there.
        """
        ...

    def send(self, command: Command, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """Run a command that is fed: `command.stdin`, then the pieces, no faster than it takes them, then the end.

        Gives its standard output as it comes; closing the iterator ends its input. Raises CommandFailed at its end
        when the status is not 0, Lost when the line drops, and what the pieces raise.
        """
        ...

    async def close(self) -> None: ...


class Machine(Link, Protocol):
    """A link that reaches a machine itself; a container's link is built on it."""

    @property
    def alive(self) -> bool:
        """Whether the connection is open, as far as is known."""
        ...

    def stream_unwatched(self, command: Command) -> AsyncGenerator[bytes, None]:
        """`stream` of a command that ends by itself when its standard input ends; it is open while anyone reads."""
        ...


def now() -> str:
    """ISO 8601 with offset, to the millisecond."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def short(command: Command, width: int = 60) -> str:
    """The first words of a command, for a sentence."""
    line = " ".join(command.text.split())
    return line if len(line) <= width else line[: width - 2] + ".."
