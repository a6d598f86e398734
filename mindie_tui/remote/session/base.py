"""What the steps of a session share: the deployment, the connections, the open run."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.finding import Finding
from mindie_tui.model.node import Node
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.workbench.workbench import Workbench
from mindie_tui.remote.context import Context
from mindie_tui.remote.session.record import NO_OPTIONS, Options, RunBook
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.waits import Waits
from mindie_tui.store.runs.last import Meaning, find
from mindie_tui.store.runs.run import Run

if TYPE_CHECKING:
    from mindie_tui.model.memory.seen import SeenStart
    from mindie_tui.remote.transport.fleet import Fleet
    from mindie_tui.remote.transport.passwords import Asker
    from mindie_tui.remote.transport.ssh.config.host import ConfiguredHost
    from mindie_tui.store.runs.spool import Spool


class SessionBase:
    """What every step works with."""

    readonly = False
    """True: it changes no node, profile or run (session_watch)."""

    def __init__(
        self,
        deployment: Deployment,
        options: Options = NO_OPTIONS,
        *,
        base_text: str | None = None,
        rank_table_text: str | None = None,
        asker: Asker | None = None,
        timings: Timings = DEFAULT,
    ) -> None:
        self.deployment = deployment
        self.options = options
        self.asker = asker
        """Asks for passwords and passphrases; set before the first probe. None: a login that needs one fails."""
        self.timings = timings
        self._accepted = set(options.accept_host_keys)
        self.base_text = base_text
        """The config.json of `config: FILE`, None without."""
        self.rank_table_text = rank_table_text
        self.book = RunBook(options, deployment.name)
        self.operator = f"{_user()}@{socket.gethostname()}"
        self.candidates: tuple[Node, ...] = ()
        """Nodes that are probed besides those of the deployment (the wizard's unpicked rows)."""
        self.waits = Waits()
        """What the steps wait for just now."""
        self._fleet: Fleet | None = None
        self.starts: tuple[SeenStart, ...] = ()
        """Earlier starts of the model that the nodes show, newest first."""
        self._workbench: tuple[Any, Workbench] | None = None
        self._checked: Deployment | None = None
        """The deployment that a whole preflight has looked at."""
        self.against: tuple[dict[str, Any], str] | None = None
        """The baseline that `hold_against` found: its report and label."""
        self._creating: set[str] = set()
        """The nodes whose engine is creating a container and has not answered."""

    @classmethod
    def of_run(cls, text: str, options: Options = NO_OPTIONS, *, last: Meaning = "newest") -> Self:
        """The session of a past run: its deployment, its folder, its state; the nodes are not contacted yet.

        `text` is any unambiguous part of its id, or `last`, whose meaning `last` gives. Raises StoreError where there
        is none.
        """
        run = find(text, last, options.runs)
        session = cls(run.deployment(), options)
        session.book.reopen(run, session.deployment)
        return session

    # -- what the faces read

    @property
    def state(self) -> RunState:
        """All that is known: the fold of the events so far."""
        return self.book.state

    @state.setter
    def state(self, state: RunState) -> None:
        self.book.state = state

    @property
    def run(self) -> Run | None:
        """The open run, None before the first step that needs one."""
        return self.book.run

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

    @property
    def workbench(self) -> Workbench:
        """All that follows from what is known now; judged once as long as nothing of it changes."""
        facts, run = self.state.facts, self.run.id if self.run else "RUN"
        named = tuple((name, id(fact)) for name, fact in facts.items())
        key = (self.deployment, named, self.base_text, self.rank_table_text, run, self.starts)
        if self._workbench is None or self._workbench[0] != key:
            made = Workbench(self.deployment, facts, self.base_text, self.rank_table_text, run, self.starts)
            self._workbench = (key, made)
        return self._workbench[1]

    def artefacts(self) -> Any:
        """The documents of the engine for the nodes, from what is known now."""
        return self.workbench.artefacts

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the rules on them."""
        return self.workbench.findings

    def blocked(self) -> tuple[str, ...]:
        """Why a launch would be refused now, a sentence each; empty: it would not."""
        return self.workbench.blocked(self.state.blocking() if self.checked else None)

    def refusal(self) -> str | None:
        """The first reason of `blocked`, and how many more there are; None where nothing stops a launch."""
        reasons = self.blocked()
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        return f"{reasons[0]}{more}" if reasons else None

    # -- what the operator says of the fleet

    def accept_host_key(self, fingerprint: str) -> None:
        """An unknown host key that may be added to known_hosts when its node is probed again."""
        self._accepted.add(fingerprint)

    def importable(self) -> tuple[ConfiguredHost, ...]:
        """The hosts of the SSH configuration; call it in a thread. Raises Refused where it cannot be read."""
        from mindie_tui.remote.transport.ssh.config.host import SshConfig

        return SshConfig(self.options.ssh_config).hosts()

    # -- the value

    def edit(self, deployment: Deployment) -> None:
        """Replace the deployment. What was checked before is to be checked again."""
        self.deployment = deployment

    # -- the record

    def hold_against(self, named: str | None) -> None:
        """Find the baseline now, before a run begins, and keep its report: later the same words may mean this run.

        `named` overrides the baseline that the open run was begun with, and the profile's. Raises ProfileError or
        StoreError where it cannot be read.
        """
        from mindie_tui.store.runs import baselines

        kept = self.run.baseline() if self.run is not None and named is None else None
        named = named or (self.deployment.baseline.report if self.deployment.baseline else None)
        besides = self.run.id if self.run is not None else ""
        self.against = kept or (baselines.find(named, root=self.options.runs, besides=besides) if named else None)

    def begin(self) -> tuple[ev.Recorded, RunState] | None:
        """Open the run's folder now (replay does, before anything else); None where it is open."""
        first = self.book.begin(self.deployment)
        if first is not None and self.against is not None and self.run is not None:
            self.run.write_baseline(*self.against)
        return first

    def end(self, status: int, reason: str) -> tuple[ev.Recorded, RunState] | None:
        """Close the run's record; None where no run was opened."""
        return self.book.end(status, reason)

    async def close(self) -> None:
        """Let go of the nodes."""
        if self._fleet is not None:
            await self._fleet.close()
            self._fleet = None

    def context(self) -> Context:
        """What the next step works with; opens a run folder where there is none. probe() comes first."""
        assert self._fleet is not None, "probe comes first"
        return Context(
            deployment=self.deployment,
            artefacts=self.artefacts(),
            facts=self.state.facts,
            fleet=self._fleet,
            run=self.open_run(),
            operator=self.operator,
            waits=self.waits,
            timings=self.timings,
        )

    def open_run(self) -> Run:
        """The open run; creates its folder where there is none."""
        self.begin()
        assert self.run is not None
        return self.run

    def forget_checks(self) -> None:
        """What the preflight saw holds no longer: the service has begun, or ended."""
        self._checked = None

    def needs_nodes(self) -> None:
        """Raises Refused where no node serves in this run: it has started nothing, and there is nothing to ask."""
        if not self.deployment.serving:
            where = self.run.id if self.run is not None else self.deployment.name or "the profile"
            do = "list the runs with `mindie-tui runs`, and name one that has nodes"
            raise Refused("this run has no node that serves, so it started nothing", where=where, do=do)

    async def connect(self) -> Fleet:
        """The fleet of the deployment's nodes and the candidates; links of nodes that did not change are kept."""
        from mindie_tui.remote.transport.access import Access
        from mindie_tui.remote.transport.fleet import Fleet

        by_name = {node.name: node for node in (*self.candidates, *self.deployment.nodes)}
        nodes = tuple(by_name.values())
        if self._fleet is None:
            self._fleet = Fleet(
                nodes,
                self.deployment.container,
                Access(
                    ssh_config=self.options.ssh_config,
                    login_timeout=self.deployment.launch.timeouts_s.login,
                    accept_host_keys=self._accepted,
                    asker=self.waits.asking(self.asker),
                ),
                waits=self.waits,
                timings=self.timings,
            )
        else:
            await self._fleet.update(nodes, self.deployment.container)
        return self._fleet


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no passwd entry and no USER: a bare container
        return "unknown"
