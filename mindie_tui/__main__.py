"""One command line from its words to its exit status: on a screen, on a demo fleet, or without either.

Each command imports what it needs, inside itself: `--help` loads no screen and no SSH.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.message import Message
from mindie_tui.model.terminal import NO_SCREEN

if TYPE_CHECKING:
    from mindie_tui.demo.fleet import DemoFleet
    from mindie_tui.headless.demo_line import DemoWanted


def _wizard(args: argparse.Namespace) -> int:
    _need_terminal(Message("the wizard"))
    _for_the_screen(args)
    named = os.path.basename(args.profile or "").removesuffix(".yaml")
    with _first_frame(args, here="nodes" if named or args.readonly else "", end=named):
        from mindie_tui.tui.start import wizard

        return wizard(args)


def _demo(args: argparse.Namespace) -> int:
    if args.fleet_only:
        from mindie_tui.demo.disk.fleet_profiles import node_count
        from mindie_tui.demo.fleet import run_fleet_only
        from mindie_tui.headless import demo_line

        wanted = demo_line.read(args, node_count)
        return run_fleet_only(args.speed, wanted.nodes, wanted.engine, args.fault)
    if not args.headless:
        instead = Message("`mindie-tui demo --headless` runs the same steps without a screen, as `replay` does")
        _need_terminal(Message("the demo's wizard"), instead)
        _for_the_screen(args)
    with contextlib.nullcontext() if args.headless else _first_frame(args, end="SIM   a3-demo"):
        import asyncio

        return asyncio.run(_walk_on_a_demo_fleet(args))


async def _walk_on_a_demo_fleet(args: argparse.Namespace) -> int:
    """A fleet in this process, and a face that reaches it by SSH like any other: by a profile and an ssh_config."""
    import asyncio

    from mindie_tui.demo.disk.fleet_profiles import node_count
    from mindie_tui.demo.fleet import LAYOUTS, DemoFleet
    from mindie_tui.headless import demo_line
    from mindie_tui.store import leaving
    from mindie_tui.store.profiles import of_demo

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

    wanted = demo_line.read(args, node_count)
    answer(end)
    try:
        async with DemoFleet(wanted.nodes, args.speed, layout=LAYOUTS[wanted.engine], extends=wanted.extends) as fleet:
            _begin_on(fleet, wanted, args)
            if args.headless:
                from mindie_tui.headless.replay.replay import walk
            else:
                from mindie_tui.tui.start import walk
            try:
                return await walk(args)
            finally:
                answer(take_down)
                of_demo.use(None)
                fleet.patience_s = leaving.time_for(fleet.patience_s, kept=2.0)
    except asyncio.CancelledError:
        if not ended:
            raise
        return ended[0]


def _begin_on(fleet: DemoFleet, wanted: DemoWanted, args: argparse.Namespace) -> None:
    """The line as if it had named this fleet: its profile, or one that was saved in an earlier demo, and its SSH."""
    from mindie_tui.store.profiles import of_demo

    named = fleet.folder / "a3-demo.yaml"  # the name that a run and the screens show
    named.symlink_to(fleet.profile)
    own = of_demo.DemoProfiles(fleet.folder, tuple(node.ip for node in fleet.nodes))
    of_demo.use(own)
    if args.fault is not None:
        fleet.plant(args.fault)
    args.profile = str(named if wanted.kept is None else own.folder / wanted.kept.name)
    args.ssh_config, args.simulated = fleet.ssh_config, True


def _attach(args: argparse.Namespace) -> int:
    from mindie_tui.headless import command_line

    if args.json or _no_screen() is not None:
        if args.readonly:
            from mindie_tui.model.errors import CommandLineError

            do = Message("read the run with `mindie-tui show {text}`", text=args.text)
            raise CommandLineError("--readonly is for the screen, and this is not a terminal", do=do)
        return command_line.run(args)
    _for_the_screen(args)
    with _first_frame(args, here="launch"):
        from mindie_tui.tui.start import attach as on_screen

        return on_screen(args)


def _open(args: argparse.Namespace) -> int:
    _need_terminal(Message("the wizard"), Message("`mindie-tui show RUN` prints the same run without a screen"))
    _for_the_screen(args)
    with _first_frame(args):
        from mindie_tui.tui.start import open_run

        return open_run(args)


_REPLAY = Message("`mindie-tui replay PROFILE` runs the same steps without a screen")


def _need_terminal(what: str, instead: str = _REPLAY) -> None:
    why = _no_screen()
    if why is not None:
        from mindie_tui.model.errors import CommandLineError

        raise CommandLineError(Message("{what} needs a terminal, and {why}", what=what, why=why), do=instead)


def _no_screen() -> str | None:
    """Why no screen can be drawn here; None where one can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Message("this is not one")
    term = os.environ.get("TERM", "").strip()
    if term in NO_SCREEN:
        return (
            Message("TERM={term} names one that cannot place text", term=term)
            if term
            else "TERM does not say which one this is"
        )
    return None


def _for_the_screen(args: argparse.Namespace) -> None:
    """What Textual reads when it is imported, so it is set before."""
    import gc

    from mindie_tui.headless import screen_settings

    gc.disable()  # imports and the first screen make much and drop nothing; the app turns it on after its first frame
    screen_settings.take(args, os.environ)
    if args.slow:
        for name, value in {"TEXTUAL_FPS": "4", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}.items():
            os.environ.setdefault(name, value)


def _first_frame(args: argparse.Namespace, here: str = "", end: str = "") -> contextlib.AbstractContextManager[None]:
    """What stands on the screen while the wizard is imported; `here`: the step that it opens on, `end`: the profile."""
    from mindie_tui.tui.terminal.opening import painted

    return painted(os.environ, theme=args.theme, here=here, end=end)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status as in the README. Nothing foreign reaches the terminal unescaped."""
    try:
        from mindie_tui.headless.printing.output import clean_streams
        from mindie_tui.store import streams

        streams.open_closed()
        with clean_streams():
            try:
                return _main(argv)
            finally:
                _name_what_was_passed_over()
    except KeyboardInterrupt:  # before a command listens to it itself: no traceback
        return 130


def _main(argv: Sequence[str] | None) -> int:
    from mindie_tui.headless import command_line
    from mindie_tui.headless.printing.output import complain
    from mindie_tui.model import language
    from mindie_tui.model.errors import MindieTuiError
    from mindie_tui.model.message import in_language

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a locale without our letters is no reason to fail
    language.choose(sys.argv[1:] if argv is None else argv, os.environ)
    args = command_line.parser().parse_args(argv)
    args.simulated = False
    args.argv = ["mindie-tui", *(sys.argv[1:] if argv is None else argv)]
    try:
        if args.readonly:
            _need_a_screen_to_watch(args)
        status = _run(args)
        sys.stdout.flush()
        return status
    except MindieTuiError as error:
        complain(f"mindie-tui: {in_language(str(error))}")
        return error.exit_status
    except BrokenPipeError:  # `mindie-tui runs | head`: the reader has gone, and so do we, without a word
        _let_go()
        return 0
    except OSError as error:
        if error.filename is not None:
            return _fault(error)
        _let_go()  # every file is opened by its name: what has none is the output
        complain(Message("mindie-tui: standard output: {strerror}; send it where it has room", strerror=error.strerror))
        return 1
    except Exception as error:
        return _fault(error)


def _run(args: argparse.Namespace) -> int:
    from mindie_tui.headless import command_line

    with_a_screen = {"": _wizard, "attach": _attach, "open": _open, "demo": _demo}
    return with_a_screen.get(args.command, command_line.run)(args)


def _need_a_screen_to_watch(args: argparse.Namespace) -> None:
    """Refuse --readonly where it would be ignored, and the command would change what it promises to leave."""
    without = getattr(args, "headless", False) or getattr(args, "fleet_only", False)
    if args.command in ("", "attach", "open", "demo") and not without:
        return
    from mindie_tui.model.errors import CommandLineError

    raise CommandLineError("--readonly is for the screen", do="leave it out, or use it with the wizard or `attach RUN`")


def _name_what_was_passed_over() -> None:
    """Broken and foreign files of the state folder: they stop no command, and nobody overlooks them."""
    passed_over = sys.modules.get("mindie_tui.store.passed_over")
    if passed_over is not None and (sentences := passed_over.take_sentences()):
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

    complain(f"mindie-tui: {crash_report.keep_traceback(error)}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
