"""Bench: the step of the wizard that measures with AISBench, live: one point, a sweep, or the search for an edge."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.bench.comparison import baseline_point
from mindie_tui.model.bench.point_checks import sound
from mindie_tui.model.deployment import Baseline, Performance
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.runs.state import PointState, RunState, SweepState
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.index import IndexRow, listed
from mindie_tui.tui.bench import earlier, figures, sweep_pane, sweep_rows, words as bench_words
from mindie_tui.tui.bench.accuracy_results import AccuracySheet
from mindie_tui.tui.bench.baseline import mark
from mindie_tui.tui.bench.charts import SHOWN, Charts
from mindie_tui.tui.bench.keys import BenchSituation, why_not
from mindie_tui.tui.bench.load import LoadForm, verdict
from mindie_tui.tui.bench.sweep_pane import CurveBox, SweepPane
from mindie_tui.tui.bench.tile import Tiles
from mindie_tui.tui.common.inspector import Inspector
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.raster import bar
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.launch.phases import UP
from mindie_tui.tui.text.cells import number, say, spread
from mindie_tui.tui.text.translate import t


class BenchScreen(StepScreen):
    """Figures large, throughput and latency as lines, AISBench's table at the end."""

    STEP = "bench"
    SHOWS_SAMPLES = True
    CHANGES = frozenset("start stop skip load mark accuracy".split())
    BINDINGS = [
        Binding("b", "start", "start"),
        Binding("x", "stop", "stop"),
        Binding("s", "skip", "skip"),
        Binding("e", "load", "load"),
        Binding("v", "metric", "metric"),
        Binding("z", "zoom", "zoom", show=False),
        Binding("m", "mark", "mark baseline"),
        Binding("a", "accuracy", "accuracy"),
        Binding("y", "copy", "copy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.running = False
        self.shown = 0
        self.chosen: str | None = None
        """The point of a sweep that the operator went to."""
        self._followed = ""
        self.listed: list[IndexRow] = []
        """The runs of this machine, newest first, as they were when the step was entered."""
        self._asked_for: tuple[object, ...] = ()
        self._baseline: tuple[str | None, Mapping[str, Any] | None] = (None, None)

    def body(self) -> Iterable[Widget]:
        yield Tiles(id="tiles")
        yield Charts(id="charts")
        yield Static("", id="bench-plan")
        yield Static("", id="metrics")
        yield SweepPane(id="sweep")
        yield Static("", id="bench-foot")

    # -- what is shown

    @property
    def newest(self) -> PointState | None:
        """The newest point of this run."""
        points = list(self.app.run_state.points.values())
        return points[-1] if points else None

    @property
    def point(self) -> PointState | None:
        """The point under the cursor of a sweep's table, where the operator went to one; else the newest."""
        return self.app.run_state.points.get(self.chosen or "") or self.newest

    @property
    def going(self) -> SweepState | None:
        """The sweep or the search that is shown; None for a single point."""
        return sweep_rows.shown(self.app.run_state, self.app.deployment.bench.performance)

    @property
    def busy(self) -> bool:
        return self.running or bool(self.newest and self.newest.state == "running")

    @property
    def room(self) -> int:
        return (len(self._notes()) + 3) if self._notes() else 1

    def baseline(self) -> Mapping[str, Any] | None:
        """The report that the profile names, read once; None without one or where it is broken (Report says so)."""
        named = self.app.deployment.baseline.report if self.app.deployment.baseline else None
        if named != self._baseline[0]:
            try:
                root, own = self.app.session.options.runs, self.app.run_state.run
                self._baseline = (named, baselines.find(named, root=root, besides=own)[0] if named else None)
            except MindieTuiError:
                self._baseline = (named, None)
        return self._baseline[1]

    def show(self, state: RunState) -> None:
        point = self.point or PointState("")
        limits = self.app.deployment.baseline or Baseline()
        base = baseline_point(self.baseline(), point.key) if self.point else None
        self.query_one(Tiles).show(self.point, base, limits)
        self.query_one(Charts).show(point, sound(base.points[-1]) if base else None, self.shown, wide=self.wide)
        lines = figures.table(point, base, limits, wide=self.wide)
        going = self.going
        self.query_one("#metrics", Static).update(Content("\n").join(lines))
        self.query_one("#metrics", Static).display = len(lines) > 1 and going is None
        plan = bench_words.plan(self.app.deployment) if self.point is None and going is None else []
        plan += self._earlier(len(plan)) if plan else []
        self.query_one("#bench-plan", Static).update(Content("\n").join(plan))
        self.query_one("#bench-plan").display = bool(plan)
        self.query_one("#tiles").display = self.query_one("#charts").display = not plan
        self.query_one("#right").display = going is None
        self.query_one(CurveBox).display = self.query_one(SweepPane).display = going is not None
        if going is not None:
            self._sweep(going, state)
        self.query_one(Inspector).display = bool(self._notes())
        self._foot(state, point)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.look_back()

    @work(group="earlier", exclusive=True, exit_on_error=False)
    async def look_back(self) -> None:
        """The runs of this machine, read beside the loop."""
        try:
            self.listed = await asyncio.to_thread(listed, self.app.session.options.runs)
        except MindieTuiError:  # what was measured earlier is a comfort, not a need
            self.listed = []
        self._changed()

    def _earlier(self, taken: int) -> list[Content]:
        """Below the plan: what earlier runs of this profile measured."""
        session = self.app.session
        found = earlier.measured(
            self.listed, self.app.deployment.name, session.options.simulated, self.app.run_state.run
        )
        drawn = earlier.lines(found, self.size.height - taken - 8, self.size.width - 5)
        return [Content(""), Content(""), *drawn] if drawn else []

    def _sweep(self, going: SweepState, state: RunState) -> None:
        asked = (going.kind, going.objective)
        if asked != self._asked_for:
            self._asked_for, self.shown = asked, sweep_rows.first_metric(going)
        self.query_one(CurveBox).show(going, state, self.shown)
        pane, newest = self.query_one(SweepPane), self.newest
        pane.show(going, state, self.app.session.skipped, self.wide)
        if newest is not None and newest.name != self._followed and newest.name in going.names:
            self._followed, self.chosen = newest.name, None
            pane.follow(newest.name)

    def on_matrix_moved(self, event: Matrix.Moved) -> None:
        """The figures are those of the point under the cursor."""
        newest = self.newest
        chosen = event.key if newest is not None and event.key != newest.name else None
        if chosen != self.chosen:
            self.chosen = chosen
            self._changed()

    def _foot(self, state: RunState, point: PointState) -> None:
        """NPUs at the left; at the right how fresh the figures are and where they come from."""
        names = [node.name for node in self.app.deployment.serving]
        columns = self.size.width - 3
        right = bench_words.source(point, self.wide, columns // 2)
        line = spread(bench_words.npus(names, state, columns - right.cell_length - 4), right, columns)
        self.query_one("#bench-foot", Static).update(line)

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        if self.running and (sent := bench_words.sending(state)) is not None:
            return sent
        point, going = self.point, self.going
        if going is not None:
            return self._swept(state, going)
        if point is None:
            asked = self.app.deployment.bench.performance
            return bench_words.asked(asked, state.service in UP, self.wide)
        return bench_words.of_point(point, self.wide)

    def _swept(self, state: RunState, going: SweepState) -> tuple[Content, Content]:
        newest = self.newest
        left, right = sweep_pane.sentence(going, state, newest, self._resumes, self.wide)
        if newest is not None and newest.state == "running" and newest.latest is not None and newest.phase == "load":
            done, rest = bar(newest.latest.finished, newest.latest.total, 20 if self.wide else 10)
            counted = say((f"  {number(newest.latest.finished)}", "bold $strong"), (f" {t('of')} ", "$muted"),
                          number(newest.latest.total), "   ")  # fmt: skip
            right = say((done, "$accent"), (rest, "$grid")) + (counted if self.wide else say("  ")) + right
        elif newest is not None and newest.state == "running":
            right = say((t(bench_words.DOING.get(newest.phase, newest.phase)), "$foreground"), "   ") + right
        elif newest is None:
            start = (("b", "bold $accent"), (f" {t('start')}", "$accent"))
            wait = (("4", "bold $strong"), (f" {t('no service is ready')}", "$muted"))
            right = say(*(start if state.service in UP else wait))
        return left, right

    @property
    def _resumes(self) -> bool:
        return sweep_rows.unfinished(self.app.run_state, self.app.deployment.bench.performance)

    def _notes(self) -> list[tuple[str, str, str]]:
        return bench_words.notes(self.point, self.going, most=3 if self.size.height >= 30 else 1)

    def inspected(self, rows: int, columns: int) -> list[Content]:
        failed = self.point is not None and self.point.state == "failed"
        return bench_words.inspector_lines(self._notes(), columns, failed=failed)

    def tick(self) -> None:
        state, going = self.app.run_state, self.going
        self._foot(state, self.point or PointState(""))
        if going is not None:
            self.query_one(SweepPane).show(going, state, self.app.session.skipped, self.wide)

    # -- keys

    def why_not(self, action: str) -> str | None:
        return why_not(action, self._situation)

    @property
    def _situation(self) -> BenchSituation:
        return BenchSituation(
            self.app.run_state,
            self.app.deployment,
            self.point,
            self.going,
            started_here=self.running,
            busy=self.busy,
            under_cursor=next((table.key for table in self.query("#points").results(Matrix)), None),
        )

    def hint_word(self, action: str) -> str | None:
        if action == "start" and self._resumes:
            return t("resume")
        if action == "skip":
            key = self._situation.skippable
            return "" if key is None else t("take in") if key in self.app.session.skipped else None
        return None

    def action_skip(self) -> None:
        if (key := self._situation.skippable) is not None:
            self.app.session.skip(key)
            self._changed()

    @work(group="load", exit_on_error=False)
    async def action_load(self) -> None:
        """What is measured: a point, a sweep, a search."""
        bench = self.app.deployment.bench
        made = await self.app.push_screen_wait(LoadForm(bench.performance or Performance(), self._verdict))
        if made is not None:
            self.app.edit(
                self.app.deployment.model_copy(update={"bench": bench.model_copy(update={"performance": made})})
            )

    def _verdict(self, performance: Performance) -> tuple[tuple[str, bool], ...]:
        return verdict(self.app.session.artefacts(), self.app.deployment, performance)

    def action_start(self) -> None:
        self.running = True
        self.app.run_worker(self._walk(), group="bench", exit_on_error=False)

    async def _walk(self) -> None:
        """Measure, then write the report."""
        try:
            done = await self.app.follow(self.app.session.bench())
        finally:
            self.running = False
            self._changed()
        if done and self.app.run_state.points:
            await self.app.follow(self.app.session.report())

    @work(group="stop_bench", exit_on_error=False)
    async def action_stop(self) -> None:
        last = self.newest.latest if self.newest else None
        so_far = t("It has only begun.")
        if last:
            counts = {"n": number(last.finished), "total": number(last.total)}
            so_far = t("{n} of {total} requests have finished; the table needs them all.", **counts)
        choices = [AnswerKey("x", "stop", "stop")]
        if (going := self.going) is not None and going.kind == "sweep":
            choices = [AnswerKey("p", "this point only", "one"), AnswerKey("x", "the whole sweep", "stop")]
        answer = await self.app.push_screen_wait(
            Confirm(
                t("Stop the bench?"),
                [so_far, t("The service keeps running.")],
                [AnswerKey("n", "go on measuring", "no"), *choices],
                weight="warning",
            )
        )
        if answer is not None and answer != "no":
            await self.app.follow(self.app.session.stop_bench(one=answer == "one"))

    def action_metric(self) -> None:
        self.shown = (self.shown + 1) % len(SHOWN)
        self._changed()

    def action_zoom(self) -> None:
        """The charts alone, or with figures and table again."""
        self.set_class(not self.has_class("-zoomed"), "-zoomed")

    def action_accuracy(self) -> None:
        self.app.push_screen(AccuracySheet())

    @work(group="baseline", exit_on_error=False)
    async def action_mark(self) -> None:
        if (run := self.app.session.run) is not None:
            await mark(self.app, run)

    def copied(self) -> tuple[str, str] | None:
        return bench_words.text_to_copy(self.point)
