"""start.sh of one node: the environment, and its `vllm serve`."""

from __future__ import annotations

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, script, sh
from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts


def start_script(
    deployment: Deployment, documents: ServeArtefacts, rank: int, fact: Facts, unkept: frozenset[str]
) -> str:
    """start.sh of one node: sources what exists, exports, then becomes the parent of `vllm serve`.

    ~/.bashrc is not read under docker exec, so the set_env.sh files are sourced here. Job control gives the service
    a process group of its own, by which its engines and workers are found and ended. The values of `unkept` come from
    the environment of the script. Source: docs/developers/vllm-ascend.md, "Start on several nodes".
    """
    command = documents.commands[rank]
    lines: list[Command | str] = [
        "#!/usr/bin/env bash",
        "# Written by mindie-tui: the environment and the start of vLLM-Ascend on this node.",
        "set +u",
        'cd "$(dirname "$0")" || exit 1',
        "mindie_tui_run=$PWD",
    ]
    lines += [sh("if [ -r {0} ]; then source {0}; fi", path) for path in fact.set_env]
    lines += [sh("export {}", f"{name}={value}") for name, value in command.environment.items() if name not in unkept]
    lines += [sh("# {}: handed over at the start, and kept in no file", name) for name in sorted(unkept)]
    if deployment.launch.preload:
        lines.append(sh("export LD_PRELOAD={}", ":".join(deployment.launch.preload)))
    lines += [
        "unset http_proxy https_proxy all_proxy grpc_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY GRPC_PROXY",
        "ulimit -c 0",
        "ulimit -n 65536 2>/dev/null || true",
        "set -m",
        sh("{} serve {} &", fact.daemon or "vllm", list(command.argv)),
        "daemon=$!",
        'echo "$daemon" > "$mindie_tui_run/daemon.pid"',
        'wait "$daemon"',
        "status=$?",
        'echo "$status" > "$mindie_tui_run/daemon.status"',
        'exit "$status"',
    ]
    return script(*lines).text + "\n"
