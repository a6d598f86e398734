"""No silence: where a command has printed nothing for five seconds, a line says what it waits for and since when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.model.launch.waits import Waited, of_state, oldest, sentence
from mindie_tui.remote.session.session import Session

EVERY_S = 5.0
"""Seconds without a line after which one names what is waited for; then again, while there is no other output."""
BETWEEN_S = 0.2
"""How often that is looked at."""


@asynccontextmanager
async def never_silent(session: Session, printer: Printer, *, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """As long as the block runs: a line for every `every_s` seconds in which `printer` had nothing else to say."""
    ticking = asyncio.create_task(_tick(session, printer, every_s), name="what is waited for")
    try:
        yield
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


async def _tick(session: Session, printer: Printer, every_s: float) -> None:
    while True:
        await asyncio.sleep(min(BETWEEN_S, every_s))
        if time.monotonic() - printer.spoke_at >= every_s and not session.waits.person:
            quiet_s = time.monotonic() - printer.news_at
            found = oldest(session.waits.now) or Waited(of_state(session.state), time.time() - quiet_s)
            clock = datetime.fromtimestamp(found.since).strftime("%H:%M:%S")
            printer.wait(f"{datetime.now():%H:%M:%S} {session.state.step} {sentence(found, time.time(), clock)}")
