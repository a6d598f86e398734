"""The commands of a script, as its grammar nests them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mindie_tui.model.documents.script.scanner import Heredoc
from mindie_tui.model.documents.script.words import ShellWord
from mindie_tui.model.message import Message


@dataclass(frozen=True, slots=True)
class Assignment:
    """`NAME=word`, `NAME+=word` or `NAME=(words)`."""

    name: str
    value: ShellWord | tuple[ShellWord, ...]
    adds: bool
    line: int


@dataclass(frozen=True, slots=True)
class Redirection:
    """`2>&1`, `> file`, `<<EOF`."""

    operator: str
    target: ShellWord
    heredoc: int | None = None
    """Which here-document of the script it is."""


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with what is assigned before it; without words only an assignment or a redirection."""

    line: int
    last_line: int
    assignments: tuple[Assignment, ...] = ()
    words: tuple[ShellWord, ...] = ()
    redirections: tuple[Redirection, ...] = ()


@dataclass(frozen=True, slots=True)
class Branches:
    """`if`, `case`: each branch with its condition; the last one may have none."""

    line: int
    last_line: int
    subject: ShellWord | None
    """The word of a `case`; None: an `if`."""
    branches: tuple[tuple[tuple[Item, ...] | tuple[ShellWord, ...], tuple[Item, ...]], ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """`for NAME in words` (`name` empty: while, until, `for ((`)."""

    line: int
    last_line: int
    name: str
    values: tuple[ShellWord, ...] | None
    condition: tuple[Item, ...]
    body: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`{ ... }`, or `( ... )`, whose assignments nobody sees outside."""

    line: int
    last_line: int
    body: tuple[Item, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class Function:
    """`name() { ... }`."""

    line: int
    last_line: int
    name: str
    body: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no shell."""

    line: int
    last_line: int
    why: Message


Statement = Simple | Branches | Loop | Group | Function | Broken


@dataclass(frozen=True, slots=True)
class Item:
    """A statement in its list: what joins it to the one before, and what ends it."""

    statement: Statement
    joined: str = ""
    """`&&`, `||`, `|` or nothing."""
    end: str = ""
    """`&`: it runs in the background. `|`: its output goes to the next one."""


@dataclass(frozen=True, slots=True)
class ParsedScript:
    """A script as a whole."""

    items: tuple[Item, ...]
    heredocs: Mapping[int, Heredoc]
    slips: tuple[tuple[int, str], ...]
