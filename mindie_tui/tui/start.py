"""Opens the wizard: the profile, a Session, the App; and leaves the terminal as it was on every way out."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.message import in_language
from mindie_tui.model.terminal import colour_depth
from mindie_tui.model.text import one_line
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.remote.session.watch import WatchSession
from mindie_tui.store import leaving
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.launch.confirm import attach as follow_again
from mindie_tui.tui.left_behind import left_behind
from mindie_tui.tui.opened_run import OpenedRun
from mindie_tui.tui.text.translate import t

ENDED_BY = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
ENDING_S = 120.0
"""For a bench to end what it started, once the screen is left."""


def wizard(args: argparse.Namespace) -> int:
    """`mindie-tui`; the exit status."""
    return asyncio.run(walk(args))


async def walk(args: argparse.Namespace) -> int:
    """The wizard in the loop that runs; the demo opens it beside its fleet."""
    loaded = profiles.load(args.profile) if args.profile else None
    deployment = profiles.with_sets(loaded.deployment if loaded else Deployment(), getattr(args, "sets", ()))
    session = (WatchSession if args.readonly else Session)(
        deployment,
        Options(args.ssh_config, argv=tuple(args.argv), simulated=args.simulated),
        base_text=loaded.base_text if loaded else None,
        rank_table_text=loaded.rank_table_text if loaded else None,
    )
    opens = MindieApp if args.readonly or (args.profile and not args.simulated) else FromHome
    return await _shown(opens(session, loaded, **_looks(args)))


def _looks(args: argparse.Namespace) -> dict[str, Any]:
    """What the app gets: the terminal, the theme, and the settings kept between starts."""
    kept = {"settings": args.settings, "mouse": args.mouse}
    return {"theme_name": args.theme, "depth": colour_depth(os.environ), **kept}


class FromHome(MindieApp):
    """The wizard on what is there: nothing was asked for by name."""

    DEFAULT_MODE = "home"


class Watched(MindieApp):
    """The wizard at Launch, showing what another one records of a run; it asks no node and writes nothing."""

    DEFAULT_MODE = "launch"

    def on_ready(self) -> None:
        self.set_interval(2.0, lambda: self.run_worker(self._look_again(), group="look", exclusive=True))

    async def _look_again(self) -> None:
        assert isinstance(self.session, WatchSession)
        if (state := await asyncio.to_thread(self.session.refresh)) is not None:
            self.run_state = state


def open_run(args: argparse.Namespace) -> int:
    """`mindie-tui open RUN`; the exit status."""
    session = WatchSession.of_run(args.text, Options(argv=tuple(args.argv)))
    session.refresh()
    return asyncio.run(_shown(OpenedRun(session, **_looks(args))))


class Attached(MindieApp):
    """The wizard at Launch, following the service of a run that is over."""

    DEFAULT_MODE = "launch"

    def on_ready(self) -> None:
        """The nodes are probed, then the log continues where it stopped."""
        self.run_worker(follow_again(self), group="launch", exit_on_error=False)


def attach(args: argparse.Namespace) -> int:
    """`mindie-tui attach RUN` on a terminal; the exit status."""
    options = Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv))
    if args.readonly:
        watched = WatchSession.of_run(args.text, options, last="followed")
        return asyncio.run(_shown(Watched(watched, **_looks(args))))
    return asyncio.run(_shown(Attached(Session.of_run(args.text, options, last="followed"), **_looks(args))))


async def _bench_ended(app: MindieApp) -> None:
    """A bench that the screen was left in: nothing of it stays on the node, and a report says that it was stopped."""
    session = app.session
    state = session.state
    if not (session.measuring or any(p.state == "running" for p in state.points.values()) or state.sweep_cut("")):
        return
    print(t("stopping ais_bench; it first writes its tables of the finished requests"), file=sys.stderr, flush=True)
    app.workers.cancel_all()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(leaving.time_for(ENDING_S, kept=2.0)):
            while session.measuring:
                await asyncio.sleep(0.05)
    for steps in (session.stop_bench(), session.report(stopped="the wizard was left")):
        try:
            async with asyncio.timeout(leaving.time_for(ENDING_S)):
                async for _ in steps:
                    pass
        except TimeoutError:  # the node ends it, it was told to
            continue
        except MindieTuiError as error:
            print(f"mindie-tui: {one_line(in_language(str(error)))}", file=sys.stderr)


def _say_what_is_left(app: MindieApp) -> None:
    """Where the run is, and which edits a draft holds; a terminal that has gone is no reason to fail."""
    said = left_behind(app)
    app.unsaved.close()
    with contextlib.suppress(OSError, ValueError):
        for sentence in said:
            print(one_line(sentence), file=sys.stderr, flush=True)


async def _shown(app: MindieApp) -> int:
    """The app until it is left; the terminal and the run's record are left in good order."""
    session, loop = app.session, asyncio.get_running_loop()

    def leave(number: signal.Signals) -> None:
        if number == signal.SIGHUP:  # the terminal is gone: nobody waits for what takes its time
            leaving.hurry()
        app.exit(ENDED_BY[number])

    for number in ENDED_BY:
        loop.add_signal_handler(number, leave, number)
    try:
        status = await app.run_async()
    finally:
        for number in ENDED_BY:
            loop.remove_signal_handler(number)
        loop.add_signal_handler(signal.SIGHUP, leaving.hurry)  # it comes more than once where a terminal goes
        if not app.readonly:
            await _bench_ended(app)
        _say_what_is_left(app)
        session.end(status or 0 if isinstance(status, int) else 0, "the wizard was closed")
        await session.close()
    return status if isinstance(status, int) else app.return_code or 0
