"""The command line as data: each command with its options, and what kind of word each value is.

Read from the parser, so that completion and the man page never differ from what `--help` says.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

FILES = "files"
"""The kind of a value that the shell itself completes."""

KINDS: dict[str, tuple[str, ...]] = {
    "P": ("profiles", FILES),
    "PROFILE": ("profiles", FILES),
    "RUN": ("runs",),
    "RUN|FILE": ("runs", "baselines", FILES),
    "BASELINE": ("baselines",),
    "METRIC": ("metrics",),
    "BY": ("orders",),
    "WORD": ("outcomes",),
    "FILE": (FILES,),
    "THEME": ("themes",),
    "CODE|FIELD": ("codes",),
    "CHECK": ("checks",),
    "CHECK=REASON": ("waivable",),
    "NODE": ("nodes",),
    "RELEASE": ("releases",),
    "X=V": ("sets",),
    "MODEL_DIR": (FILES,),
    "PATH": (FILES,),
}
"""A value's name in `--help`: the kinds of word that it may be. A name that is missing here is completed by nothing."""


@dataclass(frozen=True, slots=True)
class LineArgument:
    """An option, or with no names a word by its place."""

    names: tuple[str, ...]
    meaning: str
    value: str = ""
    """The value's name in `--help`; "" for a switch."""
    choices: tuple[str, ...] = ()
    repeats: bool = False
    """It may come again: an option, or a word that more of its kind may follow."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the value may be; () where nobody can know."""
        known = KINDS.get(self.value) or KINDS.get(self.value.partition("|")[0], ())
        return () if self.choices else known


@dataclass(frozen=True, slots=True)
class CommandWords:
    """A command's name, what it does, and what it takes; `name` is "" for the line before any command."""

    name: str
    summary: str
    arguments: tuple[LineArgument, ...]

    @property
    def options(self) -> tuple[LineArgument, ...]:
        """What begins with a dash."""
        return tuple(one for one in self.arguments if one.names)

    @property
    def places(self) -> tuple[LineArgument, ...]:
        """Words by their place."""
        return tuple(one for one in self.arguments if not one.names)


def read_commands(parser: argparse.ArgumentParser) -> tuple[CommandWords, ...]:
    """The line before a command first, then each command in the order of `--help`."""
    found = [CommandWords("", "", tuple(_arguments(parser)))]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {one.dest: one.help or "" for one in action._choices_actions}
            for name, sub in action.choices.items():
                found.append(CommandWords(name, summaries.get(name, ""), tuple(_arguments(sub))))
    return tuple(found)


def _arguments(parser: argparse.ArgumentParser) -> Iterator[LineArgument]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        value = action.metavar if action.nargs != 0 else ""
        choices = tuple(str(one) for one in action.choices or ())
        yield LineArgument(
            tuple(action.option_strings),
            (action.help or "").replace("%%", "%"),
            str(value or (action.dest.upper() if action.nargs != 0 else "")),
            choices,
            isinstance(action, argparse._AppendAction) or action.nargs in ("*", "+"),
        )
