"""What a launch will write: config.json, the rank table and the start script, as they will stand on each node."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mindie_tui.model.errors import Refused
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.environment import RUN_FOLDER
from mindie_tui.remote.context import Context

CONFIG, TABLE, SCRIPT = "config.json", "rank_table.json", "start.sh"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file as it will stand on one node."""

    name: str
    path: str
    """`~` is $HOME there."""
    data: bytes
    mode: int
    backup: bool = False
    expect: str | None = None
    """SHA-256 of what must stand there now; None: anything."""

    @property
    def sha256(self) -> str:
        return sha256(self.data)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unwritten_variables(ctx: Context) -> frozenset[str]:
    """The variables that the service is given at its start, and that no file holds."""
    return ctx.artefacts.unkept | frozenset(ctx.deployment.environment_from)


def run_folder(ctx: Context, run: str | None = None) -> str:
    """The run's folder on the nodes, `~` in front."""
    return RUN_FOLDER.format(run=run or ctx.run.id)


def plan_files(ctx: Context, node: str) -> dict[str, PlannedFile]:
    """What will stand on one node: config.json, start.sh, and rank_table.json where there is one.

    Raises Refused where the node's config.json was not found.
    """
    fact = ctx.facts.get(node)
    if fact is None or not fact.config_path:
        raise Refused("its config.json was not found", where=node, do="see that MindIE is installed there")
    rank = ctx.serving.index(node)
    environment = dict(ctx.artefacts.environments[rank])
    folder = run_folder(ctx)
    files = [PlannedFile(CONFIG, fact.config_path, ctx.artefacts.config_text.encode(), 0o640, True, fact.config_sha256)]
    if ctx.artefacts.rank_table_text is not None:
        files.append(PlannedFile(TABLE, f"{folder}/{TABLE}", ctx.artefacts.rank_table_text.encode(), 0o640))
    text = art.start_script(ctx.deployment, fact, environment, unwritten_variables(ctx))
    files.append(PlannedFile(SCRIPT, f"{folder}/{SCRIPT}", text.encode(), 0o700))
    return {file.name: file for file in files}


def hashes(ctx: Context, node: str) -> tuple[str, str, str]:
    """SHA-256 of config.json, the rank table ("" without one) and the start script that would be written.

    Raises Refused as `plan_files` does.
    """
    files = plan_files(ctx, node)
    return files[CONFIG].sha256, files[TABLE].sha256 if TABLE in files else "", files[SCRIPT].sha256
