"""`doctor`: what this machine has and lacks, and what to do about it. Changes nothing, contacts no host."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from pathlib import Path

from mindie_tui import __version__
from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.model.doctor.item import MachineItem, exit_status
from mindie_tui.model.doctor.machine import Kind, SeenMachine, machine_items
from mindie_tui.model.doctor.ssh import ssh_items
from mindie_tui.model.doctor.terminal import SeenTerminal, terminal_items
from mindie_tui.model.errors import StoreError
from mindie_tui.model.language import translation
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import one_line
from mindie_tui.store import paths, state_folder

STATES = ("ok", "note", "problem", "unknown")


def run(args: argparse.Namespace) -> int:
    """Print each item; 1 where one is a problem, else 0."""
    from mindie_tui.remote.session import ssh_setup  # loads an SSH client

    items = (
        *machine_items(_machine()),
        *terminal_items(_terminal()),
        *ssh_items(ssh_setup.look(args.ssh_config)),
    )
    counts = {state: sum(item.state == state for item in items) for state in STATES}
    if args.json:
        for item in items:
            write_json(item.as_json(), sys.stdout)
        write_json({"v": 1, "event": "summary", **counts}, sys.stdout)
    else:
        for item in items:
            _print(item)
        says = "{ok} ok, {note} notes, {problem} problems, {unknown} unknown"
        print(in_language(Message(says, **counts)))
    return exit_status(items)


def _print(item: MachineItem) -> None:
    """The state, the name and what was found; below them what it means, and what to do."""
    state = translation(item.state, "doctor") or item.state
    columns = len(state) if state.isascii() else 2 * len(state)
    print(f"{state}{' ' * (9 - columns)}{item.name:<13} {one_line(in_language(item.found))}")
    for sign, text in (("", item.means), ("-> ", item.do)):
        if text:
            print(f"{'':22} {sign}{one_line(in_language(text))}")


def _machine() -> SeenMachine:
    refusal, folder = "", None
    try:
        folder = state_folder.look()
    except StoreError as error:
        refusal = str(error)
    top = Path(sys.executable).parents[1]
    return SeenMachine(
        version=__version__,
        python=platform.python_version(),
        executable=paths.shorten(Path(sys.executable)),
        kind="bundle" if (top / "lib/native").is_dir() else _kind_of_prefix(),
        state_folder=paths.shorten(folder.path) if folder else "",
        exists=folder is not None and folder.exists,
        writable=folder is not None and folder.writable,
        free=folder.free if folder else None,
        refusal=refusal,
        bash=shutil.which("bash") or "",
        tar=shutil.which("tar") or "",
    )


def _kind_of_prefix() -> Kind:
    return "virtual environment" if sys.prefix != sys.base_prefix else "system"


def _terminal() -> SeenTerminal:
    is_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    size = os.get_terminal_size(sys.stdout.fileno()) if is_terminal else os.terminal_size((0, 0))
    return SeenTerminal(
        environment=os.environ,
        is_terminal=is_terminal,
        columns=size.columns,
        rows=size.lines,
        encoding=sys.stdout.encoding or "",
        programs=frozenset(name for name in ("tmux", "screen") if shutil.which(name)),
    )
