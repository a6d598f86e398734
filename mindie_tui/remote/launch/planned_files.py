"""What a launch will write: config.json, the rank table and the start script, as they will stand on each node."""

from __future__ import annotations

from mindie_tui.model.errors import Refused
from mindie_tui.model.launch.planned_file import PlannedFile, sha256
from mindie_tui.model.mindie.artefacts.environment import RUN_FOLDER
from mindie_tui.remote.context import Context

__all__ = ["CONFIG", "SCRIPT", "TABLE", "PlannedFile", "hashes", "plan_files", "run_folder", "sha256"]

CONFIG, TABLE, SCRIPT = "config.json", "rank_table.json", "start.sh"


def unwritten_variables(ctx: Context) -> frozenset[str]:
    """The variables that the service is given at its start, and that no file holds."""
    unkept: frozenset[str] = ctx.artefacts.unkept
    return unkept | frozenset(ctx.deployment.environment_from)


def run_folder(ctx: Context, run: str | None = None) -> str:
    """The run's folder on the nodes, `~` in front."""
    return RUN_FOLDER.format(run=run or ctx.run.id)


def plan_files(ctx: Context, node: str) -> dict[str, PlannedFile]:
    """What will stand on one node: start.sh and the files of the engine, MindIE's config.json and rank table.

    Raises Refused where the node was not asked, or lacks what the files need.
    """
    fact = ctx.facts.get(node)
    start = ctx.engine.start
    if fact is None:
        raise Refused("it was not asked yet", where=node, do="probe it first")
    folder = run_folder(ctx)
    files = list(start.files(ctx.artefacts, fact, folder))
    text = start.script(ctx.deployment, ctx.artefacts, ctx.serving.index(node), fact, unwritten_variables(ctx))
    files.append(PlannedFile(SCRIPT, f"{folder}/{SCRIPT}", text.encode(), 0o700))
    return {file.name: file for file in files}


def hashes(ctx: Context, node: str) -> tuple[str, str, str]:
    """SHA-256 of config.json, the rank table ("" where there is none) and the start script that would be written.

    Raises Refused as `plan_files` does.
    """
    files = plan_files(ctx, node)
    config, table = (files[name].sha256 if name in files else "" for name in (CONFIG, TABLE))
    return config, table, files[SCRIPT].sha256
