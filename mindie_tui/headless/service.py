"""`stop RUN` and `rollback RUN`: a run that is over, looked up on its nodes again."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable

from mindie_tui.headless import terminal
from mindie_tui.headless.lines import Printer
from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.remote.session import Options, Session, Steps


def stop(args: argparse.Namespace) -> int:
    """End the service that a run started: gently, then TERM, then KILL; only its own processes."""
    return asyncio.run(_again(args, lambda session: session.stop()))


def rollback(args: argparse.Namespace) -> int:
    """Put back the config.json that stood on each node before a run, byte for byte."""
    return asyncio.run(_again(args, lambda session: session.rollback()))


async def _again(args: argparse.Namespace, step: Callable[[Session], Steps]) -> int:
    session = Session.of_run(args.text, Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv)))
    session.asker = terminal.asker()
    printer = Printer(as_json=args.json)
    try:
        for steps in (session.probe(), step(session)):
            async for recorded, _ in steps:
                printer.show(recorded, time.monotonic())
        away = [n for n in session.state.nodes.values() if n.state != "found"]
        if away:
            raise LaunchFailed(
                f"{away[0].name} could not be asked: {away[0].reason}", do="run this again when it answers"
            )
    except MindieTuiError as error:
        print(str(error), file=sys.stderr)
        for line in getattr(error, "standing", ()):
            print(line, file=sys.stderr)
        return error.exit_status
    finally:
        printer.close()
        await session.close()
    return 0
