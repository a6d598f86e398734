"""A channel on an open connection that runs a command; a busy server is tried again."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncssh

from mindie_tui.model.errors import Unreachable
from mindie_tui.model.message import Message
from mindie_tui.model.shell import Command
from mindie_tui.remote.transport.ssh.channel import lost
from mindie_tui.remote.transport.ssh.command import RunningCommand

SESSION_TRIES = 20
"""A session that a busy server refuses is requested again for some eight seconds."""


async def open_session(node: str, connection: Any, command: Command, running: RunningCommand) -> Any:
    """A channel that runs `command`. Raises Lost, and Unreachable where the server opens no more of them."""
    for attempt in range(1, SESSION_TRIES + 1):
        try:
            channel, _ = await connection.create_session(
                lambda: running, command.text, encoding=None, request_pty=False
            )
            return channel
        except asyncssh.ChannelOpenError as error:
            if connection.is_closed():
                raise lost(node, error) from error
            if attempt == SESSION_TRIES:
                what = Message("it opens no more sessions: {reason}", reason=error.reason)
                raise Unreachable(what, node=node, do="look at MaxSessions of its sshd") from error
        except (asyncssh.Error, OSError) as error:
            raise lost(node, error) from error
        # sshd counts a session until its process is reaped, a little longer than we do
        await asyncio.sleep(min(0.05 * attempt, 0.5))
    raise AssertionError("unreachable")
