"""start.sh of one node: the environment, and its `vllm serve`."""

from __future__ import annotations

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.launch import start_script as frame
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import sh
from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts


def start_script(
    deployment: Deployment, documents: ServeArtefacts, rank: int, fact: Facts, unkept: frozenset[str]
) -> str:
    """start.sh of one node: model/launch/start_script.py, with what vLLM-Ascend needs.

    Job control gives the service a process group of its own, by which its engines and workers are found and ended.
    The values of `unkept` come from the environment of the script. Source: docs/developers/vllm-ascend.md, "Start on
    several nodes".
    """
    command = documents.commands[rank]
    kept = {name: value for name, value in command.environment.items() if name not in unkept}
    libraries = deployment.launch.preload
    return frame.start_script(
        frame.StartLines(
            about="vLLM-Ascend",
            exports=[sh("export {}", f"{name}={value}") for name, value in kept.items()],
            start=["set -m", sh("{} serve {} &", fact.daemon or "vllm", list(command.argv))],
            unkept=unkept,
            late=[sh("export LD_PRELOAD={}", ":".join(libraries))] if libraries else [],
        ),
        fact,
    )
