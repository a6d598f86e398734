"""start.sh of one node: the environment, and the start of MindIE's daemon."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, script, sh


def start_script(
    deployment: Deployment, fact: Facts, environment: Mapping[str, str], unkept: frozenset[str] = frozenset()
) -> str:
    """start.sh of one node: sources what exists, exports, removes what would harm, then becomes the daemon's parent.

    The daemon calls setpgrp() and dies where that is refused, so it must not lead a session: it is a background
    child of this script, which prints its pid and waits. The set_env.sh files come first because they set
    MINDIE_LOG_LEVEL=ERROR and MINDIE_LOG_TO_STDOUT=0 (docs/developers/mindie.md, "Start, health, stop"). The values
    of `unkept` come from the environment of the script.
    """
    left = [name for name in ("RANK_TABLE_FILE", "RANKTABLEFILE") if name not in environment]
    lines: list[Command | str] = [
        "#!/usr/bin/env bash",
        "# Written by mindie-tui: the environment and the start of MindIE on this node.",
        "set +u",
        'cd "$(dirname "$0")" || exit 1',
        "mindie_tui_run=$PWD",
    ]
    lines += [sh("if [ -r {0} ]; then source {0}; fi", path) for path in fact.set_env]
    lines += [_export(name, value) for name, value in environment.items() if name not in unkept]
    lines += [sh("# {}: handed over at the start, and kept in no file", name) for name in sorted(unkept)]
    if deployment.launch.preload:
        lines.append(sh("export LD_PRELOAD={}", ":".join(deployment.launch.preload)))
    lines += [
        "unset http_proxy https_proxy all_proxy grpc_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY GRPC_PROXY",
        *([f"unset {' '.join(left)}"] if left else []),
        "ulimit -c 0",
        "ulimit -n 65536 2>/dev/null || true",
        sh("{} &", fact.daemon or "mindieservice_daemon"),
        "daemon=$!",
        'echo "$daemon" > "$mindie_tui_run/daemon.pid"',
        'wait "$daemon"',
        "status=$?",
        'echo "$status" > "$mindie_tui_run/daemon.status"',
        'exit "$status"',
    ]
    return script(*lines).text + "\n"


def _export(name: str, value: str) -> Command:
    """`export NAME=VALUE`; our own rank table by the script's folder, so that equal launches have equal scripts."""
    ours = "/.mindie-tui/runs/" in value and value.endswith("/rank_table.json")
    if ours and name in ("RANK_TABLE_FILE", "RANKTABLEFILE"):
        return Command(f'export {name}="$mindie_tui_run/rank_table.json"')
    return sh("export {}", f"{name}={value}")
