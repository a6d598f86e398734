"""The command line. Each command imports what it needs, inside itself: `--help` loads no screen and no SSH."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mindie_tui import __version__

WRONG_LINE = 64


class _Parser(argparse.ArgumentParser):
    """argparse, with status 64 for a wrong line: its own 2 would read as "launch failed"."""

    def error(self, message: str) -> NoReturn:
        from mindie_tui.headless.printing.output import complain

        self.print_usage(sys.stderr)
        complain(f"{self.prog}: {message}")
        raise SystemExit(WRONG_LINE)


def parser() -> argparse.ArgumentParser:
    """Every command with its options; a command's function stands in `run`."""
    top = _Parser(
        prog="mindie-tui", description="Brings up MindIE on Ascend nodes and proves that it is fast and right."
    )
    top.add_argument("--version", action="version", version=f"mindie-tui {__version__}")
    _screen_options(top)
    top.set_defaults(run=_wizard)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(run=run)
        return sub

    replay = command("replay", _replay, "all steps of a profile without the screen; one line per event")
    replay.add_argument("profile", metavar="PROFILE", help="a path if it has / or ends in .yaml, else a name")
    _replay_options(replay)

    validate = command("validate", _validate, "what the rules say of a profile or a config.json; no network")
    from mindie_tui.headless import arguments

    arguments.validate(validate)
    arguments.explain(command("explain", _explain, "what a field, a finding or a known error means"))
    arguments.migrate(command("migrate", _migrate, "a config.json of one release of MindIE, written for another"))
    runs = command("runs", _runs, "the runs on this machine, newest first")
    runs.add_argument("--all", action="store_true", help="not only the newest 200")
    runs.add_argument("--prune", type=_days, metavar="DAYS", help="remove the logs of runs that ended so long ago")
    show = command("show", _show, "what one run did")
    show.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")
    for name, run, summary in (
        ("status", _status, "whether the service of a run runs, node by node; 0 if on all of them"),
        ("resume", _resume, "go on with a stopped bench of a run: next point, open questions; status as of replay"),
        ("attach", _attach, "follow the service of a run again; without a terminal, or with --json, its events"),
        ("stop", _stop, "end the service that a run started"),
        ("rollback", _rollback, "put back the config.json that stood before a run"),
    ):
        again = command(name, run, summary)
        any_run: dict[str, Any] = {"nargs": "?", "default": ""} if name == "status" else {}
        last = "the newest that wrote a config.json" if name == "rollback" else "the newest that started a service"
        absent = " (the same when absent)" if name == "status" else ""
        named = f"any unambiguous part of its id; `last`: {last}{absent}"
        again.add_argument("text", metavar="RUN", help=named, **any_run)
        _ssh_config(again, default=argparse.SUPPRESS)
        again.add_argument(
            "--accept-host-key", action="append", default=[], metavar="SHA256:..", help="add this host key"
        )
        again.add_argument("--json", action="store_true", help="one JSON object per line")
        if name == "resume":
            again.add_argument("--baseline", metavar="RUN|FILE", help="a report.json, a run or a name to compare with")
            again.add_argument("--stop", action="store_true", help="stop the service after the report")
        if name == "stop":
            theirs = "also end a service that another operator started and the run attached to"
            again.add_argument("--take-over", action="store_true", help=theirs)
        if name == "attach":
            _screen_options(again, profile=False)
    command("profiles", _profiles, "shipped and own profiles")

    demo = command("demo", _demo, "the wizard on a simulated fleet; needs no NPU")
    demo.add_argument("--nodes", type=_positive, default=2, metavar="N", help="Atlas A3 nodes of 16 NPUs (default 2)")
    demo.add_argument(
        "--speed", type=_factor, default=1.0, metavar="X", help="how many times faster than usual it boots"
    )
    demo.add_argument("--headless", action="store_true", help="replay without the screen, with replay's options")
    demo.add_argument("--fleet-only", action="store_true", help="only the fleet, until INT or TERM")
    _replay_options(demo)
    _screen_options(demo, profile=False)
    return top


def _screen_options(to: argparse.ArgumentParser, *, profile: bool = True) -> None:
    if profile:
        to.add_argument("--profile", metavar="P", help="the profile to open")
        _ssh_config(to)
    # what stands before the command stays: `mindie-tui --readonly demo`
    left_as_it_is: dict[str, Any] = {} if profile else {"default": argparse.SUPPRESS}
    to.add_argument("--theme", metavar="NAME", help="a theme of themes/ or of your own", **left_as_it_is)
    watch = "only watch: no key changes a node, a profile or a run"
    to.add_argument("--readonly", action="store_true", help=watch, **left_as_it_is)
    slow = "for a slow link: fewer frames, no animation"
    to.add_argument("--slow", action="store_true", help=slow, **left_as_it_is)


def _replay_options(to: argparse.ArgumentParser) -> None:
    from mindie_tui.headless import arguments
    from mindie_tui.model.events.codec import STEPS

    to.add_argument("--until", choices=STEPS, metavar="STEP", help=f"the last step, included: {' '.join(STEPS)}")
    to.add_argument("--set", action="append", default=[], metavar="X=V", dest="sets", help="dp=4, or a dotted path")
    arguments.mindie(to)
    to.add_argument("--baseline", metavar="RUN|FILE", help="a report.json, a run or a name to compare with")
    to.add_argument(
        "--baseline-partial", action="store_true", help="points and figures that only one side has are no failure"
    )
    to.add_argument("--within", type=_percent, metavar="5%", help="how far from the baseline is still good")
    to.add_argument("--waive", action="append", default=[], metavar="CHECK=REASON", help="go on although a check fails")
    to.add_argument(
        "--remedy", action="append", default=[], metavar="CHECK", help="run its safe command where a check did not pass"
    )
    to.add_argument("--accept-host-key", action="append", default=[], metavar="SHA256:..", help="add this host key")
    to.add_argument("--stop", action="store_true", help="stop the service after the report")
    to.add_argument(
        "--restart", action="store_true", help="stop a service of ours that runs with another configuration"
    )
    to.add_argument(
        "--take-over", action="store_true",
        help="take over a lock that nobody has touched for 5 minutes; with --restart, stop another operator's service",
    )  # fmt: skip
    to.add_argument("--json", action="store_true", help="one JSON object per line")
    to.add_argument("--dry-run", action="store_true", help="print what a launch would write and send; change nothing")
    if to.prog.endswith("replay"):
        _ssh_config(to, default=argparse.SUPPRESS)


def _ssh_config(to: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """The option; a command that has no default of its own leaves what stands before the command."""
    to.add_argument(
        "--ssh-config", type=Path, metavar="FILE", help="as ssh -F (default ~/.ssh/config)", default=default
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 250:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of nodes; write 1 to 250")
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 <= int(text[:6]) <= 36500 or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; write 0 to 36500")
    return int(text)


def _factor(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.01 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no factor; write a number from 0.01 to 1000")
    return value


def _percent(text: str) -> float:
    try:
        value = float(text.removesuffix("%").strip())
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no percentage; write 5%")
    return value


def _wizard(args: argparse.Namespace) -> int:
    _need_terminal("the wizard")
    _for_the_screen(args)
    from mindie_tui.tui.start import wizard

    return wizard(args)


def _demo(args: argparse.Namespace) -> int:
    if args.fleet_only:
        from mindie_tui.demo.fleet import run_fleet_only

        return run_fleet_only(args)
    if not args.headless:
        instead = "`mindie-tui demo --headless` walks the same steps without a screen, as `replay` does"
        _need_terminal("the demo's wizard", instead)
        _for_the_screen(args)
    import asyncio

    return asyncio.run(_walk_on_a_demo_fleet(args))


async def _walk_on_a_demo_fleet(args: argparse.Namespace) -> int:
    """A fleet in this process, and a face that reaches it by SSH like any other: by a profile and an ssh_config."""
    import asyncio

    from mindie_tui.demo.fleet import Fleet
    from mindie_tui.store import leaving

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    ended: list[int] = []

    def end(number: int) -> None:
        if not ended:  # a second one would cut off what the first one ends
            ended.append(128 + number)
            task.cancel()

    def take_down(_: int) -> None:
        """The fleet is taken down whatever comes now, else its daemons would stay."""

    def answer(how: Callable[[int], None]) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, how, number)

    answer(end)
    try:
        async with Fleet(nodes=args.nodes, speed=args.speed) as fleet:
            named = fleet.folder / "a3-demo.yaml"  # the name that a run and the screens show
            named.symlink_to(fleet.profile)
            args.profile, args.ssh_config, args.simulated = str(named), fleet.ssh_config, True
            if args.headless:
                from mindie_tui.headless.replay import walk
            else:
                from mindie_tui.tui.start import walk
            try:
                return await walk(args)
            finally:
                answer(take_down)
                fleet.patience_s = leaving.time_for(fleet.patience_s, kept=2.0)
    except asyncio.CancelledError:
        if not ended:
            raise
        return ended[0]


def _replay(args: argparse.Namespace) -> int:
    from mindie_tui.headless.replay import replay

    return replay(args)


def _validate(args: argparse.Namespace) -> int:
    from mindie_tui.headless.validate import run

    return run(args)


def _migrate(args: argparse.Namespace) -> int:
    from mindie_tui.headless.migrate import run

    return run(args)


def _explain(args: argparse.Namespace) -> int:
    from mindie_tui.headless.explain import run

    return run(args)


def _runs(args: argparse.Namespace) -> int:
    from mindie_tui.headless.past_runs import run_runs

    return run_runs(args)


def _show(args: argparse.Namespace) -> int:
    from mindie_tui.headless.past_runs import run_show

    return run_show(args)


def _profiles(args: argparse.Namespace) -> int:
    from mindie_tui.headless.past_runs import run_profiles

    return run_profiles(args)


def _status(args: argparse.Namespace) -> int:
    from mindie_tui.headless.running_service import status

    return status(args)


def _attach(args: argparse.Namespace) -> int:
    if args.json or _no_screen() is not None:
        if args.readonly:
            from mindie_tui.model.errors import CommandLineError

            do = f"read the run with `mindie-tui show {args.text}`"
            raise CommandLineError("--readonly is for the screen, and this is no terminal", do=do)
        from mindie_tui.headless.running_service import attach

        return attach(args)
    _for_the_screen(args)
    from mindie_tui.tui.start import attach as on_screen

    return on_screen(args)


def _resume(args: argparse.Namespace) -> int:
    from mindie_tui.headless.resume import resume

    return resume(args)


def _stop(args: argparse.Namespace) -> int:
    from mindie_tui.headless.running_service import stop

    return stop(args)


def _rollback(args: argparse.Namespace) -> int:
    from mindie_tui.headless.running_service import rollback

    return rollback(args)


def _need_terminal(what: str, instead: str = "`mindie-tui replay PROFILE` does the same without a screen") -> None:
    why = _no_screen()
    if why is not None:
        from mindie_tui.model.errors import CommandLineError

        raise CommandLineError(f"{what} needs a terminal and {why}", do=instead)


def _no_screen() -> str | None:
    """Why no screen can be drawn here; None where one can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "this is none"
    term = os.environ.get("TERM", "").strip()
    if term in ("", "dumb", "unknown"):
        return f"TERM={term} names one that cannot place text" if term else "TERM does not say which one this is"
    return None


def _for_the_screen(args: argparse.Namespace) -> None:
    """What Textual reads when it is imported, so it is set before."""
    import gc

    gc.disable()  # imports and the first screen make much and drop nothing; the app turns it on after its first frame
    if args.slow:
        for name, value in {"TEXTUAL_FPS": "4", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}.items():
            os.environ.setdefault(name, value)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status as in the README. Nothing foreign reaches the terminal unescaped."""
    try:
        from mindie_tui.headless.printing.output import guarded
        from mindie_tui.store import streams

        streams.open_closed()
        with guarded():
            try:
                return _main(argv)
            finally:
                _name_what_was_passed_over()
    except KeyboardInterrupt:  # before a command listens to it itself: no traceback
        return 130


def _main(argv: Sequence[str] | None) -> int:
    from mindie_tui.headless.printing.output import complain
    from mindie_tui.model.errors import MindieTuiError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a locale without our letters is no reason to fail
    args = parser().parse_args(argv)
    args.simulated = False
    args.argv = ["mindie-tui", *(sys.argv[1:] if argv is None else argv)]
    try:
        if args.readonly:
            _need_a_screen_to_watch(args)
        status: int = args.run(args)
        sys.stdout.flush()
        return status
    except MindieTuiError as error:
        complain(f"mindie-tui: {error}")
        return error.exit_status
    except BrokenPipeError:  # `mindie-tui runs | head`: the reader has gone, and so do we, without a word
        _let_go()
        return 0
    except OSError as error:
        if error.filename is not None:
            return _fault(error)
        _let_go()  # every file is opened by its name: what has none is the output
        complain(f"mindie-tui: standard output: {error.strerror}; send it where it has room")
        return 1
    except Exception as error:
        return _fault(error)


def _need_a_screen_to_watch(args: argparse.Namespace) -> None:
    """Refuse --readonly where it would be ignored, and the command would change what it promises to leave."""
    without = getattr(args, "headless", False) or getattr(args, "fleet_only", False)
    if args.run in (_wizard, _attach, _demo) and not without:
        return
    from mindie_tui.model.errors import CommandLineError

    raise CommandLineError("--readonly is for the screen", do="leave it out, or use it with the wizard or `attach RUN`")


def _name_what_was_passed_over() -> None:
    """Broken and foreign files of the state folder: they stop no command, and nobody overlooks them."""
    passed_over = sys.modules.get("mindie_tui.store.passed_over")
    if passed_over is not None and (sentences := passed_over.taken()):
        from mindie_tui.headless.printing.output import complain

        with contextlib.suppress(OSError, ValueError, AttributeError):  # nobody reads it
            complain(*(f"mindie-tui: {sentence}" for sentence in sentences))


def _let_go() -> None:
    """What is still to be written to standard output goes nowhere."""
    from mindie_tui.store.streams import let_go

    let_go(sys.stdout)


def _fault(error: Exception) -> int:
    from mindie_tui.headless.printing.output import complain
    from mindie_tui.store import crash_report

    complain(f"mindie-tui: {crash_report.kept(error)}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
