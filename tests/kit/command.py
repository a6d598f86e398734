"""A mindie-tui of its own, as a script or an operator without a terminal starts it: real process, real exit status."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

RUN = (sys.executable, "-m", "mindie_tui")
ENOUGH_S = 120


async def start(*words: str) -> asyncio.subprocess.Process:
    """A process group of its own, with pipes for both outputs."""
    return await asyncio.create_subprocess_exec(
        *RUN,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=1 << 22,
    )


async def run(*words: str) -> tuple[int | None, str, str]:
    """(exit status, standard output, standard error) of one command."""
    process = await start(*words)
    try:
        out, err = await asyncio.wait_for(process.communicate(), ENOUGH_S)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, out.decode(), err.decode()


def events(out: str) -> list[dict[str, Any]]:
    """The JSON lines of a standard output."""
    return [json.loads(line) for line in out.splitlines()]


def first(lines: Sequence[dict[str, Any]], name: str) -> int:
    """Where the first event of this name stands."""
    return next(n for n, line in enumerate(lines) if line["event"] == name)
