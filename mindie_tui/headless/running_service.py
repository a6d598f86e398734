"""`status`, `attach`, `stop` and `rollback` of a run that is over: looked up on its nodes again."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Callable

from mindie_tui.headless import password_prompt
from mindie_tui.headless.printing.event_lines import Printer, write_json
from mindie_tui.headless.printing.output import complain
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.headless.replay import SIGNALS, ends_at
from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.model.events.codec import ServiceDied, ServiceStopped
from mindie_tui.model.launch.vitals import Pace
from mindie_tui.model.text import one_line
from mindie_tui.remote.session.session import Options, Session, Steps
from mindie_tui.store import leaving
from mindie_tui.store.runs.last import Meaning

WORDS = {
    "runs": "runs", "left": "not running", "gone": "not running", "other": "another run's service is there",
    "unreachable": "not reached",
}  # fmt: skip


def stop(args: argparse.Namespace) -> int:
    """End the service that a run started: gently, then TERM, then KILL; only its own processes."""
    return asyncio.run(_again(args, "started", lambda session: session.stop(take_over=args.take_over)))


def rollback(args: argparse.Namespace) -> int:
    """Put back the config.json that stood on each node before a run, byte for byte."""
    return asyncio.run(_again(args, "wrote", lambda session: session.rollback()))


def status(args: argparse.Namespace) -> int:
    """Whether a run's service runs: a line per node. 0 where it runs on all of them, else 1; nothing is changed."""
    return asyncio.run(_status(args))


def attach(args: argparse.Namespace) -> int:
    """Follow a run's service again and print its events, until a signal or until it has ended (status 2)."""
    return asyncio.run(_attached(args))


def _session(args: argparse.Namespace, last: Meaning) -> Session:
    """The session of the run that is named; absent: of the `last` one. Raises StoreError."""
    options = Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv))
    session = Session.of_run(args.text or "last", options, last=last)
    session.asker = password_prompt.asker()
    return session


async def _status(args: argparse.Namespace) -> int:
    session = _session(args, "followed")
    assert session.run is not None
    well = True
    try:
        if not args.json:
            about = (session.run.id, session.deployment.name, session.run.info.started[:19])
            print("  ".join(map(one_line, about)))
        async with never_silent(session, Printer(as_json=True)):  # what is waited for goes to standard error
            answers = [one async for one in session.status()]
        for one in answers:
            well &= one.state == "runs" and one.well
            if args.json:
                said = {"v": 1, "event": "status", "node": one.node, "state": one.state, "run": one.run,
                        "pid": one.pid, "since": one.since, "said": one.said, "completion": one.completion,
                        "config": one.config}  # fmt: skip
                write_json(said, sys.stdout)
                continue
            parts = [WORDS[one.state]]
            parts += [f"run {one.run}"] if one.state == "other" else []
            parts += [f"pid {one.pid} since {one.since}"] if one.pid is not None else []
            line = one_line(f"{one.node}  {', '.join([*parts, *filter(None, (one.said, one.completion, one.config))])}")
            print(f"  {line}", flush=True)
        there = [one.node for one in answers if one.state == "runs"]
        if there and any(one.state == "gone" for one in answers) and not args.json:
            print(f"  it runs on {', '.join(there)} only; mindie-tui stop {session.run.id}  ends it, then launch again")
        if well and not args.json:
            print(f"  mindie-tui attach {session.run.id}  follows it; mindie-tui stop {session.run.id}  ends it")
    finally:
        await session.close()
    return 0 if well else 1


async def _attached(args: argparse.Namespace) -> int:
    session = _session(args, "followed")
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
    print(str(Pace()), file=sys.stderr, flush=True)
    return await _shown(session, printer, session.watch()) or 0


async def _shown(session: Session, printer: Printer, steps: Steps) -> int | None:
    """The status with which `attach` ends; None where it goes on after these steps."""
    async for recorded, state in steps:
        printer.show(recorded, time.monotonic())
        if not isinstance(recorded.event, ServiceDied | ServiceStopped):
            continue
        ended = [node for node in state.nodes.values() if node.died is not None or node.stopped]
        if state.service in ("died", "stopped") and len(ended) >= len(session.deployment.serving):
            return LaunchFailed.exit_status if state.service == "died" else 0
    return None


async def _again(args: argparse.Namespace, last: Meaning, step: Callable[[Session], Steps]) -> int:
    session = _session(args, last)
    printer = Printer(as_json=args.json)
    try:
        async with never_silent(session, printer):
            for steps in (session.probe(), step(session)):
                async for recorded, _ in steps:
                    printer.show(recorded, time.monotonic())
        away = [n for n in session.state.nodes.values() if n.state != "found"]
        if away:
            raise LaunchFailed(
                f"{away[0].name} could not be asked: {away[0].reason}", do="run this again when it answers"
            )
    except MindieTuiError as error:
        complain(str(error), *getattr(error, "standing", ()))
        return error.exit_status
    finally:
        printer.close()
        await session.close()
    return 0
