"""Session: one run after another on one fleet. It owns the connections, the run folder and the RunState.

Both faces speak to it and to nothing below. Each step is an async iterator of (Recorded, RunState): an event stands
in events.jsonl before anyone sees it. A step raises MindieTuiError's children; what a node cannot do is an event.
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mindie_tui.model import artefacts as art
from mindie_tui.model import events as ev
from mindie_tui.model.creation import lacking
from mindie_tui.model.cut_off import CutOff
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.errors import BenchFailed, LaunchFailed, LinkError, Refused
from mindie_tui.model.findings import Finding, errors, findings
from mindie_tui.model.node import Node
from mindie_tui.model.run_state import RunState
from mindie_tui.remote.context import Context
from mindie_tui.remote.run_book import NO_OPTIONS, Options, RunBook, Steps
from mindie_tui.store.runs import Run

if TYPE_CHECKING:
    from mindie_tui.remote.bench_sweep import Control
    from mindie_tui.remote.create import Plan as ContainerPlan
    from mindie_tui.remote.fleet import Fleet
    from mindie_tui.remote.logs import Logs
    from mindie_tui.remote.secrets import Asker
    from mindie_tui.remote.ssh_config import ConfiguredHost
    from mindie_tui.remote.status import NodeStands
    from mindie_tui.store.spool import Spool

__all__ = ["Options", "Session", "Steps", "finding_event"]


class Session:
    """One operator at work. `deployment` is what the next step acts on; `edit` replaces it."""

    def __init__(
        self,
        deployment: Deployment,
        options: Options = NO_OPTIONS,
        *,
        base_text: str | None = None,
        rank_table_text: str | None = None,
        asker: Asker | None = None,
    ) -> None:
        self.deployment = deployment
        self.options = options
        self.asker = asker
        """Who is asked for passwords and passphrases; set before the first probe. None: such a login fails."""
        self._accepted = set(options.accept_host_keys)
        self.base_text = base_text
        """The config.json of `config: FILE`, None without."""
        self.rank_table_text = rank_table_text
        self._book = RunBook(options, deployment.name)
        self.operator = f"{_user()}@{socket.gethostname()}"
        self.candidates: tuple[Node, ...] = ()
        """Nodes that are asked beside those of the deployment (the wizard's unpicked rows)."""
        self._fleet: Fleet | None = None
        self._artefacts: tuple[Any, art.Artefacts] | None = None
        self._checked: Deployment | None = None
        """The deployment that a whole preflight has looked at."""
        self._control: Control | None = None
        self._scoring = False
        """An accuracy() goes on: it tells of its end itself."""
        """Of the bench() that goes on: it tells of its end itself."""
        self._stopping = False
        """A stop() goes on: it tells of each node's end itself."""
        self._logs: Logs | None = None

    @classmethod
    def of_run(cls, text: str, options: Options = NO_OPTIONS) -> Session:
        """The session of a run that is over: its deployment, its folder, its state; the nodes are not asked yet.

        `text` is any unambiguous part of its id, or `last`. Raises StoreError where there is none.
        """
        run = Run.find(text, options.runs)
        session = cls(run.deployment(), options)
        session._book.reopen(run, session.deployment)
        return session

    # -- what the faces read

    @property
    def state(self) -> RunState:
        """All that is known: the fold of the events so far."""
        return self._book.state

    @state.setter
    def state(self, state: RunState) -> None:
        self._book.state = state

    @property
    def run(self) -> Run | None:
        """The open run, None before the first step that needs one."""
        return self._book.run

    @property
    def commands(self) -> Sequence[Any]:
        """Every command that was sent to a node: at, node, text, status, ms."""
        return self._fleet.commands if self._fleet else ()

    @property
    def checked(self) -> bool:
        """Whether the preflight has looked at this very deployment."""
        return self._checked == self.deployment

    def spool(self, node: str) -> Spool | None:
        """The bytes of a node's service log in this run."""
        return self.run.spool(node) if self.run else None

    def artefacts(self) -> art.Artefacts:
        """What will stand on the nodes, from what is known now."""
        run = self.run.id if self.run else "RUN"
        key = (self.deployment, tuple((name, id(facts)) for name, facts in self.state.facts.items()), run)
        if self._artefacts is None or self._artefacts[0] != key:
            made = art.of(
                self.deployment,
                self.state.facts,
                base_text=self.base_text,
                rank_table_text=self.rank_table_text,
                run=run,
            )
            self._artefacts = (key, made)
        return self._artefacts[1]

    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of them."""
        return findings(self.artefacts())

    def blocked(self) -> tuple[str, ...]:
        """Why a launch would be refused now, a sentence each; empty: it would not."""
        said = [finding.text for finding in errors(self.findings())]
        if not self.deployment.serving:
            said.append("no node is picked; pick at least one")
        elif not self.checked:
            said.append("the preflight has not looked at this deployment; run it first")
        else:
            said += [f"{check.check} on {check.node}: {check.found}" for check in self.state.blocking()]
        return tuple(said)

    # -- what the operator says of the fleet

    def accept_host_key(self, fingerprint: str) -> None:
        """An unknown host key that may be added to known_hosts when its node is probed again."""
        self._accepted.add(fingerprint)

    def importable(self) -> tuple[ConfiguredHost, ...]:
        """The hosts of the SSH configuration. Raises Refused where it cannot be read."""
        from mindie_tui.remote.ssh_config import SshConfig, default_path

        return SshConfig(self.options.ssh_config or default_path()).hosts()

    # -- the value

    def edit(self, deployment: Deployment) -> None:
        """Replace the deployment. What was checked before is to be checked again."""
        self.deployment = deployment

    # -- the steps

    async def probe(self, names: Sequence[str] | None = None) -> Steps:
        """Ask the nodes, all at once: login, NPUs, container, layout, disk, clock. A dead one stops no other."""
        from mindie_tui.remote.probe import probe

        async for step in self._book.recorded("nodes", probe(await self._get_fleet(), self.deployment, names)):
            yield step

    async def create_containers(self) -> Steps:
        """Create the containers that the profile asks for and that are not there, on all nodes at once; ask them again.

        Raises Refused where nothing was changed on any node: the profile asks for none, a finding of severity error,
        what one cannot be created from; LaunchFailed where something was, with each node's standing.
        """
        from mindie_tui.remote.create import create_containers

        if not self.deployment.container.create:
            raise Refused("the profile asks for no container", where="container.create", do="set it to true")
        if wrong := errors(self.findings()):
            raise Refused(wrong[0].text, where="parameters", do="mend it first; no container was created")
        self.begin()
        asked_again = []
        try:
            async for step in self._book.recorded("nodes", create_containers(self._context())):
                if isinstance(step[0].event, ev.ContainerCreated):
                    asked_again.append(step[0].event.node)
                yield step
        except LaunchFailed:
            async for step in self.probe(asked_again):
                yield step
            raise
        async for step in self.probe(asked_again):
            yield step

    async def container_plans(self) -> tuple[ContainerPlan, ...]:
        """What create_containers would do, node by node and command by command; nothing is changed or recorded."""
        from mindie_tui.remote.create import plans

        await self._get_fleet()
        return await plans(self._context())

    @property
    def lacking(self) -> tuple[str, ...]:
        """The nodes on which create_containers would create one, as far as is known."""
        return lacking(self.deployment, self.state.facts)

    async def judge(self) -> Steps:
        """Every finding of the rules as an event, each once a run."""
        self.begin()
        for finding in self.findings():
            seen = finding_event(finding)
            if seen not in self.state.findings:
                yield self._book.record("parameters", seen)

    async def preflight(
        self, only: Sequence[str] | None = None, nodes: Sequence[str] | None = None, *, restart: bool = False
    ) -> Steps:
        """The checks, on all nodes at once; `only` some of them, on some nodes.

        `restart`: the launch will stop an earlier service of ours first, so that one is no reason to refuse.
        """
        from mindie_tui.remote.preflight import preflight

        self.begin()
        looked_at = self.deployment
        if only is None and nodes is None:
            self.state = replace(self.state, checks={}, asked=frozenset())
        for check, reason in self.deployment.preflight.waive.items():
            if check not in self.state.waived:
                yield self._book.record("preflight", ev.CheckWaived(check, reason))
        running = preflight(
            self._context(),
            only=frozenset(only) if only else None,
            nodes=frozenset(nodes) if nodes else None,
            restart=restart,
        )
        async for step in self._book.recorded("preflight", running):
            yield step
        if only is None and nodes is None:
            self._checked = looked_at

    async def waive(self, check: str, reason: str) -> Steps:
        """Go on although a check fails; the reason stands in the report. Refused for the checks that must hold."""
        from mindie_tui.model.checks import WAIVABLE

        if check not in WAIVABLE:
            can = ", ".join(sorted(WAIVABLE))
            raise Refused(f"{check} cannot be waived", where="preflight", do=f"these can: {can}")
        if not reason.strip():
            raise Refused("a waiver needs a reason", where=check, do=f'write --waive "{check}=why this is good enough"')
        self.begin()
        yield self._book.record("preflight", ev.CheckWaived(check, reason.strip()))

    def remedies(self, check: str, node: str) -> str | None:
        """The exact command that `remedy` would run for a check that did not pass there; None where none is safe."""
        done = self.state.checks.get((check, node))
        return done.mend if done else None

    async def remedy(self, check: str, node: str, shown: str | None = None) -> Steps:
        """Run what `remedies` says, after asking the check anew, and ask it once more after that.

        `shown` is the command that the operator said yes to; absent: the one of now. Raises Refused where there is
        none, or where the answer of the check calls for another one since: nothing was run then.
        """
        from mindie_tui.remote.remedy import remedy

        shown = shown or self.remedies(check, node)
        if shown is None:
            raise Refused(f"no remedy of {check} is safe enough to be run", where=node, do="mend it by hand")
        self.begin()
        async for step in self._book.recorded("preflight", remedy(self._context(), check, node, shown)):
            yield step

    def diffs(self) -> dict[str, str]:
        """Each serving node's config.json as the probe read it, against what would be written: a unified diff.

        "" where it stays as it is in all but its layout. A node whose config.json was not read is left out.
        """
        from mindie_tui.model.diffs import unified

        new, facts = self.artefacts().config_text, self.state.facts
        known = {node.name: facts[node.name] for node in self.deployment.serving if node.name in facts}
        return {
            name: unified(fact.config_text, new, fact.config_path or "config.json")
            for name, fact in known.items()
            if fact.config_text is not None
        }

    def cut_off(self) -> CutOff | None:
        """After a probe: how the nodes stand where an earlier run was cut off while it wrote; None: none was."""
        from mindie_tui.remote.written import cut_off

        return cut_off(self.state.facts, self.run.id if self.run else "", self.options.runs)

    async def launch(self, *, restart: bool = False, take_over: bool = False) -> Steps:
        """Write, start, follow, and call it ready after one real streamed completion.

        `take_over` is the operator's yes to a stale lock (LockHeld.stale).
        Raises Refused before anything is changed: a finding of severity error, or a check that fails or is unknown.
        Raises LaunchFailed after, with each node's standing.
        """
        from mindie_tui.remote.service import launch

        reasons = self.blocked()
        if reasons:
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            raise Refused(f"{reasons[0]}{more}", where="launch", do="mend it, then launch again; nothing was changed")
        self._book.begin(self.deployment, again=self._book.launched)
        self._book.launched = True
        ctx = self._context()
        async for step in self._proved(launch(ctx, await self._new_logs(ctx), restart=restart, take_over=take_over)):
            yield step

    async def attach(self) -> Steps:
        """Follow the service of this run again, from the byte where its log stopped, until it has answered."""
        from mindie_tui.remote.service import attach

        ctx = self._context()
        async for step in self._proved(attach(ctx, await self._new_logs(ctx))):
            yield step

    async def _proved(self, happening: AsyncIterator[ev.Event]) -> Steps:
        try:
            async for step in self._book.recorded("launch", happening):
                yield step
        except LaunchFailed as failed:
            yield self._book.record("launch", ev.ServiceFailed(failed.what, failed.do, failed.standing))
            raise
        finally:
            self._checked = None  # the ports are taken now: what was checked holds no longer

    async def status(self) -> AsyncIterator[NodeStands]:
        """How the service of this run stands on each node now; nothing is recorded."""
        from mindie_tui.remote.status import status

        await self._get_fleet()
        async for one in status(self._context()):
            yield one

    async def watch(self) -> Steps:
        """What the service still tells after it was ready: a node lost, an error, its death. Goes on until closed."""
        if self._logs is not None:
            async with aclosing(self._logs.events()) as events:
                async for event in events:
                    if isinstance(event, ev.ServiceStopped | ev.ServiceDied) and self._told(event.node):
                        continue
                    yield self._book.record(self.state.step, event)  # it tells beside another step, and opens none

    def _told(self, node: str) -> bool:
        """Whether the end of a node's service is, or will be, in the record by our own stop()."""
        known = self.state.nodes.get(node)
        return self._stopping or (known is not None and bool(known.stopped))

    async def stop(self) -> Steps:
        """End the service of this run: gently, then TERM, then KILL; only processes that it started."""
        from mindie_tui.remote.standing import stop

        self._stopping = True
        try:
            async for step in self._book.recorded("launch", stop(self._context())):
                yield step
            await self._close_logs()
        finally:
            self._stopping = False
            self._checked = None

    async def rollback(self) -> Steps:
        """Put back the config.json that stood on each node before this run, byte for byte."""
        from mindie_tui.remote.push import rollback

        async for step in self._book.recorded("launch", rollback(self._context())):
            yield step

    async def bench(self) -> Steps:
        """Measure what bench.performance asks for: a point, a sweep, or a search; figures come live.

        What this run has measured of a sweep or a search that was stopped is not measured again.
        """
        from mindie_tui.remote.bench_sweep import Control, measure

        self.begin()
        if any(point.state == "running" for point in self.state.points.values()):
            async for step in self.stop_bench():  # of a walk that was killed: two loads at once would measure neither
                yield step
        self._book.keep_bench(self.deployment.bench)
        async for step in self._datasets():
            yield step
        self._control = Control()
        happening = measure(
            self._context(), self.state.answered, self.state, control=self._control, dead=self._service_gone
        )
        try:
            async for step in self._book.recorded("bench", happening):
                yield step
        finally:
            self._control = None

    async def _datasets(self) -> Steps:
        """Data sets of this machine on the bench node. Raises BenchFailed where one cannot be there."""
        from mindie_tui.remote.datasets import ensure_datasets

        try:
            async for step in self._book.recorded("bench", ensure_datasets(self._context())):
                yield step
        except (Refused, LinkError) as error:
            raise BenchFailed(error.what, where=error.where, do=error.do) from error

    async def accuracy(self) -> Steps:
        """Measure what bench.accuracy asks for, one data set after the other.

        What this run has measured is not measured again; what broke off goes on where it stopped.
        """
        from mindie_tui.remote.accuracy import accuracy

        self.begin()
        self._book.keep_bench(self.deployment.bench)
        async for step in self._datasets():
            yield step
        self._scoring = True
        try:
            happening = accuracy(self._context(), self.state.accuracy, dead=self._service_gone)
            async for step in self._book.recorded("bench", happening):
                yield step
        finally:
            self._scoring = False

    def _service_gone(self) -> str | None:
        """Why the service that was measured is no longer there; None while it is."""
        if self.state.service not in ("died", "stopped", "failed"):
            return None
        died = next((n for n in self.state.nodes.values() if n.died), None)
        return f"{died.name}: {died.died.reason}" if died and died.died else "it was stopped"

    def skip(self, point: str) -> None:
        """Leave a point of the sweep that goes on out; again: take it in again. None may have begun."""
        if self._control is not None:
            self._control.skipped ^= {point}

    @property
    def measuring(self) -> bool:
        """A bench() goes on, or ends what it started."""
        return self._control is not None

    @property
    def skipped(self) -> frozenset[str]:
        """Points of the sweep that goes on which are to be left out."""
        return frozenset(self._control.skipped) if self._control is not None else frozenset()

    async def stop_bench(self, *, one: bool = False) -> Steps:
        """End ais_bench and everything that it started. `one`: the sweep then goes on with its next point."""
        from mindie_tui.remote.bench import stop_bench

        if self._control is not None and not one:
            self._control.stopped = True
        async for step in self._book.recorded("bench", stop_bench(self._context())):
            yield step
        if self._control is None:  # a bench() that was closed ended its ais_bench itself, and could say nothing more
            for point in [p for p in self.state.points.values() if p.state == "running"]:
                summary = self._opened().result(point.name)
                yield self._book.record("bench", ev.BenchStopped(point.name, "ended with the walk", summary))
            if (ended := self.state.sweep_cut("stopped")) is not None:
                yield self._book.record("bench", ended)
        if not self._scoring:
            for run in [a for a in self.state.accuracy.values() if a.state == "running"]:
                summary = self._opened().result(run.name)
                yield self._book.record("bench", ev.BenchStopped(run.name, "ended with the walk", summary))

    async def report(
        self, baseline: str | None = None, limits: Baseline | None = None, *, stopped: str | None = None
    ) -> Steps:
        """Write report.json and report.md; compare with the baseline that is named here or in the profile.

        `stopped` says why the walk was taken away before its end.
        """
        from mindie_tui.remote.reporting import report

        told = report(
            self._opened(),
            self.deployment,
            self.state,
            self.artefacts(),
            baseline=baseline,
            limits=limits,
            stopped=stopped,
            root=self.options.runs,
        )
        for event in told:
            yield self._book.record("report", event)

    def begin(self) -> tuple[ev.Recorded, RunState] | None:
        """Open the run's folder now (replay does, before anything else); None where it is open."""
        return self._book.begin(self.deployment)

    def end(self, status: int, reason: str) -> tuple[ev.Recorded, RunState] | None:
        """Close the run's record; None where no run was opened."""
        return self._book.end(status, reason)

    async def close(self) -> None:
        """Let go of the nodes. The service goes on; the log following stops."""
        await self._close_logs()
        if self._fleet is not None:
            await self._fleet.close()
            self._fleet = None

    def context(self) -> Context:
        """What the next step would work with; a run folder is opened where there is none. probe() comes first."""
        return self._context()

    # -- inside

    def _context(self) -> Context:
        assert self._fleet is not None, "probe comes first"
        return Context(
            deployment=self.deployment,
            artefacts=self.artefacts(),
            facts=self.state.facts,
            fleet=self._fleet,
            run=self._opened(),
            operator=self.operator,
        )

    def _opened(self) -> Run:
        self.begin()
        assert self.run is not None
        return self.run

    async def _get_fleet(self) -> Fleet:
        """The fleet of the deployment's nodes and the candidates; links of nodes that did not change are kept."""
        from mindie_tui.remote.fleet import Fleet

        by_name = {node.name: node for node in (*self.candidates, *self.deployment.nodes)}
        nodes = tuple(by_name.values())
        if self._fleet is None:
            self._fleet = Fleet(
                nodes,
                self.deployment.container,
                ssh_config=self.options.ssh_config,
                login_timeout=self.deployment.launch.timeouts_s.login,
                accept_host_keys=self._accepted,
                asker=self.asker,
            )
        else:
            await self._fleet.update(nodes, self.deployment.container)
        return self._fleet

    async def _new_logs(self, ctx: Context) -> Logs:
        """What follows the services from now on."""
        from mindie_tui.remote.logs import Logs

        await self._close_logs()
        ctx.run.hold()
        self._logs = Logs(ctx)
        return self._logs

    async def _close_logs(self) -> None:
        if self._logs is not None:
            logs, self._logs = self._logs, None
            await logs.close()
            logs.run.release()


def finding_event(finding: Finding) -> ev.FindingSeen:
    """A finding in its public form (design: the keys of `replay --json`)."""
    return ev.FindingSeen(
        code=finding.code,
        stage=finding.stage,
        severity=finding.severity,
        places=tuple({"file": place.file, "pointer": place.pointer} for place in finding.places),
        text=finding.text,
        values=finding.values,
        fixes=tuple(
            {"label": fix.label, "edits": [{"op": e.op, "pointer": e.pointer, "value": e.value} for e in fix.edits]}
            for fix in finding.fixes
        ),
        source=finding.source,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no passwd entry and no USER: a bare container
        return "unknown"
