"""The starts of vLLM that a script holds, and a script that holds a start."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mindie_tui.model.documents.script.reading import ScriptCommand, ScriptReading
from mindie_tui.model.documents.script.words import NAME, ShellWord, as_source
from mindie_tui.model.documents.script.wrappers import base_name

_MODULES = ("vllm.entrypoints.openai.api_server", "vllm.entrypoints.api_server")
_CLI_MODULES = ("vllm", "vllm.entrypoints.cli.main", "vllm.entrypoints.cli")
_PYTHON = re.compile(r"python[0-9.]*")
_SERVER_FILE = re.compile(r"(?:.*/)?vllm/entrypoints/(?:openai/)?api_server\.py")
_SAY_ONLY = frozenset({"echo", "printf", "grep", "egrep", "pgrep", "pkill", "ps", "sed", "awk", "cat", "which", "man"})
"""Commands that name `vllm serve` and run nothing."""


@dataclass(frozen=True, slots=True)
class ServeStart:
    """One `vllm serve` of a script, or the older `python -m vllm.entrypoints.openai.api_server`."""

    ran: ScriptCommand
    program: tuple[str, ...]
    """The words before the arguments."""
    arguments: tuple[ShellWord, ...]
    """With the values that the script gives."""
    written: tuple[ShellWord, ...]
    """The same as the script has them: a list that is spread here is one word there."""
    before: tuple[ShellWord, ...] = ()
    """Words in front that are no wrapper that we know."""


def starts(reading: ScriptReading) -> tuple[ServeStart, ...]:
    """Every start of vLLM in a script, in the order in which it comes to them."""
    return tuple(start for ran in reading.ran if (start := start_of(ran)) is not None)


def start_of(ran: ScriptCommand) -> ServeStart | None:
    """The start that a command is, else None."""
    place = _program(ran.words)
    if place is None:
        return None
    first, end = place
    own = _program(ran.written)
    written = ran.written[own[1] :] if own is not None else ran.words[end:]
    program = tuple(word.raw for word in ran.words[first:end])
    return ServeStart(ran, program, ran.words[end:], written, ran.words[:first])


def _program(words: Sequence[ShellWord]) -> tuple[int, int] | None:
    """Where the program begins and where its arguments do."""
    if not words or base_name(words[0]) in _SAY_ONLY:
        return None
    for at, word in enumerate(words):
        name = base_name(word)
        if name == "vllm" and at + 1 < len(words) and words[at + 1].literal == "serve":
            return at, at + 2
        if _PYTHON.fullmatch(name) and (end := _module(words, at + 1)) is not None:
            return at, end
    return None


def _module(words: Sequence[ShellWord], at: int) -> int | None:
    """Where the arguments of `python [options] -m MODULE` or `python FILE` begin; None for another program."""
    while at < len(words):
        text = words[at].literal or ""
        if text == "-m" and at + 1 < len(words):
            module = words[at + 1].literal or ""
            if module in _MODULES:
                return at + 2
            is_serve = module in _CLI_MODULES and at + 2 < len(words) and words[at + 2].literal == "serve"
            return at + 3 if is_serve else None
        if text in ("-X", "-W"):
            at += 1
        elif not text.startswith("-"):
            return at + 1 if _SERVER_FILE.fullmatch(text) else None
        at += 1
    return None


def script_of(
    arguments: Sequence[ShellWord],
    environment: Mapping[str, ShellWord],
    *,
    program: Sequence[str] = ("vllm", "serve"),
    variables: Mapping[str, ShellWord] | None = None,
) -> str:
    """A shell script with this start: the variables, the exports, and the command with an argument on each line.

    A name that no shell can export is handed over by `env`.
    """
    lines = [f"{name}={as_source(value)}" for name, value in (variables or {}).items()]
    lines += [f"export {name}={as_source(value)}" for name, value in environment.items() if NAME.fullmatch(name)]
    odd = [as_source(_named(name, value)) for name, value in environment.items() if not NAME.fullmatch(name)]
    rows = [" ".join(program)]
    for word in arguments:
        source = as_source(word)
        if source.startswith("-") or len(rows) == 1 and rows[0] == " ".join(program):
            rows.append(source)
        else:
            rows[-1] += f" {source}"
    first = " ".join([*(["env", *odd] if odd else []), rows[0]])
    if len(rows) > 1 and not rows[1].startswith("-"):
        first += f" {rows.pop(1)}"
    return "\n".join([*lines, " \\\n    ".join([first, *rows[1:]])]) + "\n"


def _named(name: str, value: ShellWord) -> ShellWord:
    from mindie_tui.model.documents.script.words import PlainText

    return ShellWord((PlainText(f"{name}=", quoted=True), *value.parts))
