"""`attach RUN` without a screen: the service of a run is followed again, its events printed."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.output import complain
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.headless.replay.signals import SIGNALS, ends_at
from mindie_tui.headless.runs.session import session_of_run
from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.model.events.codec import ServiceDied, ServiceStopped
from mindie_tui.model.launch.vitals import Pace
from mindie_tui.model.message import in_language
from mindie_tui.remote.session.session import Session, Steps
from mindie_tui.store import leaving


def run(args: argparse.Namespace) -> int:
    """Follow a run's service again and print its events, until a signal or until it has ended (status 2)."""
    return asyncio.run(_attached(args))


async def _attached(args: argparse.Namespace) -> int:
    session = session_of_run(args, "followed")
    printer = Printer(as_json=args.json)
    loop = asyncio.get_running_loop()
    caught: list[int] = []
    task = asyncio.ensure_future(_follow(session, printer))

    def leave(number: signal.Signals) -> None:
        caught.append(SIGNALS[number])
        task.cancel()

    for number in ends_at():
        loop.add_signal_handler(number, leave, number)
    if signal.SIGHUP in ends_at():
        leaving.hurry_on_hangup()
    try:
        return await task
    except asyncio.CancelledError:
        if not caught:
            raise
        return caught[0]
    except MindieTuiError as error:
        complain(str(error))
        return error.exit_status
    finally:
        for number in ends_at():
            if number != signal.SIGHUP:  # it comes more than once where a terminal goes
                loop.remove_signal_handler(number)
        printer.close()
        await session.close()


async def _follow(session: Session, printer: Printer) -> int:
    """Until the service has died (2) or was stopped (0) on all nodes."""
    async with never_silent(session, printer):
        for steps in (session.probe(), session.attach()):
            if (status := await _shown(session, printer, steps)) is not None:
                return status
    printer.close()
    print(in_language(Pace().words()), file=sys.stderr, flush=True)
    return await _shown(session, printer, session.watch()) or 0


async def _shown(session: Session, printer: Printer, steps: Steps) -> int | None:
    """The status with which `attach` ends; None where it continues after these steps."""
    async for recorded, state in steps:
        printer.show(recorded, time.monotonic())
        if not isinstance(recorded.event, ServiceDied | ServiceStopped):
            continue
        ended = [node for node in state.nodes.values() if node.died is not None or node.stopped]
        if state.service in ("died", "stopped") and len(ended) >= len(session.deployment.serving):
            return LaunchFailed.exit_status if state.service == "died" else 0
    return None
