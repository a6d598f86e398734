"""A screen in tmux, as an operator sees it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from tests.kit import needs
from tests.kit.waiting import until

CHECKED = r"L launch *$"
"""Stands at the right end of a line once every check has passed; the footer has it in the middle of one."""


async def tmux(socket: str, *words: str) -> str:
    """What a command of tmux prints."""
    process = await asyncio.create_subprocess_exec(
        *(needs.program("tmux"), "-L", socket, "-f", "/dev/null", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return out.decode()


async def until_shown(socket: str, text: str) -> str:
    """The pane once it shows this text; tmux has no event for it."""
    return await _until(socket, lambda pane: text in pane, f"the pane shows {text!r}")


async def until_gone(socket: str, text: str) -> str:
    """The pane once it does not show this text any more."""
    return await _until(socket, lambda pane: text not in pane, f"{text!r} is gone from the pane")


async def launch_by_keys(socket: str, npus: int) -> None:
    """Launch from the first step, by keys, once the nodes are found and the checks are through."""
    await until_shown(socket, "ready")
    await tmux(socket, "send-keys", "3")
    await _until(socket, lambda pane: re.search(CHECKED, pane, re.M), "the preflight is through")
    await tmux(socket, "send-keys", "L")
    await until_shown(socket, f"Start {npus} NPUs")
    await tmux(socket, "send-keys", "L")


async def _until(socket: str, holds: Callable[[str], object], what: str) -> str:
    pane = ""

    async def looked() -> str:
        nonlocal pane
        pane = await tmux(socket, "capture-pane", "-p")
        return pane if holds(pane) else ""

    try:
        return await until(looked, what)
    except AssertionError as late:
        raise AssertionError(f"{late}; it shows:\n{pane}") from None
