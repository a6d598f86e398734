"""The operator's SSH agent: whether it answers, and how many keys it holds."""

from __future__ import annotations

import asyncio

import asyncssh

SILENT_S = 3.0
"""After so long without a word an agent counts as not answering."""


async def count_keys(socket: str, silent_s: float = SILENT_S) -> int | None:
    """How many keys the agent behind this socket holds; None where it does not answer within so many seconds."""
    try:
        async with asyncio.timeout(silent_s):
            async with asyncssh.connect_agent(socket) as agent:
                return len(await agent.get_keys())
    except (OSError, ValueError, asyncssh.Error):
        return None
