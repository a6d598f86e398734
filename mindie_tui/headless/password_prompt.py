"""Asks for a password on the terminal, without echo, while the other nodes continue."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import termios

from mindie_tui.model.text import one_line

TTY = "/dev/tty"
LONGEST = 4096
"""Bytes of one line; the terminal itself takes no more."""


def asker() -> Terminal | None:
    """Something that asks the operator; None where standard input is not a terminal, as in a pipe or under cron."""
    return Terminal() if sys.stdin is not None and sys.stdin.isatty() else None


class Terminal:
    """What getpass does, but the loop runs on: a wait that blocks it would end the other nodes' logins."""

    def __init__(self, path: str = TTY) -> None:
        self._path = path

    async def secret(self, kind: str, node: str, prompt: str) -> str | None:
        """The line that was typed; None for an empty one, for ctrl+d, and where there is no terminal."""
        try:
            terminal = os.open(self._path, os.O_RDWR | os.O_NOCTTY)
        except OSError:
            return None
        try:
            return await self._typed(terminal, f"{one_line(node)}: {one_line(prompt).rstrip(': ')}: ")
        finally:
            os.close(terminal)

    async def _typed(self, terminal: int, prompt: str) -> str | None:
        loop, before = asyncio.get_running_loop(), termios.tcgetattr(terminal)
        unseen = [*before]
        unseen[3] = (before[3] | termios.ICANON) & ~termios.ECHO
        line: asyncio.Future[bytes] = loop.create_future()

        def ready() -> None:
            loop.remove_reader(terminal)
            if not line.done():
                try:
                    line.set_result(os.read(terminal, LONGEST))
                except OSError:  # the terminal is gone: nothing was typed
                    line.set_result(b"")

        termios.tcsetattr(terminal, termios.TCSAFLUSH, unseen)
        try:
            os.write(terminal, prompt.encode())
            loop.add_reader(terminal, ready)
            typed = (await line).decode("utf-8", "surrogateescape")
        finally:
            loop.remove_reader(terminal)
            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
                os.write(terminal, b"\n")
        return typed.rstrip("\r\n") or None
