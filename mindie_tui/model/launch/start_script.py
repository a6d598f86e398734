"""start.sh of one node, whichever engine serves: the environment, and the parent of the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, script, sh


@dataclass(frozen=True, slots=True)
class StartLines:
    """What an engine puts into the script."""

    about: str
    """What is started, for who reads the file."""
    exports: Sequence[Command | str]
    start: Sequence[Command | str]
    """The last of them starts the service in the background."""
    unset: Sequence[str] = ()
    """Variables that would harm."""
    unkept: frozenset[str] = frozenset()
    """Variables whose values come from the environment of the script."""
    late: Sequence[Command] = ()
    """Exports that follow all others, so that no tool of this script runs under them."""


def start_script(of: StartLines, fact: Facts) -> str:
    """Source what exists, export, remove what would harm, then become the parent of the service.

    The script prints the pid of the service into daemon.pid, waits for it, and leaves its status in daemon.status.
    The set_env.sh files come first, because ~/.bashrc is not read under docker exec and they set variables of their
    own.
    """
    lines: list[Command | str] = [
        "#!/usr/bin/env bash",
        f"# Written by mindie-tui: the environment and the start of {of.about} on this node.",
        "set +u",
        'cd "$(dirname "$0")" || exit 1',
        "mindie_tui_run=$PWD",
    ]
    lines += [sh("if [ -r {0} ]; then source {0}; fi", path) for path in fact.set_env]
    lines += of.exports
    lines += [sh("# {}: handed over at the start, and kept in no file", name) for name in sorted(of.unkept)]
    lines += of.late
    lines += [
        "unset http_proxy https_proxy all_proxy grpc_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY GRPC_PROXY",
        *([f"unset {' '.join(of.unset)}"] if of.unset else []),
        "ulimit -c 0",
        "ulimit -n 65536 2>/dev/null || true",
        *of.start,
        "daemon=$!",
        'echo "$daemon" > "$mindie_tui_run/daemon.pid"',
        'wait "$daemon"',
        "status=$?",
        'echo "$status" > "$mindie_tui_run/daemon.status"',
        'exit "$status"',
    ]
    return script(*lines).text + "\n"
