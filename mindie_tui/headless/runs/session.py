"""The session of a run that is over, and one step of it from its first event to its exit status."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from mindie_tui.headless import password_prompt
from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.output import complain
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.model.message import Message
from mindie_tui.remote.session.session import Options, Session, Steps
from mindie_tui.store.runs.last import Meaning


def session_of_run(args: argparse.Namespace, last: Meaning) -> Session:
    """The session of the run that is named; absent: of the `last` one. Raises StoreError."""
    options = Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv))
    session = Session.of_run(args.text or "last", options, last=last)
    session.asker = password_prompt.asker()
    return session


async def look_and_do(args: argparse.Namespace, last: Meaning, step: Callable[[Session], Steps]) -> int:
    """Look at the nodes of a run, then do one step on those that answer; the exit status."""
    session = session_of_run(args, last)
    printer = Printer(as_json=args.json)
    try:
        async with never_silent(session, printer):
            for steps in (session.probe(), step(session)):
                async for recorded, _ in steps:
                    printer.show(recorded, time.monotonic())
        away = [n for n in session.state.nodes.values() if n.state != "found"]
        if away:
            raise LaunchFailed(
                Message("{name} could not be asked: {reason}", name=away[0].name, reason=away[0].reason),
                do="run this again when it answers",
            )
    except MindieTuiError as error:
        complain(str(error), *getattr(error, "standing", ()))
        return error.exit_status
    finally:
        printer.close()
        await session.close()
    return 0
