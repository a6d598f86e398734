"""The record of one run after another: the run's folder, its events and the RunState that they fold to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mindie_tui import __version__
from mindie_tui.model.deployment import Bench, Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.runs.run import Run

Steps = AsyncGenerator[tuple[ev.Recorded, RunState], None]

# What a node's state of the run before says nothing about in the run that begins.
_OF_A_RUN: dict[str, Any] = {
    "files": (),
    "pid": None,
    "phase": "",
    "percent": None,
    "count": None,
    "phases": {},
    "errors": (),
    "error_count": 0,
    "died": None,
    "stopped": "",
    "troubles": {},
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says beside the profile."""

    ssh_config: Path | None = None
    accept_host_keys: frozenset[str] = frozenset()
    """SHA256 fingerprints of unknown host keys that may be added."""
    argv: tuple[str, ...] = ()
    simulated: bool = False
    """The fleet is the demo's: the screens carry the mark SIM."""
    runs: Path | None = None
    """Another folder for the runs."""


NO_OPTIONS = Options()


class RunBook:
    """The open run and its state. An event is in events.jsonl before it is in the state."""

    def __init__(self, options: Options, profile: str) -> None:
        self.options = options
        self.state = RunState(profile=profile, simulated=options.simulated)
        self.run: Run | None = None
        self.launched = False
        """The open run has started its service: its record is of that one."""
        self._of: Deployment | None = None

    def reopen(self, run: Run, deployment: Deployment) -> None:
        """Take up a run that is on the disk: its state is the fold of its events."""
        self.run, self._of, self.launched = run, deployment, True
        self.state = run.state(self.state)

    def keep_bench(self, bench: Bench) -> None:
        """Make the open run's profile.yaml describe the bench as it is measured now; what was launched stays as it
        was."""
        if self.run is not None and self._of is not None and self._of.bench != bench:
            self._of = self._of.model_copy(update={"bench": bench})
            self.run.write_profile(self._of)

    def record(self, step: ev.Step, event: ev.Event) -> tuple[ev.Recorded, RunState]:
        """Keep an event in the open run, then fold it; without an open run it is folded only."""
        recorded = None
        if self.run is not None and isinstance(event, ev.ServiceStopped | ev.ServiceDied):
            recorded = self.run.record_end(step, event.node, event)
        elif self.run is not None:
            recorded = self.run.record(step, event)
        if recorded is None:  # no run is open, or another process wrote this end down
            at = datetime.now().astimezone().isoformat(timespec="milliseconds")
            recorded = ev.Recorded(0, at, self.run.id if self.run is not None else "", step, event)
        self.state = after(self.state, recorded)
        return recorded, self.state

    async def recorded(self, step: ev.Step, happening: AsyncGenerator[ev.Event, None]) -> Steps:
        """Each event of a step, recorded as it comes; the step is closed with the reader."""
        async with aclosing(happening) as events:
            async for event in events:
                yield self.record(step, event)

    def begin(self, deployment: Deployment, again: bool = False) -> tuple[ev.Recorded, RunState] | None:
        """Open a run folder where there is none, or where the deployment is no longer the one of the open run.

        `again`: also where the open run has this deployment. Returns the first event, None where nothing was opened.
        """
        if self.run is not None and not again and (self._of == deployment or self.launched):
            return None
        if self.run is not None:
            self.end(0, "another run began")
        self.run = Run.create(
            deployment, list(self.options.argv), root=self.options.runs, simulated=self.options.simulated
        )
        self._of, self.launched = deployment, False
        before = self.state
        self.state = RunState(
            profile=deployment.name,
            simulated=self.options.simulated,
            step=before.step,
            nodes={name: replace(node, **_OF_A_RUN) for name, node in before.nodes.items()},
            checks=before.checks,
            waived=before.waived,
        )
        started = ev.RunStarted(
            deployment.name, __version__, ranks(deployment, self.state), simulated=self.options.simulated
        )
        first = self.record(self.state.step, started)
        for name, facts in self.state.facts.items():
            self.record("nodes", ev.NodeFound(name, facts))
        return first

    def end(self, status: int, reason: str) -> tuple[ev.Recorded, RunState] | None:
        """Close the run's record; None where no run was opened."""
        if self.run is None or self.state.ended is not None:
            return None
        report = Path(self.state.report).name if self.state.report else None
        step: ev.Step = "report" if report else self.state.step
        last = self.record(step, ev.RunEnded(status, reason, report))
        self.run.end(status)
        return last


def ranks(deployment: Deployment, state: RunState) -> tuple[dict[str, Any], ...]:
    """Name, ranks and address of each node; the ranks are None where the NPUs are not known yet."""
    rows, first = [], 0
    ids = engine_of(deployment).start.npu_ids(deployment, state.facts)
    for node in deployment.nodes:
        fact = state.facts.get(node.name)
        serves = node.serves and ids is not None
        rows.append(
            {
                "name": node.name,
                "ranks": [first, first + len(ids) - 1] if serves and ids else None,
                "ip": node.ip or (fact.ip if fact else None),
            }
        )
        first += len(ids) if serves and ids else 0
    return tuple(rows)
