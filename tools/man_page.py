"""The man page, from the parser: what `--help` says of each command, in one page for `man mindie-tui`."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui import __version__
from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion.grammar import CommandWords, LineArgument, read_commands
from mindie_tui.model.runs.outcomes import OUTCOMES

SUMMARY = "bring up an LLM service on Ascend nodes and prove that it is fast and correct"
FILES = {
    "~/.config/mindie-tui/profiles/": "your own profiles; YAML",
    "~/.config/mindie-tui/themes/": "your own themes; YAML",
    "~/.local/state/mindie-tui/runs/": "one folder per run: what was planned, every log, the report",
    "~/.ssh/config": "how the nodes are reached, unless --ssh-config names another file",
}
ENVIRONMENT = {
    "XDG_CONFIG_HOME, XDG_STATE_HOME": "other folders in place of ~/.config and ~/.local/state",
    "NO_COLOR": "draw without colour",
    "TERM": "linux draws with the characters of a console font; dumb has no wizard",
}
STATUSES = {**OUTCOMES, 64: "wrong command line"}


def escape(text: str) -> str:
    """Text of ours for roff: no dash becomes a hyphen, no first dot or quote a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def page() -> str:
    """The whole page in man(7)."""
    top, *commands = read_commands(parser())
    lines = [
        '.\\" Made from the parser by `make docs`; do not edit.',
        f'.TH MINDIE\\-TUI 1 "" "mindie\\-tui {escape(__version__)}" "User Commands"',
        ".SH NAME",
        f"mindie\\-tui \\- {escape(SUMMARY)}",
        ".SH SYNOPSIS",
        ".B mindie\\-tui",
        "[\\fIOPTION\\fR]... [\\fICOMMAND\\fR ...]",
        ".SH DESCRIPTION",
        "Without a command, the wizard opens: nodes, parameters, preflight, launch, bench, report. The commands do the",
        "same without a screen.",
        ".SH OPTIONS",
        *_arguments(top),
        ".SH COMMANDS",
    ]
    for command in commands:
        lines += _command(command)
    lines += [".SH EXIT STATUS", *_pairs({str(status): text for status, text in sorted(STATUSES.items())})]
    lines += [".SH FILES", *_pairs(FILES), ".SH ENVIRONMENT", *_pairs(ENVIRONMENT)]
    return "\n".join(lines)


def _command(command: CommandWords) -> Iterator[str]:
    words = " ".join(f"\\fI{escape(place.value)}\\fR" for place in command.places)
    yield f".SS {command.name} {words}".rstrip()
    yield escape(f"{command.summary[0].upper()}{command.summary[1:]}.")
    yield from _arguments(command)


def _arguments(command: CommandWords) -> Iterator[str]:
    for one in (*command.places, *command.options):
        yield ".TP"
        yield _head(one)
        yield escape(one.meaning)


def _head(one: LineArgument) -> str:
    names = ", ".join(f"\\fB{escape(name)}\\fR" for name in one.names)
    value = f"\\fI{escape(one.value)}\\fR" if one.value else ""
    return " ".join(part for part in (names, value) if part)


def _pairs(pairs: dict[str, str]) -> Iterator[str]:
    for name, text in pairs.items():
        yield from (".TP", f"\\fB{escape(name)}\\fR", escape(text))
