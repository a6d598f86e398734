"""Command: the only way to say something to a shell. Every value is quoted by construction."""

from __future__ import annotations

import shlex
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line

Value = str | int | float | PurePath
"""What may stand for one word. A list of them becomes several words."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of POSIX shell, ready to run: `text` is printed by --dry-run exactly as it runs."""

    text: str
    stdin: bytes = b""
    """Bytes for its standard input."""

    def with_stdin(self, data: bytes) -> Command:
        """The same command, fed with `data`."""
        return Command(self.text, data)

    def then(self, other: Command) -> Command:
        """Both, the second only if the first ends with 0."""
        return Command(f"{self.text} && {other.text}", self.stdin or other.stdin)

    def __str__(self) -> str:
        return self.text


def quoted(value: Value) -> str:
    """One shell word that means exactly `value`; Refused for a NUL, which no argument can hold."""
    text = str(value)
    if "\0" in text:
        shown = one_line(text.replace("\0", "\\0"))[:60]
        raise Refused(
            Message("{shown!r} contains a NUL byte, which no command accepts", shown=shown),
            do="take it out of that value",
        )
    return shlex.quote(text)


class _Quoting(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Command):
            return value.text  # already shell text: a pipeline is built of commands
        if isinstance(value, (list, tuple)):
            return " ".join(quoted(word) for word in value)
        return quoted(value)  # type: ignore[arg-type]  # `sh` takes nothing else


def sh(
    template: str, *values: Value | Command | Sequence[Value], **named: Value | Command | Sequence[Value]
) -> Command:
    """A Command from a literal template and values: `sh("docker exec -i {} bash -s", name)`.

    `{}` and `{name}` are replaced by one quoted word, a list by several, a Command by its text.
    Braces of the shell itself are doubled. The template is written in our source, never built from data.
    """
    return Command(_Quoting().vformat(template, values, named))


def script(*lines: Command | str) -> Command:
    """Commands one after the other, a line each. A str here is a literal of our source, never data."""
    return Command("\n".join(line.text if isinstance(line, Command) else line for line in lines))


def exports(environment: Mapping[str, str]) -> Command:
    """`export NAME=VALUE` for each pair, in order."""
    return script(*(sh("export {}", f"{name}={value}") for name, value in environment.items()))
