"""A mindie-tui of its own, as a script or an operator without a terminal starts it: real process, real exit status."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tests.kit.walk import Place

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


async def start_at(place: Place, *words: str) -> asyncio.subprocess.Process:
    """A mindie-tui that runs on a demo fleet and prints its events."""
    return await start(*words, "--ssh-config", str(place.ssh_config), "--json")


async def read_events(
    process: asyncio.subprocess.Process, until: Callable[[dict[str, Any]], object] | None = None, seconds: float = 300
) -> tuple[list[dict[str, Any]], int | None]:
    """The events up to one that `until` is true of, or to the end; and the exit status."""
    lines: list[dict[str, Any]] = []
    assert process.stdout, "it is a pipe"
    async with asyncio.timeout(seconds):
        async for line in process.stdout:
            lines.append(json.loads(line))
            if until is not None and until(lines[-1]):
                return lines, None
        return lines, await process.wait()


def events(out: str) -> list[dict[str, Any]]:
    """The JSON lines of a standard output."""
    return [json.loads(line) for line in out.splitlines()]


def first(lines: Sequence[dict[str, Any]], name: str) -> int:
    """Where the first event of this name stands."""
    return next(n for n, line in enumerate(lines) if line["event"] == name)


def disk_of(size: int) -> Callable[[], None]:
    """For `preexec_fn`: files end at so many bytes, as on a disk that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def of_name(lines: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The events of a name."""
    return [line for line in lines if line["event"] == name]
