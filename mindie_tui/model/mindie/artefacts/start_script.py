"""start.sh of one node: the environment, and the start of MindIE's daemon."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.launch import start_script as frame
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, sh


def start_script(
    deployment: Deployment, fact: Facts, environment: Mapping[str, str], unkept: frozenset[str] = frozenset()
) -> str:
    """start.sh of one node: model/launch/start_script.py, with what MindIE needs.

    The daemon calls setpgrp() and dies where that is refused, so it must not lead a session: it is a background
    child of this script, which prints its pid and waits. The set_env.sh files come first because they set
    MINDIE_LOG_LEVEL=ERROR and MINDIE_LOG_TO_STDOUT=0 (docs/developers/mindie.md, "Start, health, stop"). The values
    of `unkept` come from the environment of the script.
    """
    libraries = deployment.launch.preload
    return frame.start_script(
        frame.StartLines(
            about="MindIE",
            exports=[_export(name, value) for name, value in environment.items() if name not in unkept],
            start=[sh("{} &", fact.daemon or "mindieservice_daemon")],
            unset=[name for name in ("RANK_TABLE_FILE", "RANKTABLEFILE") if name not in environment],
            unkept=unkept,
            late=[sh("export LD_PRELOAD={}", ":".join(libraries))] if libraries else [],
        ),
        fact,
    )


def _export(name: str, value: str) -> Command:
    """`export NAME=VALUE`; our own rank table by the script's folder, so that equal launches have equal scripts."""
    ours = "/.mindie-tui/runs/" in value and value.endswith("/rank_table.json")
    if ours and name in ("RANK_TABLE_FILE", "RANKTABLEFILE"):
        return Command(f'export {name}="$mindie_tui_run/rank_table.json"')
    return sh("export {}", f"{name}={value}")
