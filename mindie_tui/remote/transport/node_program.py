"""Programs of on_node, sent to a node over standard input and answered in JSON lines behind a nonce.

A banner, a motd or the output of a start-up file may surround an answer; the nonce distinguishes our lines from theirs.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from textwrap import dedent
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import CommandFailed
from mindie_tui.model.message import Message
from mindie_tui.model.nodes.container_engine import remedy_for_silence
from mindie_tui.model.shell import Command, Value, script, sh
from mindie_tui.model.text import one_line
from mindie_tui.remote.transport.link import Link

_BOOT = (
    "import sys; sys.path = [p for p in sys.path if p]; "  # no module of the folder that we happen to start in
    'exec(compile(sys.stdin.buffer.read(int(sys.argv[1])), sys.argv[2], "exec"))'
)


FIRST_PYTHON = "mindie_tui_python"
"""As `python` of a program: the Python that `by_first_python` finds."""
_ON_NODE = "mindie_tui.on_node"
_IMPORTS = re.compile(rf"^[ \t]*from {re.escape(_ON_NODE)}\.([\w.]+) import", re.MULTILINE)
_WITH_MODULES = dedent("""\
    import sys, types
    for name, text in {modules!r}:
        sys.modules[name] = types.ModuleType(name)
        exec(compile(text, name, "exec"), sys.modules[name].__dict__)
    exec(compile({text!r}, {name!r}, "exec"))
    """)
"""A program behind the modules that it imports: `from mindie_tui.on_node.x.y import z` finds them among what is loaded.

Each is compiled under its own name, so that a traceback names its lines."""


def _read(module: str) -> str:
    """The text of a module of on_node, "bench.folder" for mindie_tui/on_node/bench/folder.py."""
    return files(_ON_NODE).joinpath(module.replace(".", "/") + ".py").read_text("utf-8")


def modules_of(name: str) -> tuple[str, ...]:
    """The modules of on_node that mindie_tui/on_node/NAME.py imports, directly or through another.

    Each comes after those that it imports itself.
    """
    found: dict[str, None] = {}
    for module in _IMPORTS.findall(_read(name)):  # a parser would hold up the loop
        found.update(dict.fromkeys((*modules_of(module), module)))
    return tuple(found)


@cache
def source(name: str) -> bytes:
    """What a node runs as the program `name`: the text of mindie_tui/on_node/NAME.py, with the modules it imports."""
    text = _read(name)
    modules = [(f"{_ON_NODE}.{module}", _read(module)) for module in modules_of(name)]
    if modules:
        text = _WITH_MODULES.format(modules=modules, text=text, name=name)
    return text.encode()


@dataclass(frozen=True, slots=True)
class Program:
    """One program of on_node, ready to be sent. Its argv is [length, name, nonce, *arguments]."""

    name: str
    command: Command
    nonce: str

    async def ask(self, link: Link, *, timeout: float | None = 30.0) -> list[dict[str, Any]]:
        """Every answer of a program that ends. Raises CommandFailed where it gave none."""
        result = await link.run(self.command, timeout=timeout)
        answers = [a for line in result.stdout.splitlines() if (a := self.answer(line)) is not None]
        if not answers:
            last = one_line(result.stderr.decode("utf-8", "replace"))[-300:]
            raise CommandFailed(
                Message(
                    "the program {name} gave no answer (status {status}): {last}",
                    name=self.name,
                    status=result.status,
                    last=last or "no message",
                ),
                node=link.name,
                status=result.status,
                stderr=last,
                do=remedy_for_silence(
                    last, result.status, getattr(link, "container", None) or Container(engine="none")
                ),
            )
        return answers

    async def one(self, link: Link, *, timeout: float | None = 30.0) -> dict[str, Any]:
        """Its last answer."""
        return (await self.ask(link, timeout=timeout))[-1]

    async def stream(self, link: Link) -> AsyncGenerator[dict[str, Any], None]:
        """The answers of a program that keeps running, as they come. Closing the iterator ends it."""
        rest = b""
        pieces = link.stream(self.command)
        try:
            async for piece in pieces:
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    if (answer := self.answer(line)) is not None:
                        yield answer
        finally:
            await pieces.aclose()

    def answer(self, line: bytes) -> dict[str, Any] | None:
        """The object of one line of its output; None for a line that is not ours."""
        head, _, body = line.partition(b" ")
        if head != self.nonce.encode():
            return None
        try:
            value = json.loads(body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


def program(name: str, *arguments: Value, python: str | None = None, payload: bytes = b"") -> Program:
    """The program `name` of on_node with these arguments; `payload` follows it on standard input."""
    text, nonce = source(name), secrets.token_hex(8)
    line = sh("{} -c {} {} {} {} {}", python or "python3", _BOOT, len(text), name, nonce, list(arguments))
    return Program(name, line.with_stdin(text + payload), nonce)


def by_first_python(asked: Program, pythons: Sequence[str], least: tuple[int, int]) -> Program:
    """The same run by the first of these Pythons that is there and as new as that; it was made for FIRST_PYTHON."""
    version = "{}.{}".format(*least)
    line = script(
        sh("for found in {}; do", pythons),
        f"  \"$found\" -c 'import sys; sys.exit(sys.version_info < {least})' </dev/null >/dev/null 2>&1 && break",
        "  found=",
        "done",
        f'[ -n "$found" ] || {{ echo "no Python {version} or newer is there" >&2; exit 127; }}',
        f'{FIRST_PYTHON}() {{ exec "$found" "$@"; }}',
        asked.command,
    )
    return replace(asked, command=line.with_stdin(asked.command.stdin))
