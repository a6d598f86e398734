"""Accuracy: the data sets that the profile asks for, measured one after the other, live; wrong answers to read."""

from __future__ import annotations

from collections.abc import Iterable

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.errors import StoreError
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.disk import as_store_error
from mindie_tui.tui.bench import accuracy_rows as rows
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.launch.phases import UP
from mindie_tui.tui.text.cells import STILL, say
from mindie_tui.tui.text.translate import t


class AccuracySheet(Sheet[None]):
    """Closing it stops nothing: a running measurement continues, and the sheet shows it again."""

    app: Wizard
    BINDINGS = [
        Binding("b", "start", "start"),
        Binding("x", "stop", "stop"),
        Binding("w", "wrong", "wrong answers"),
        Binding("a,q", "leave", "close", show=False),
    ]
    DEFAULT_CSS = "AccuracySheet #accuracy-runs { height: auto; max-height: 14; margin-top: 1; }"
    columns = 78

    def headline(self) -> Content:
        return say((t("Accuracy"), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        yield Static("", id="accuracy-runs")
        yield Static("", id="accuracy-foot")

    def on_mount(self) -> None:
        self.watch(self.app, "run_state", self._show)
        if not STILL:
            self.set_interval(0.25, self._tick)

    @property
    def busy(self) -> bool:
        return any(run.state == "running" for run in self.app.run_state.accuracy.values())

    def _tick(self) -> None:
        if self.busy:
            self._show(self.app.run_state)

    def _show(self, state: RunState) -> None:
        found = rows.lines(self.app.deployment.bench.accuracy, state, self.columns - 6)
        runs = Content("\n").join(found) if found else say((t(_NONE), "$muted"))
        self.query_one("#accuracy-runs", Static).update(runs)
        self.query_one("#accuracy-foot", Static).update(say(("\n" + (self._why_not() or t(_NOTE)), "$muted")))

    def _why_not(self) -> str | None:
        """Why it cannot start now."""
        state, asked = self.app.run_state, self.app.deployment.bench.accuracy
        if asked is None or not asked.runs:
            return t(_NONE)
        if self.busy:
            return t(_NOTE)
        if state.service not in UP:
            return t("no service is ready; 4 Launch")
        if any(point.state == "running" for point in state.points.values()):
            return t("the performance is being measured; wait for its end, or stop it")
        return None

    def action_start(self) -> None:
        why = t("it measures already") if self.busy else self._why_not()
        if why is not None:
            self.notify(why, markup=False)
            return
        self.app.run_worker(self._walk(self.app), group="bench", exit_on_error=False)

    @staticmethod
    async def _walk(app: Wizard) -> None:
        """Measure, then write the report; it continues when the sheet is closed."""
        if await app.follow(app.session.accuracy()):
            await app.follow(app.session.report())

    @work(group="stop_bench", exit_on_error=False)
    async def action_stop(self) -> None:
        if not self.busy:
            self.notify(t("stop: no measurement is running"), markup=False)
            return
        answer = await self.app.push_screen_wait(
            Confirm(t("Stop the bench?"), [t("Answers so far are kept; a new start continues from there.")],
                    [AnswerKey("n", "go on measuring", "no"), AnswerKey("x", "stop", "stop")], weight="warning")
        )  # fmt: skip
        if answer == "stop":
            await self.app.follow(self.app.session.stop_bench())

    @work(group="wrong", exit_on_error=False)
    async def action_wrong(self) -> None:
        run, blocks = self.app.session.run, []
        for one in self.app.run_state.accuracy.values():
            path = run.folder / str(one.summary.get("wrong_answers") or "") if run is not None else None
            if path is not None and path.is_file():
                try:
                    with as_store_error(path):
                        blocks.append((one.name, path.read_text(encoding="utf-8", errors="replace")))
                except StoreError as error:
                    self.app.tell(error)
        if not blocks:
            self.notify(t("no wrong answers are known yet"), markup=False)
            return
        await self.app.push_screen_wait(Output(t("Wrong answers"), blocks))


_NONE = "the profile asks for no accuracy: bench.accuracy"
_NOTE = "evaluating a subject takes some seconds; an interrupted evaluation continues from there"
