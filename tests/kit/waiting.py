"""Waiting for a state, with a limit: the one place of the tests that looks again after a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

SECONDS = 60.0
"""Long beyond what any state needs on a busy machine; a test that comes so far has failed."""
PAUSE_S = 0.02


async def until(
    holds: Callable[[], object],
    what: str = "",
    *,
    seconds: float = SECONDS,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Wait until `holds()` is true; AssertionError that names `what` when it is not within the limit.

    `pause` waits a few hundredths of a second between two looks: `pilot.pause` where an app has to work meanwhile.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            while not holds():
                await pause(PAUSE_S)
    except TimeoutError:
        if not limit.expired():
            raise
        raise AssertionError(f"not within {seconds:g} s: {what or 'what the test waits for'}") from None


def until_blocking(holds: Callable[[], object], what: str = "", *, seconds: float = SECONDS) -> None:
    """The same where no loop runs: in threads, in synchronous tests, after the last of them."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what or 'what the test waits for'}"
        time.sleep(PAUSE_S)
