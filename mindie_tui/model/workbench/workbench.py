"""What is worked on, as one value: the deployment, what is known of its nodes, and all that follows from the two.

The session, the screens, `--dry-run` and `validate` ask it, so that none of them answers otherwise than another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engine import Engine
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import Refused
from mindie_tui.model.finding import Finding, errors
from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.mindie.artefacts.environment import RUN_FOLDER
from mindie_tui.model.node import Facts
from mindie_tui.model.workbench.launch_plan import SCRIPT, NodePlan

if TYPE_CHECKING:
    from mindie_tui.model.events.codec import CheckDone
    from mindie_tui.model.memory.seen import SeenStart


@dataclass(frozen=True)
class Workbench:
    """Pure: equal values give equal results. Each result is computed once and kept."""

    deployment: Deployment
    facts: Mapping[str, Facts] = field(default_factory=dict)
    """What the probe found, by node."""
    base_text: str | None = None
    """The config.json of `config: FILE`, None without."""
    rank_table_text: str | None = None
    run: str = "RUN"
    """The id of the run, which the paths on the nodes hold."""
    starts: tuple[SeenStart, ...] = ()
    """Earlier starts of the model that the nodes show, newest first."""
    devices_per_node: int | None = None
    """Judge as if each node had so many NPUs; None: use what is known."""

    @property
    def engine(self) -> Engine:
        """What serves."""
        return engine_of(self.deployment)

    @cached_property
    def artefacts(self) -> Any:
        """The documents of the engine for all nodes."""
        made = self.engine.documents(
            self.deployment,
            self.facts,
            base_text=self.base_text,
            rank_table_text=self.rank_table_text,
            run=self.run,
            starts=self.starts,
        )
        return made if self.devices_per_node is None else self.engine.with_devices(made, self.devices_per_node)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the rules on the artefacts."""
        return self.engine.judge(self.artefacts)

    def blocked(self, bad: Sequence[CheckDone] | None) -> tuple[str, ...]:
        """Why a launch would be refused now, a sentence each; empty: it would not.

        `bad` are the checks that did not pass; None: the preflight has not looked at this deployment.
        """
        said = [finding.text for finding in errors(self.findings)]
        if not self.deployment.serving:
            said.append("no node is picked; pick at least one")
        elif bad is None:
            said.append("the preflight has not looked at this deployment; run it first")
        else:
            from mindie_tui.model.preflight.blocking import causes  # not before the first frame

            said += causes(bad)
        return tuple(said)

    def plan(self, node: str) -> NodePlan:
        """What a launch would write on a serving node; how it gets there is not known here. Raises as planned_files."""
        fact = self.facts.get(node)
        files = planned_files(self.deployment, self.artefacts, fact, node, self.run)
        return NodePlan(node, fact.config_text if fact else None, tuple(files.values()))


def planned_files(
    deployment: Deployment, artefacts: Any, fact: Facts | None, node: str, run: str
) -> dict[str, PlannedFile]:
    """The files for one node: start.sh and those of the engine, MindIE's config.json and rank table.

    Raises Refused where the node was not probed (`fact` is None), or lacks what the files need.
    """
    if fact is None:
        raise Refused("it was not asked yet", where=node, do="probe it first")
    start, folder = engine_of(deployment).start, RUN_FOLDER.format(run=run)
    rank = [one.name for one in deployment.serving].index(node)
    unwritten = artefacts.unkept | frozenset(deployment.environment_from)  # given at the start, held by no file
    script = start.script(deployment, artefacts, rank, fact, unwritten)
    files = [
        *start.files(artefacts, fact, folder),
        PlannedFile(SCRIPT, f"{folder}/{SCRIPT}", script.encode(), 0o700),
    ]
    return {file.name: file for file in files}
