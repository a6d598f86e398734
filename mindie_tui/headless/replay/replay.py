"""`replay PROFILE`: the six steps without the screen, with the same checks and events, and an exit status."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from mindie_tui.headless import password_prompt
from mindie_tui.headless.printing import sweep_exit
from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.gate import gate
from mindie_tui.headless.printing.output import complain, hide
from mindie_tui.headless.printing.sweep_exit import UNMEASURED
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.headless.replay.signals import SIGNALS, ends_at
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.errors import CommandLineError, MindieTuiError, Refused, StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.model.finding import localized_text
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.secret import hidden_values
from mindie_tui.model.preflight.remedies import REMEDIED
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.model.runs.state import PointState, RunState
from mindie_tui.remote.session.session import Options, Session, Steps
from mindie_tui.store import crash_report, leaving
from mindie_tui.store.profiles import load as profiles

REFUSED = 1
LAUNCH_FAILED = 2


def run(args: argparse.Namespace) -> int:
    """The command; returns the exit status."""
    return asyncio.run(walk(args))


async def walk(args: argparse.Namespace) -> int:
    """All steps of `args.profile`, in the loop that runs; the demo calls it beside its fleet."""
    if args.dry_run and args.json:
        raise CommandLineError("--dry-run prints text for people, not JSON", where="--json", do="leave one of them out")
    loaded = profiles.load(args.profile)
    deployment = _as_the_line_says(loaded.deployment, args)
    hide(hidden_values(deployment, filter(None, map(os.environ.get, deployment.environment_from))))
    session = Session(
        deployment,
        Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv), args.simulated),
        base_text=loaded.base_text,
        rank_table_text=loaded.rank_table_text,
        asker=password_prompt.asker(),
    )
    session.hold_against(args.baseline)  # one that is not there is refused before anything starts
    return await run_to_its_end(Replay(session, args, Printer(as_json=args.json)))


def _as_the_line_says(deployment: Deployment, args: argparse.Namespace) -> Deployment:
    """What --set, --within and --baseline-partial change."""
    deployment = profiles.with_sets(deployment, args.sets)
    if args.mindie:
        deployment = deployment.model_copy(update={"mindie": args.mindie})
    changed: dict[str, Any] = {}
    if args.within is not None:
        changed |= {"throughput_pct": args.within, "latency_pct": args.within}
    if args.baseline_partial:
        changed["partial"] = True
    if changed:
        limits = (deployment.baseline or Baseline()).model_copy(update=changed)
        deployment = deployment.model_copy(update={"baseline": limits})
    return deployment


async def run_to_its_end(walking: Replay) -> int:
    """The walk, ended in good order by INT, TERM and HUP: ais_bench is ended, the service is left running.

    A reader of standard output that goes away (`| head -1`) has hung up: the same as HUP.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(walking.all_steps())
    caught: list[int] = []

    def stop(number: int) -> None:
        caught.append(SIGNALS[signal.Signals(number)])
        if len(caught) == 1:
            walking.say_ending()
        task.cancel()

    for number in ends_at():
        loop.add_signal_handler(number, stop, number)
    if signal.SIGHUP in ends_at():  # the terminal is gone: nobody waits for what takes its time
        leaving.hurry_on_hangup()
    try:
        async with never_silent(walking.session, walking.printer):
            return await _to_its_end(task, walking, caught)
    finally:
        for number in ends_at():
            if number != signal.SIGHUP:  # it comes more than once where a terminal goes
                loop.remove_signal_handler(number)
        walking.printer.close()
        await walking.session.close()


async def _to_its_end(task: asyncio.Future[int], walking: Replay, caught: list[int]) -> int:
    try:
        return await task
    except asyncio.CancelledError:
        if not caught:
            raise
        return await walking.end_by_signal(caught[0], "stopped")
    except BrokenPipeError:
        walking.printer.quiet = True
        if walking.printer.hung_up:
            leaving.hurry()
        return await walking.end_by_signal(SIGNALS[signal.SIGHUP], "stopped: nobody reads the output any more")


@dataclass
class Replay:
    """One walk: prints every event, and ends with the status of design's table (the first that applies)."""

    session: Session
    args: argparse.Namespace
    printer: Printer

    async def all_steps(self) -> int:
        """Every step up to --until; the exit status."""
        status, reason = 0, "all that was asked for was done"
        try:
            status, reason = await self._steps()
        except MindieTuiError as error:
            status, reason = self._status(error), str(error)
            self._say(reason)
            for line in getattr(error, "standing", None) or (self._left() if status != REFUSED else ()):
                self._say(line)
        except BrokenPipeError:
            raise
        except Exception as error:
            status, reason = self._status(error), crash_report.keep_traceback(error)
            self._say(reason, *self._left())
        return self._end(status, reason)

    def _status(self, error: Exception) -> int:
        """The error's own status; 1 only where nothing was changed on any node."""
        own = error.exit_status if isinstance(error, MindieTuiError) else REFUSED
        if own != REFUSED or (isinstance(error, Refused) and not self._nodes_with_new_container()):
            return own
        state = self.session.state
        if state.service in ("ready", "attached"):
            return UNMEASURED
        changed = any(isinstance(f, ev.FileWritten) for n in state.nodes.values() for f in n.files)
        changed = changed or bool(self._nodes_with_new_container())
        return LAUNCH_FAILED if changed or state.service not in ("none", "writing") else REFUSED

    def _nodes_with_new_container(self) -> tuple[str, ...]:
        """The nodes on which this walk has created a container."""
        nodes = self.session.state.nodes.values()
        return tuple(n.name for n in nodes if isinstance(n.container, ev.ContainerCreated))

    def _left(self) -> tuple[str, ...]:
        """What remains on the nodes when a run ends early, and the command for it."""
        session, state = self.session, self.session.state
        if self.args.simulated or session.run is None:
            return ()
        if state.pids() or state.service in ("ready", "attached"):
            run = session.run.id
            left = "the service still runs; mindie-tui stop {run} stops it, mindie-tui attach {run} follows it"
            return (Message(left, run=run),)
        written = [
            n.name
            for n in state.nodes.values()
            if any(isinstance(f, ev.FileWritten) and f.path.endswith("/config.json") for f in n.files)
        ]
        if not written and (made := self._nodes_with_new_container()):
            name = session.deployment.container.name
            created = "container {name} was created on {nodes} and runs; nothing else was changed"
            return (Message(created, name=name, nodes=", ".join(made)),)
        if not written:
            return ()
        what = Message("config.json is the new one on {names}, and nothing was started", names=", ".join(written))
        return (Message("{what}; mindie-tui rollback {id} restores the old one", what=what, id=session.run.id),)

    async def _steps(self) -> tuple[int, str]:
        session, args = self.session, self.args
        waivers = [_waiver(text) for text in args.waive]
        for check in args.remedy:
            if check not in REMEDIED:
                what = Message("--remedy {check!r} has no command that is safe to run", check=check)
                raise CommandLineError(what, do=Message("these have: {names}", names=", ".join(REMEDIED)))
        self._show(session.begin())
        await self._print(session.probe())
        if (cut_off := session.cut_off()) is not None:
            for line in cut_off.sentences():
                self._say(line)
        if args.until == "nodes":
            return self._nodes_status()
        if session.lacking and not args.dry_run and args.until != "parameters":
            await self._print(session.create_containers())
        await self._print(session.judge())
        if args.dry_run:
            return await self._print_plan()
        if args.until == "parameters":
            return (
                (1, "the rules refuse it")
                if any(f.severity == "error" for f in session.state.findings)
                else (0, "judged")
            )
        for check, reason in waivers:
            await self._print(session.waive(check, reason))
        await self._print(session.preflight(restart=args.restart))
        await self._run_remedies()
        if args.until == "preflight":
            refusal = session.refusal()
            bad = LAUNCH_FAILED if self._nodes_with_new_container() else REFUSED
            return (bad, refusal) if refusal else (0, "the preflight is good")
        await self._print(session.launch(restart=args.restart, take_over=args.take_over))
        if args.until == "launch":
            return await self._leave(0, "the service is ready")
        return await self._beside_the_service()

    async def _beside_the_service(self) -> tuple[int, str]:
        """The bench and the report, while the service is watched; then it is left as it was asked for."""
        session = self.session
        watching = asyncio.ensure_future(self._print(session.watch()))
        try:
            status, reason = await self._measure()
            if session.state.service == "died":
                dead = next(n.died for n in session.state.nodes.values() if n.died)
                status = UNMEASURED
                reason = Message("the service died on {node}: {reason}", node=dead.node, reason=dead.reason)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        return await self._leave(status, reason)

    async def _run_remedies(self) -> None:
        """--remedy CHECK: its safe command on each node where it did not pass, and the check once more."""
        for check in self.args.remedy:
            for name, node in [pair for pair in self.session.state.checks if pair[0] == check]:
                if self.session.remedies(name, node) is not None:
                    await self._print(self.session.remedy(name, node))

    async def _print_plan(self) -> tuple[int, str]:
        """--dry-run: what a launch would write and send, on standard output."""
        from mindie_tui.headless.replay import dry_run

        status, reason = self._nodes_status()
        if status:
            return status, reason
        made = await self.session.container_plans() if self.session.lacking else ()
        plans = self.session.launch_plan()
        self.printer.close()
        for line in dry_run.lines(plans, made):
            print(line)
        sys.stdout.flush()
        if cannot := [f"{plan.node}: {plan.reason}" for plan in made if plan.reason]:
            return 1, Message("a container would not be created: {cannot}", cannot=cannot[0])
        refused = [localized_text(f) for f in self.session.findings() if f.severity == "error"]
        if refused:
            return 1, Message("a launch would be refused: {refused}", refused=refused[0])
        return 0, "nothing was changed"

    async def _measure(self) -> tuple[int, str]:
        session, args = self.session, self.args
        asked = session.deployment.bench
        if asked.performance is None and not (asked.accuracy and asked.accuracy.runs):
            return 0, "the service is ready; the profile asks for no bench"
        bad = None
        if asked.performance is not None and self._performance_left():
            await self._print(session.bench())
            bad = sweep_exit.why_unmeasured(session.state)
        if asked.accuracy is not None and session.state.service in ("ready", "attached"):
            await self._print(session.accuracy())
            scores = [run for run in session.state.accuracy.values() if run.state != "finished"]
            if bad is None and scores:
                unscored = scores[0]
                bad = Message("{name} could not be measured: {reason}", name=unscored.name, reason=unscored.reason)
        if args.until != "bench" or bad is not None:
            await self._print(session.report())
        return (UNMEASURED, bad) if bad is not None else gate(session.state, session.deployment.baseline)

    def _performance_left(self) -> bool:
        """Whether the performance is still to be measured."""
        return True

    async def _leave(self, status: int, reason: str) -> tuple[int, str]:
        """--stop ends the service after the report; else it is left running and the attach line is printed."""
        if self.args.stop:
            await self._print(self.session.stop())
            reason = Message(
                "{reason}; then it was stopped", reason=reason.replace("the service is ready", "the service was ready")
            )
        else:
            for line in self._left():
                self._say(line)
        return status, reason

    def _nodes_status(self) -> tuple[int, str]:
        bad = [n for n in self.session.state.nodes.values() if n.state != "found"]
        return (1, f"{bad[0].name}: {bad[0].reason}") if bad else (0, "every node answered")

    async def end_by_signal(self, status: int, reason: str) -> int:
        """A signal ended the walk: the record says so, ais_bench is gone, the service stays."""
        for step in self._bench_ended(reason):
            try:
                await self._print(step)
            except MindieTuiError as error:
                self._say(str(error))
            except BrokenPipeError:
                self.printer.quiet = True  # what is to be ended is ended without a reader, too
        for line in (*self._left(), *await self.session.containers_begun(), *self._goes_on()):
            self._say(line)
        return self._end(status, reason)

    def _goes_on(self) -> tuple[str, ...]:
        """The command that takes a sweep, a search or the questions of a data set up again."""
        state, run = self.session.state, self.session.run
        if run is None or self.args.simulated:
            return ()
        if state.sweep is not None and state.sweep.ended is not None and state.sweep.ended.how == "stopped":
            return (Message("mindie-tui resume {id} continues with the next point", id=run.id),)
        if any(one.state == "stopped" for one in state.accuracy.values()):
            return (Message("mindie-tui resume {id} continues with the unanswered questions", id=run.id),)
        return ()

    def say_ending(self) -> None:
        """Why a signal is not answered at once."""
        state = self.session.state
        if any(p.state == "running" for p in state.points.values()):
            self._say("ais_bench is being ended, and makes the tables of what was done; once more: without them")
        elif any(run.state == "running" for run in state.accuracy.values()):
            self._say("ais_bench is being ended; what is answered stays")

    def _bench_ended(self, reason: str) -> Iterator[Steps]:
        """What a bench that was taken away still needs: its end on the node, and a report of what was measured."""
        state = self.session.state
        runs: tuple[PointState | AccuracyState, ...] = (*state.points.values(), *state.accuracy.values())
        running = [p for p in runs if p.state == "running"]
        if running or state.sweep_cut("") is not None:
            yield self.session.stop_bench()
        if (self.session.state.points or self.session.state.accuracy) and not self.session.state.report:
            yield self.session.report(stopped=reason)

    def _end(self, status: int, reason: str) -> int:
        try:
            self._show(self.session.end(status, reason))
        except BrokenPipeError:
            pass  # the last line had no reader; what was done is done
        except StoreError as error:
            if str(error) != reason:
                self._say(str(error))
        return status

    async def _print(self, steps: Steps) -> None:
        async for step in _close_early(steps):
            self._show(step)

    def _show(self, step: tuple[ev.Recorded, RunState] | None) -> None:
        if step is not None:
            self.printer.show(step[0], time.monotonic())

    def _say(self, *sentences: str) -> None:
        """For people; standard output belongs to the events."""
        self.printer.close()
        with contextlib.suppress(OSError):  # nobody reads it: what is to be ended is ended all the same
            complain(*filter(None, sentences))


async def _close_early(steps: Steps) -> AsyncIterator[Any]:
    """The steps, closed at once when the walk ends early, so that nothing is left behind on a node."""
    try:
        async for step in steps:
            yield step
    finally:
        await steps.aclose()


def _waiver(text: str) -> tuple[str, str]:
    check, equals, reason = text.partition("=")
    if not equals or not reason.strip():
        raise CommandLineError(
            Message("--waive {text!r} has no reason", text=text), do='write --waive "hbm_free=NPU 3 is shared tonight"'
        )
    return check.strip(), reason.strip()
