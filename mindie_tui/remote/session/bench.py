"""The session's steps Bench and Report."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Baseline
from mindie_tui.model.errors import CannotBench, LinkError, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.model.runs.state import PointState
from mindie_tui.remote.session.base import SessionBase
from mindie_tui.remote.session.record import Steps

if TYPE_CHECKING:
    from mindie_tui.remote.bench.sweep import Control


class Measuring:
    """Measure, and write down what was measured."""

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        self._control: Control | None = None
        """For the running bench(): it reports its end itself."""
        self._scoring = False
        """An accuracy() runs: it reports its end itself."""

    @property
    def going_on(self) -> bool:
        """A load runs on the service, or is being ended."""
        return self._control is not None or self._scoring

    async def bench(self) -> Steps:
        """Measure what bench.performance asks for: a point, a sweep, or a search; figures come live.

        What this run has measured of a sweep or a search that was stopped is not measured again.
        """
        from mindie_tui.remote.bench.sweep import Control, measure

        self.session.begin()
        async for step in self._no_load_left():
            yield step
        self.session.book.keep_bench(self.session.deployment.bench)
        async for step in self._datasets():
            yield step
        self._control = Control()
        happening = measure(
            self.session.context(),
            self.session.state.answered,
            self.session.state,
            control=self._control,
            dead=self._service_gone,
        )
        try:
            async for step in self.session.book.recorded("bench", happening):
                yield step
        finally:
            self._control = None

    async def _no_load_left(self) -> Steps:
        """End what a killed walk of this run left running: two loads at once would measure neither."""
        state = self.session.state
        runs: tuple[PointState | AccuracyState, ...] = (*state.points.values(), *state.accuracy.values())
        if self.going_on:
            return  # it runs in this very session
        if any(run.state == "running" for run in runs) or state.sweep_cut("") is not None:
            async for step in self.stop_bench():
                yield step

    async def _datasets(self) -> Steps:
        """Data sets of this machine on the bench node. Raises CannotBench where one cannot be there."""
        from mindie_tui.remote.bench.datasets import ensure_datasets

        try:
            async for step in self.session.book.recorded("bench", ensure_datasets(self.session.context())):
                yield step
        except (Refused, LinkError) as error:
            raise CannotBench(error.what, where=error.where, do=error.do) from error

    async def accuracy(self) -> Steps:
        """Measure what bench.accuracy asks for, one data set after the other.

        What this run has measured is not measured again; an interrupted run continues where it stopped.
        """
        from mindie_tui.remote.bench.accuracy import accuracy

        self.session.begin()
        async for step in self._no_load_left():
            yield step
        self.session.book.keep_bench(self.session.deployment.bench)
        async for step in self._datasets():
            yield step
        self._scoring = True
        try:
            happening = accuracy(self.session.context(), self.session.state.accuracy, dead=self._service_gone)
            async for step in self.session.book.recorded("bench", happening):
                yield step
        finally:
            self._scoring = False

    def _service_gone(self) -> str | None:
        """Why the service that was measured is no longer there; None while it is."""
        if self.session.state.service not in ("died", "stopped", "failed"):
            return None
        died = next((n for n in self.session.state.nodes.values() if n.died), None)
        return f"{died.name}: {died.died.reason}" if died and died.died else "it was stopped"

    def skip(self, point: str) -> None:
        """Skip a point of the running sweep; again: measure it after all. It must not have begun."""
        if self._control is not None:
            self._control.skipped ^= {point}

    @property
    def measuring(self) -> bool:
        """A bench() runs, or ends what it started."""
        return self._control is not None

    @property
    def skipped(self) -> frozenset[str]:
        """Points of the running sweep that are to be skipped."""
        return frozenset(self._control.skipped) if self._control is not None else frozenset()

    async def stop_bench(self, *, one: bool = False) -> Steps:
        """End ais_bench and everything that it started. `one`: the sweep then continues with its next point."""
        from mindie_tui.remote.bench.performance import stop_bench

        if self._control is not None and not one:
            self._control.stopped = True
        async for step in self.session.book.recorded("bench", stop_bench(self.session.context())):
            yield step
        if self._control is None:  # a bench() that was closed ended its ais_bench itself, and could say nothing more
            for point in [p for p in self.session.state.points.values() if p.state == "running"]:
                summary = self.session.open_run().result(point.name)
                yield self.session.book.record("bench", ev.BenchStopped(point.name, "ended with the walk", summary))
            if (ended := self.session.state.sweep_cut("stopped")) is not None:
                yield self.session.book.record("bench", ended)
        if not self._scoring:
            for run in [a for a in self.session.state.accuracy.values() if a.state == "running"]:
                summary = self.session.open_run().result(run.name)
                yield self.session.book.record("bench", ev.BenchStopped(run.name, "ended with the walk", summary))

    async def report(self, limits: Baseline | None = None, *, stopped: str | None = None) -> Steps:
        """Write report.json, report.md and report.html; compare with `hold_against`'s baseline, else the profile's.

        `stopped` says why the walk was taken away before its end. What cannot be compared is raised after the report
        was written.
        """
        from mindie_tui.remote.session.report import FinishedRun, report
        from mindie_tui.store.shown import report_page as page

        finished = FinishedRun(
            self.session.open_run(), self.session.deployment, self.session.state, self.session.artefacts()
        )
        root = self.session.options.runs
        writing = report(finished, against=self.session.against, limits=limits, stopped=stopped, root=root)
        events, failure = await asyncio.to_thread(_all_of, writing)  # the disk is waited for
        for event in events:
            if isinstance(event, ev.ReportWritten):  # its curves take a while to draw
                path = await asyncio.to_thread(page.write, finished.run, self.session.state)
                event = replace(event, page=str(path))
            yield self.session.book.record("report", event)
        if failure is not None:
            raise failure


def _all_of(events: Iterable[ev.Event]) -> tuple[list[ev.Event], Exception | None]:
    """All events, and what was raised behind them."""
    found: list[ev.Event] = []
    try:
        for event in events:
            found.append(event)
    except Exception as error:
        return found, error
    return found, None
