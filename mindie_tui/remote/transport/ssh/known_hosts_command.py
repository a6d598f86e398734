"""KnownHostsCommand: the operator's own program that judges the key of a host."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
from contextlib import suppress

from mindie_tui.model.errors import HostKeyUnknown
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.lexer import BadLine, arguments, expand
from mindie_tui.remote.transport.ssh.config.settings import Settings
from mindie_tui.remote.transport.ssh.host_keys import Shown

LIMIT_S = 15.0
"""So long it may take."""


async def ask_command(settings: Settings, node: str, listed: str, shown: Shown) -> str:
    """Its lines, as those of a known_hosts file. Raises HostKeyUnknown where it fails: ssh goes no further then."""
    tokens = {
        **settings.tokens,
        "H": listed,
        "I": "HOSTNAME",
        "t": shown.kind,
        "f": shown.fingerprint,
        "K": base64.b64encode(shown.blob).decode(),
    }
    try:
        program, *rest = arguments(settings.known_hosts_command, comments=False)
        if not os.path.isabs(program):
            raise BadLine("its path is not absolute, so ssh does not run it")
        words = [program, *(expand(word, tokens) for word in rest)]
        child = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except (BadLine, ValueError, OSError) as error:
        raise _failed(settings, node, shown, str(error)) from error
    try:
        async with asyncio.timeout(LIMIT_S):
            out, _ = await child.communicate()
    except TimeoutError:
        raise _failed(settings, node, shown, Message("no answer within {LIMIT_S:g} s", LIMIT_S=LIMIT_S)) from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            await child.wait()
    if child.returncode != 0:
        raise _failed(settings, node, shown, f"status {child.returncode}")
    return out.decode("utf-8", "replace")


def _failed(settings: Settings, node: str, shown: Shown, why: str) -> HostKeyUnknown:
    return HostKeyUnknown(
        Message(
            "KnownHostsCommand {known_hosts_command} failed: {why}",
            known_hosts_command=settings.known_hosts_command,
            why=why,
        ),
        node=node,
        fingerprint=shown.fingerprint,
        known_hosts=str(settings.user_files[0]) if settings.user_files else "none",
        do="run it by hand, or take KnownHostsCommand out of the SSH configuration",
    )
