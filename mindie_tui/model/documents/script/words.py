"""A word of a shell script: text, references to variables, and what only a running shell could tell."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""The name of a shell variable."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """Characters that mean themselves."""

    text: str
    quoted: bool = False
    """The shell never splits it."""

    @property
    def source(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Reference:
    """`$NAME`, `${NAME:-word}`, `$1`, `${LIST[@]}`, a `~` at the start of a path."""

    name: str
    source: str
    """As the script has it."""
    quoted: bool = False
    operator: str = ""
    """`-`, `:-`, `=`, `:=`, `+`, `:+`, `?`, `:?` or nothing."""
    operand: ShellWord | None = None
    index: str = ""
    """What is between [ and ]."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """What only a running shell knows: `$(command)`, arithmetic, `${NAME%suffix}`, a value that a branch decides."""

    source: str
    quoted: bool = False
    cause: str = ""
    """The place in the script that decides it, where the source alone does not show it: `line 12`."""


Part = PlainText | Reference | Opaque


@dataclass(frozen=True, slots=True)
class ShellWord:
    """One word, or the value of a variable: its parts in order. No parts: an empty value."""

    parts: tuple[Part, ...] = ()
    line: int = 0

    @property
    def raw(self) -> str:
        """Its text without quotes, references as the script has them."""
        return "".join(part.source for part in self.parts)

    @property
    def literal(self) -> str | None:
        """Its text; None where a reference is left in it."""
        return self.raw if all(isinstance(part, PlainText) for part in self.parts) else None

    @property
    def bare(self) -> str | None:
        """Its text where nothing of it is quoted: only such a word is an operator's or a keyword's name."""
        return self.raw if all(isinstance(part, PlainText) and not part.quoted for part in self.parts) else None

    @property
    def unknown(self) -> tuple[Reference | Opaque, ...]:
        """The parts whose value the script does not give."""
        return tuple(part for part in self.parts if not isinstance(part, PlainText))


def text_word(text: str, line: int = 0) -> ShellWord:
    """A word that means exactly `text`."""
    return ShellWord((PlainText(text, quoted=True),), line)


def quoted_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts inside of double quotes."""
    return tuple(replace(part, quoted=True) for part in parts)


def as_source(word: ShellWord) -> str:
    """Shell source that means this word: text quoted where it must be, references in double quotes as they were."""
    if not word.parts:
        return "''"
    found = ""
    for part in _joined(word.parts):
        if isinstance(part, PlainText):
            behind_a_name = found != "" and re.search(r"\$\w+$", found) is not None
            found += "'" + part.text.replace("'", "'\"'\"'") + "'" if behind_a_name else shlex.quote(part.text)
        elif part.source == "~" or not part.quoted:
            found += part.source
        else:
            found += f'"{part.source}"'
    return found


def _joined(parts: tuple[Part, ...]) -> list[Part]:
    """Neighbouring texts as one."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, PlainText) and isinstance(last, PlainText):
            found[-1] = PlainText(last.text + part.text, quoted=True)
        else:
            found.append(part)
    return found
