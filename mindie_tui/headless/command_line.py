"""Every command by its name: what it takes, and the module that runs it, which is imported when it does."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from mindie_tui import __version__
from mindie_tui.headless.arguments import diagnose, documents, options, replay, runs, shell
from mindie_tui.headless.printing.output import complain
from mindie_tui.model.chinese.kept_english import translate_kept
from mindie_tui.model.message import Message, in_language

WRONG_LINE = 64


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command; `module` below this package has its `run(args)`, and is called as the command is."""

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    module: str = ""
    """None for a command that has no headless face of its own."""


COMMANDS = (
    CommandEntry(
        "replay", "all steps of a profile without the screen; one line per event", replay.replay, "replay.replay"
    ),
    CommandEntry(
        "validate", "check a profile or a config.json with the rules; no network", documents.validate,
        "documents.validate",
    ),
    CommandEntry("explain", "what a field, a finding or a known error means", documents.explain, "documents.explain"),
    CommandEntry(
        "migrate", "a config.json of one release of MindIE, written for another", documents.migrate,
        "documents.migrate",
    ),
    CommandEntry(
        "plan", "the least nodes and the best layouts for a model, from its own files; no node", documents.plan,
        "documents.plan",
    ),
    CommandEntry(
        "diagnose", "why a start failed, from collected logs; 0 if they show no fault, 1 for one", diagnose.diagnose,
        "diagnose.diagnose",
    ),
    CommandEntry("runs", "the runs on this machine, newest first", runs.runs, "runs.runs"),
    CommandEntry("show", "what one run did", runs.show, "runs.show"),
    CommandEntry("open", "a past run in the wizard, as it was; read only", runs.open_run),
    CommandEntry("report", "a finished run as a page to show: report.html, in one file", runs.report, "runs.report"),
    CommandEntry("diff", "what differs between two runs or more", runs.diff, "runs.diff"),
    CommandEntry(
        "status", "whether the service of a run runs, node by node; 0 if on all of them", runs.status, "runs.status"
    ),
    CommandEntry(
        "resume", "continue a stopped bench of a run: next point, unanswered questions; exit status as for replay",
        runs.resume, "replay.resume",
    ),
    CommandEntry(
        "attach", "follow the service of a run again; without a terminal, or with --json, its events", runs.attach,
        "runs.attach",
    ),
    CommandEntry("stop", "end the service that a run started", runs.stop, "runs.stop"),
    CommandEntry("rollback", "restore the config.json from before a run", runs.rollback, "runs.rollback"),
    CommandEntry("baseline", "reports that later runs are compared with, by name", runs.baseline, "runs.baseline"),
    CommandEntry(
        "trend", "a figure over the newest runs of a profile, and the run at which it became worse", runs.trend,
        "runs.history.trend",
    ),
    CommandEntry("prune", "remove old runs that nothing needs any more", runs.prune, "runs.history.prune"),
    CommandEntry("export", "a run as one file for another machine", runs.export, "runs.export"),
    CommandEntry(
        "import", "a run that another machine exported, or a profile made of a start script", runs.import_file,
        "runs.import_file",
    ),
    CommandEntry("init", "five questions that make a new profile", documents.init, "documents.init"),
    CommandEntry("profiles", "shipped and own profiles", documents.profiles, "documents.profiles"),
    CommandEntry(
        "doctor", "what this machine has and lacks for mindie-tui; changes nothing; 1 for a problem", shell.doctor,
        "doctor.doctor",
    ),
    CommandEntry(
        "completion", "the completion of a shell: bash, zsh or fish", shell.completion, "completion.completion"
    ),
    CommandEntry("demo", "the wizard on a simulated fleet; needs no NPU", replay.demo),
)  # fmt: skip
"""In the order of `--help`."""

REFUSALS = (
    Message("argument {name}: {problem}"),
    Message("invalid choice: {value} (choose from {choices})"),
    Message("the following arguments are required: {names}"),
    Message("unrecognized arguments: {words}"),
    Message("expected one argument"),
    Message("expected at least one argument"),
    Message("ignored explicit argument {value}"),
    Message("ambiguous option: {option} could match {options}"),
)
"""The sentences of argparse itself that a wrong line can get: listed here for the catalogue of Chinese."""


class _Formatter(argparse.HelpFormatter):
    """argparse's, with room for letters that are two columns wide."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, in_language("usage: ") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return super()._split_lines(text, width if text.isascii() else width // 2)


class _Parser(argparse.ArgumentParser):
    """argparse, with status 64 for a wrong line: its own 2 would read as "launch failed".

    Its help and what it refuses are in the language in force.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Formatter, **named})

    def format_help(self) -> str:
        self.description = in_language(self.description or "")
        for group in self._action_groups:
            group.title = in_language(group.title or "")
        for action in self._actions:
            for one in (action, *getattr(action, "_choices_actions", ())):
                if one.help is not None and one.help != argparse.SUPPRESS:
                    one.help = in_language(one.help)
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        complain(f"{self.prog}: {translate_kept(message)}")
        raise SystemExit(WRONG_LINE)


def parser() -> argparse.ArgumentParser:
    """The whole line; what is parsed has its command's name in `command`, "" for the wizard."""
    top = _Parser(
        prog="mindie-tui", description="Brings up MindIE on Ascend nodes and proves that it is fast and right."
    )
    top.add_argument("--version", action="version", version=f"mindie-tui {__version__}")
    top.add_argument("--profile", metavar="P", help="the profile to open")
    options.ssh_config(top, of_a_command=False)
    options.screen(top, of_a_command=False)
    options.language(top, of_a_command=False)
    top.set_defaults(command="")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.summary, description=command.summary)
        sub.set_defaults(command=command.name)
        command.add_arguments(sub)
        options.language(sub)
    return top


def run(args: argparse.Namespace) -> int:
    """Run a command that needs no screen; its exit status."""
    module = next(command.module for command in COMMANDS if command.name == args.command)
    status: int = importlib.import_module(f"mindie_tui.headless.{module}").run(args)
    return status
