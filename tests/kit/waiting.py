"""Waiting for a state, with a limit: the one place of the tests that looks again after a while."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")
SECONDS = 60.0
"""Long beyond what any state needs on a busy machine; a test that comes so far has failed."""
PAUSE_S = 0.02


Pause = Callable[[float], Awaitable[object]]


@overload
async def until(
    holds: Callable[[], Awaitable[T]], what: str = "", *, seconds: float = ..., pause: Pause = ...
) -> T: ...
@overload
async def until(holds: Callable[[], T], what: str = "", *, seconds: float = ..., pause: Pause = ...) -> T: ...
async def until(
    holds: Callable[[], object], what: str = "", *, seconds: float = SECONDS, pause: Pause = asyncio.sleep
) -> object:
    """The first true answer of `holds`; AssertionError that names `what` when none comes within the limit.

    `pause` waits a few hundredths of a second between two looks: `pilot.pause` where an app has to work meanwhile.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            while True:
                found = holds()
                if answer := await found if inspect.isawaitable(found) else found:
                    return answer
                await pause(PAUSE_S)
    except TimeoutError:
        if not limit.expired():
            raise
        raise AssertionError(late(what, seconds)) from None


def until_blocking(holds: Callable[[], T], what: str = "", *, seconds: float = SECONDS) -> T:
    """The same where no loop runs: in threads, in synchronous tests, after the last of them."""
    end = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < end, late(what, seconds)
        time.sleep(PAUSE_S)
    return answer


def late(what: str, seconds: float) -> str:
    return f"not within {seconds:g} s: {what or 'what the test waits for'}"
