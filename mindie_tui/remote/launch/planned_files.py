"""What a launch will write: config.json, the rank table and the start script for each node."""

from __future__ import annotations

from mindie_tui.model.launch.planned_file import PlannedFile, sha256
from mindie_tui.model.mindie.artefacts.environment import RUN_FOLDER
from mindie_tui.model.workbench.launch_plan import SCRIPT
from mindie_tui.model.workbench.workbench import planned_files
from mindie_tui.remote.context import Context

__all__ = ["CONFIG", "SCRIPT", "TABLE", "PlannedFile", "hashes", "plan_files", "run_folder", "sha256"]

CONFIG, TABLE = "config.json", "rank_table.json"


def run_folder(ctx: Context, run: str | None = None) -> str:
    """The run's folder on the nodes, `~` in front."""
    return RUN_FOLDER.format(run=run or ctx.run.id)


def plan_files(ctx: Context, node: str) -> dict[str, PlannedFile]:
    """`planned_files` of one node in this run."""
    return planned_files(ctx.deployment, ctx.artefacts, ctx.facts.get(node), node, ctx.run.id)


def hashes(ctx: Context, node: str) -> tuple[str, str, str]:
    """SHA-256 of config.json, the rank table ("" where there is none) and the start script that would be written.

    Raises Refused as `plan_files` does.
    """
    files = plan_files(ctx, node)
    config, table = (files[name].sha256 if name in files else "" for name in (CONFIG, TABLE))
    return config, table, files[SCRIPT].sha256
