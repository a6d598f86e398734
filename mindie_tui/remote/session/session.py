"""Session: one run after another on one fleet. It owns the connections, the run folder and the RunState.

Both faces use it and nothing below. Each step is an async iterator of (Recorded, RunState): an event is in events.jsonl
before anyone sees it. A step raises MindieTuiError's children; what a node cannot do is an event.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from mindie_tui.model.documents import json_text
from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.finding import Finding, as_json, errors
from mindie_tui.model.message import Message
from mindie_tui.model.nodes.container_creation import lacking
from mindie_tui.model.runs.interrupted_write import CutOff
from mindie_tui.model.workbench.launch_plan import NodePlan
from mindie_tui.remote.session.base import SessionBase
from mindie_tui.remote.session.bench import Measuring
from mindie_tui.remote.session.record import Options, Steps
from mindie_tui.remote.session.start import Start

if TYPE_CHECKING:
    from mindie_tui.model.deployment import Baseline
    from mindie_tui.remote.launch.status import NodeStands
    from mindie_tui.remote.nodes.containers import ContainerPlan
    from mindie_tui.remote.transport.ssh.config.host import ConfiguredHost

__all__ = ["ConfiguredHost", "ContainerPlan", "Options", "Session", "Steps", "finding_event"]


class Session(SessionBase):
    """One operator at work. `deployment` is what the next step acts on; `edit` replaces it."""

    @cached_property
    def _start(self) -> Start:
        return Start(self, lambda: self._measuring.going_on)

    @cached_property
    def _measuring(self) -> Measuring:
        return Measuring(self)

    async def probe(self, names: Sequence[str] | None = None) -> Steps:
        """Ask the nodes, all at once: login, NPUs, container, layout, disk, clock. A dead one stops no other."""
        from mindie_tui.remote.nodes.probe import probe

        async for step in self.book.recorded("nodes", probe(await self.connect(), self.deployment, names)):
            yield step
        await self._find_starts()

    async def _find_starts(self) -> None:
        """Look for kept starts of the model that the nodes show: what they used stands in place of the estimate."""
        from mindie_tui.store.shown.kept_starts import kept_starts

        shown = [(fact, npu) for fact in self.state.facts.values() if fact.model_text for npu in fact.npus or ()]
        sizes = [npu.hbm_total_mb for _, npu in shown if npu.hbm_total_mb]
        if sizes:
            config = json_text.parse(shown[0][0].model_text or "").value
            self.starts = await asyncio.to_thread(kept_starts, config, min(sizes) / 1024, self.options.runs)

    async def create_containers(self) -> Steps:
        """Create the containers that the profile asks for and that are not there, on all nodes at once; ask them again.

        Raises Refused where nothing was changed on any node: the profile asks for none, a finding of severity error,
        what one cannot be created from; LaunchFailed where something was, with each node's standing.
        """
        from mindie_tui.remote.nodes.containers import create_containers

        if not self.deployment.container.create:
            raise Refused("the profile asks for no container", where="container.create", do="set it to true")
        if wrong := errors(self.findings()):
            raise Refused(wrong[0].text, where="parameters", do="fix it first; no container was created")
        self.begin()
        asked_again = []
        try:
            async for step in self.book.recorded("nodes", create_containers(self.context(), self._creating)):
                if isinstance(step[0].event, ev.ContainerCreated):
                    asked_again.append(step[0].event.node)
                yield step
        except LaunchFailed:
            async for step in self.probe(asked_again):
                yield step
            raise
        async for step in self.probe(asked_again):
            yield step

    async def containers_begun(self) -> tuple[str, ...]:
        """Where creating was cancelled before the engine answered: the state of the container now, a line a node.

        Raises nothing; a node that does not answer is reported.
        """
        from mindie_tui.remote.nodes.containers import container_stands

        begun, ctx = sorted(self._creating), self.context() if self._creating else None
        if ctx is None:
            return ()
        said = await asyncio.gather(*(container_stands(ctx, node) for node in begun))
        return tuple(f"{node}: {how}" for node, how in zip(begun, said, strict=True))

    async def container_plans(self) -> tuple[ContainerPlan, ...]:
        """What create_containers would do, node by node and command by command; nothing is changed or recorded."""
        from mindie_tui.remote.nodes.containers import plans

        await self.connect()
        return await plans(self.context())

    @property
    def lacking(self) -> tuple[str, ...]:
        """The nodes on which create_containers would create one, as far as is known."""
        return lacking(self.deployment, self.state.facts)

    async def judge(self) -> Steps:
        """Every finding of the rules as an event, each once a run."""
        self.begin()
        with self.waits.on("the rules"):
            judged = await asyncio.to_thread(self.findings)  # so that a signal is heard meanwhile
        for finding in judged:
            seen = finding_event(finding)
            if seen not in self.state.findings:
                yield self.book.record("parameters", seen)

    async def preflight(
        self, only: Sequence[str] | None = None, nodes: Sequence[str] | None = None, *, restart: bool = False
    ) -> Steps:
        """The checks, on all nodes at once; `only` some of them, on some nodes.

        `restart`: the launch will stop an earlier service of ours first, so that one is no reason to refuse.
        """
        from mindie_tui.remote.preflight.preflight import preflight

        self.begin()
        looked_at = self.deployment
        if only is None and nodes is None:
            self.state = replace(self.state, checks={}, asked=frozenset())
        for check, reason in self.deployment.preflight.waive.items():
            if check not in self.state.waived:
                yield self.book.record("preflight", ev.CheckWaived(check, reason))
        running = preflight(
            self.context(),
            only=frozenset(only) if only else None,
            nodes=frozenset(nodes) if nodes else None,
            restart=restart,
        )
        async for step in self.book.recorded("preflight", running):
            yield step
        if only is None and nodes is None:
            self._checked = looked_at

    async def waive(self, check: str, reason: str) -> Steps:
        """Continue although a check fails; the reason is in the report. Refused for the checks that must hold."""
        from mindie_tui.model.preflight.check import WAIVABLE

        if check not in WAIVABLE:
            can = ", ".join(sorted(WAIVABLE))
            raise Refused(
                Message("{check} cannot be waived", check=check),
                where="preflight",
                do=Message("these can: {can}", can=can),
            )
        if not reason.strip():
            raise Refused(
                "a waiver needs a reason",
                where=check,
                do=Message('write --waive "{check}=why this is good enough"', check=check),
            )
        self.begin()
        yield self.book.record("preflight", ev.CheckWaived(check, reason.strip()))

    def remedies(self, check: str, node: str) -> str | None:
        """The exact command that `remedy` would run for a check that did not pass there; None where none is safe."""
        done = self.state.checks.get((check, node))
        return done.mend if done else None

    async def remedy(self, check: str, node: str, shown: str | None = None) -> Steps:
        """Run what `remedies` returns, after repeating the check, and repeat it once more after that.

        `shown` is the command that the operator confirmed; absent: the present one. Raises Refused where there is none,
        or where the check now needs another one: nothing was run then.
        """
        from mindie_tui.remote.preflight.remedy import remedy

        shown = shown or self.remedies(check, node)
        if shown is None:
            raise Refused(
                Message("no remedy of {check} is safe enough to be run", check=check), where=node, do="fix it by hand"
            )
        self.begin()
        async for step in self.book.recorded("preflight", remedy(self.context(), check, node, shown)):
            yield step

    async def close(self) -> None:
        """Disconnect from the nodes. The service keeps running; the log following stops."""
        await self._start.close_logs()
        await super().close()

    def launch(self, *, restart: bool = False, take_over: bool = False) -> Steps:
        """`Start.launch`."""
        return self._start.launch(restart=restart, take_over=take_over)

    def attach(self) -> Steps:
        """`Start.attach`."""
        return self._start.attach()

    def status(self) -> AsyncGenerator[NodeStands, None]:
        """`Start.status`."""
        return self._start.status()

    def watch(self) -> Steps:
        """`Start.watch`."""
        return self._start.watch()

    def stop(self, *, take_over: bool = False) -> Steps:
        """`Start.stop`."""
        return self._start.stop(take_over=take_over)

    def rollback(self) -> Steps:
        """`Start.rollback`."""
        return self._start.rollback()

    def bench(self) -> Steps:
        """`Measuring.bench`."""
        return self._measuring.bench()

    def accuracy(self) -> Steps:
        """`Measuring.accuracy`."""
        return self._measuring.accuracy()

    def stop_bench(self, *, one: bool = False) -> Steps:
        """`Measuring.stop_bench`."""
        return self._measuring.stop_bench(one=one)

    def report(self, limits: Baseline | None = None, *, stopped: str | None = None) -> Steps:
        """`Measuring.report`."""
        return self._measuring.report(limits, stopped=stopped)

    def skip(self, point: str) -> None:
        """`Measuring.skip`."""
        self._measuring.skip(point)

    @property
    def measuring(self) -> bool:
        """A bench() runs, or ends what it started."""
        return self._measuring.measuring

    @property
    def skipped(self) -> frozenset[str]:
        """Points of the running sweep that are to be skipped."""
        return self._measuring.skipped

    def launch_plan(self) -> tuple[NodePlan, ...]:
        """What a launch would write and send, by node; nothing of it is done. Raises Refused where it could not be.

        A node whose container is yet to be created is left out: its inside is unknown.
        """
        from mindie_tui.remote.session.launch_plan import launch_plan

        ctx = self.context()
        return launch_plan(self.workbench, ctx, [node for node in ctx.serving if node not in self.lacking])

    def cut_off(self) -> CutOff | None:
        """After a probe: the state of the nodes where an earlier run was interrupted while it wrote; None where none
        was."""
        from mindie_tui.remote.launch.config_owner import find_cut_off

        return find_cut_off(self.state.facts, self.run.id if self.run else "", self.options.runs)


def finding_event(finding: Finding) -> ev.FindingSeen:
    """A finding as an event: its public form, written where a finding is declared."""
    form = as_json(finding)
    return ev.FindingSeen(**form | {"places": tuple(form["places"]), "fixes": tuple(form["fixes"])})
