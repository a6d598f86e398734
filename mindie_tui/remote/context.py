"""What a step of a run works with: one value, handed to preflight, push, service and bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engine import Engine
from mindie_tui.model.engines import engine_of
from mindie_tui.model.launch.endpoint import Endpoint
from mindie_tui.model.node import Facts
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.waits import Waits

if TYPE_CHECKING:
    from mindie_tui.remote.transport.fleet import Fleet
    from mindie_tui.store.runs.run import Run


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a step may look at. A step is an async generator of events; it records nothing itself."""

    deployment: Deployment
    artefacts: Any
    """The documents of the engine for the nodes."""
    facts: Mapping[str, Facts]
    fleet: Fleet
    run: Run
    operator: str
    """user@jumphost, for the lock."""
    waits: Waits = field(default_factory=Waits)
    """Where a step writes what it waits for."""
    timings: Timings = DEFAULT
    """How long a step waits, where the profile does not say."""

    @property
    def engine(self) -> Engine:
        """What serves."""
        return engine_of(self.deployment)

    @property
    def serving(self) -> tuple[str, ...]:
        """Names of the nodes that serve, master first."""
        return tuple(node.name for node in self.deployment.serving)

    @property
    def master(self) -> str:
        return self.serving[0]

    @property
    def endpoint(self) -> Endpoint:
        """Where the service of this run is spoken to, from the master itself."""
        fact = self.facts.get(self.master)
        path = fact.config_path if fact else None
        return self.engine.start.endpoint(self.artefacts, len(self.serving) > 1, path)
