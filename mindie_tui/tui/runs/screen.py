"""Runs: every run of this machine, newest first; filter, sort, open, compare, delete, make a baseline."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.runs.outcomes import ORDERS
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.history.pruning import pin, pinned
from mindie_tui.store.runs.history.trend import reports_of
from mindie_tui.store.runs.index import IndexRow, listed
from mindie_tui.store.runs.run import Run
from mindie_tui.store.runs.selection import in_order
from mindie_tui.tui.bench.baseline import mark
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import labelled
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.runs.beside import Shelf
from mindie_tui.tui.runs.difference import compare
from mindie_tui.tui.runs.rows import columns, finds, rows
from mindie_tui.tui.runs.trend import NEWEST, TrendSheet
from mindie_tui.tui.text.cells import cut, cut_head, say
from mindie_tui.tui.text.translate import t

MOST_COMPARED = 8


class RunsScreen(StepScreen):
    """The list; below it the details of the run under the cursor."""

    STEP = "runs"
    HAS_SIDE = True
    CHANGES = frozenset({"delete", "baseline", "pin"})
    BINDINGS = [
        Binding("enter", "open", "open"),
        Binding("space", "pick", "mark"),
        Binding("c", "compare", "compare"),
        Binding("t", "trend", "trend"),
        Binding("s", "sort", "sort"),
        Binding("b", "baseline", "mark baseline"),
        Binding("p", "pin", "pin"),
        Binding("x", "delete", "delete"),
        Binding("y", "copy", "copy", show=False),
        Binding("exclamation_mark", "wrong", "what is wrong", show=False),
        Binding("slash", "find", "find"),
        Binding("escape", "back", "back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.known: list[IndexRow] | None = None
        """Every run, newest first; None until they are read."""
        self.base: str | None = None
        """The run that the profile's baseline is from."""
        self.marked: list[str] = []
        self.order = "newest"
        self.sought = ""
        self.only_bad = False
        self.shelf = Shelf()

    def body(self) -> Iterable[Widget]:
        yield Matrix(id="all-runs", empty=t("no run on this machine yet"))
        yield Find()

    # -- what is shown

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.read()

    @work(group="runs", exclusive=True, exit_on_error=False)
    async def read(self) -> None:
        """The list as the folders say it now; thousands of them are read beside the loop."""
        root, named = self.app.session.options.runs, self.app.deployment.baseline
        try:
            self.known = await asyncio.to_thread(listed, root)
            self.base = await asyncio.to_thread(baselines.run_of, named.report if named else None, root=root)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        self.shelf.clear()
        ids = {row.id for row in self.known}
        self.marked = [run for run in self.marked if run in ids]
        self._changed()

    @property
    def found(self) -> list[IndexRow]:
        """The runs that the filter leaves, newest first."""
        known = [row for row in self.known or () if not self.only_bad or row.exit not in (0, None)]
        return [row for row in known if finds(row, self.sought)]

    def show(self, state: RunState) -> None:
        room = self.across
        made = rows(in_order(self.found, self.order), room, marked=self.marked, base=self.base)
        self.matrix.show(columns(room, self.order), made)

    @property
    def matrix(self) -> Matrix:
        return self.query_one("#all-runs", Matrix)

    def under(self) -> IndexRow | None:
        """The run under the cursor."""
        key = self.matrix.key
        return next((row for row in self.known or () if row.id == key), None)

    def hidden(self) -> tuple[int, int] | None:
        if not (self.sought or self.only_bad) or self.known is None:
            return None
        return len(self.found), len(self.known)

    def unfilter(self) -> None:
        self.sought, self.only_bad = "", False
        self.query_one(Find).value = ""

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        here = say(("0 " + t("Runs"), "bold $accent"), "   ")
        if self.known is None:
            return here + say((t("reading the list of runs"), "$muted")), Content("")
        count = len(self.known)
        words = t("1 run") if count == 1 else t("{count} runs", count=count)
        sorted_by = say((t("sorted by") + " ", "$muted"), (t(self.order), "$foreground"))
        if self.marked:
            marks = t("{count} marked to compare", count=len(self.marked))
            return here + say((words, "bold $strong"), (f"   {marks}", "$accent")), sorted_by
        return here + say((words, "bold $strong")), sorted_by

    def inspected(self, rows: int, columns: int) -> list[Content]:
        row = self.under() if self.is_mounted and self.query(Matrix) else None
        if row is None:
            return []
        folder = self._folder(row)
        scores = ", ".join(f"{name} {score:.2f} %" for name, score in row.scores)
        said = [
            (t("run"), row.id),
            (t("pinned"), pinned(folder) or ""),
            (t("nodes"), ", ".join(row.nodes)),
            (t("load"), row.settings + (f"   x{row.points}" if row.points > 1 else "")),
            (t("accuracy"), scores),
            (t("layout"), row.layout),
            (t("folder"), cut_head(paths.shorten(folder), columns - 16)),
        ]
        lines = [labelled(label, cut(one_line(words), columns - 14), 10) for label, words in said if words]
        return lines[:rows]

    def beside(self, rows: int, columns: int) -> list[Content]:
        row = self.under() if self.is_mounted and self.query(Matrix) else None
        return self.shelf.run(self._folder(row), rows, columns) if row is not None else []

    # -- keys

    def action_back(self) -> None:
        """Out of a filter, else to the step before."""
        if self.hidden() is not None:
            self.action_unfilter()
        else:
            self.app.action_last()

    def why_not(self, action: str) -> str | None:
        row = self.under() if self.is_mounted and self.query(Matrix) else None
        match action:
            case "open" | "pick" | "delete" | "baseline" | "copy" | "pin" if row is None:
                return t("no run yet")
            case "trend" if row is None or not row.points:
                return t("trend: nothing was measured in this run")
            case "compare" if len(self.marked) < 2:
                return t("compare: mark two runs with space")
            case "baseline" if row is not None and not (row.points or row.scores):
                return t("nothing was measured in this run")
            case "delete" if row is not None and row.id == self.app.run_state.run:
                return t("delete: this run is open")
        return None

    def copied(self) -> tuple[str, str] | None:
        row = self.under()
        return (row.id, t("the id of the run")) if row is not None else None

    def action_open(self) -> None:
        if (row := self.under()) is not None:
            self.app.open_run(row.id)

    def action_pick(self) -> None:
        """Mark the run to compare it, or take the mark away; then the next row."""
        if (row := self.under()) is None:
            return
        if row.id in self.marked:
            self.marked.remove(row.id)
        elif len(self.marked) < MOST_COMPARED:
            self.marked.append(row.id)
        self.matrix.action_move(1)
        self._changed()

    @work(group="compare", exclusive=True, exit_on_error=False)
    async def action_compare(self) -> None:
        """What differs between the marked runs, the oldest first."""
        root = self.app.session.options.runs
        try:
            runs = [Run.find(run, root) for run in sorted(self.marked)]
            found = await asyncio.to_thread(compare, runs)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        await self.app.push_screen(found)

    @work(group="trend", exclusive=True, exit_on_error=False)
    async def action_trend(self) -> None:
        """A figure over the newest runs of the profile of this row."""
        if (row := self.under()) is None:
            return
        try:
            reports = await asyncio.to_thread(reports_of, row.profile, NEWEST, self.app.session.options.runs)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        if (run := await self.app.push_screen_wait(TrendSheet(row.profile, reports))) is not None:
            self.app.open_run(run)

    def action_sort(self) -> None:
        """By the next column."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self._changed()

    def action_wrong(self) -> None:
        """Only the runs that did not end well; again: all."""
        self.only_bad = not self.only_bad
        self._changed()

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        self.sought = event.text
        self._changed()

    @work(group="baseline", exit_on_error=False)
    async def action_baseline(self) -> None:
        if (row := self.under()) is not None:
            await mark(self.app, Run.find(row.id, self.app.session.options.runs))
            self.read()

    def _folder(self, row: IndexRow) -> Path:
        return (self.app.session.options.runs or paths.runs()) / row.id

    @work(group="pin", exit_on_error=False)
    async def action_pin(self) -> None:
        """Keep the run for good, with a note; again: let it go."""
        if (row := self.under()) is None:
            return
        folder, note = self._folder(row), None
        if pinned(folder) is None:
            facts = [say((t("prune never removes a pinned run."), "$muted"))]
            title = t("Pin run {run}", run=row.id)
            note = await self.app.push_screen_wait(Ask(title, facts, wrong=_no_note))
            if note is None:
                return
        try:
            pin(folder, note)
        except MindieTuiError as error:
            self.app.tell(error)
        self._changed()

    @work(group="delete", exit_on_error=False)
    async def action_delete(self) -> None:
        """The run's folder, after its last letters were typed."""
        if (row := self.under()) is None:
            return
        word = row.id.rpartition("-")[2]
        typed = await self.app.push_screen_wait(
            Ask(
                t("Delete run {run}?", run=row.id),
                [t("Its folder is deleted for good. Type these letters to confirm:"), say((word, "bold $strong"))],
                wrong=lambda text: None if text == word else t("these are not the letters"),
            )
        )
        if typed != word:
            return
        try:
            await asyncio.to_thread(Run.find(row.id, self.app.session.options.runs).delete)
        except MindieTuiError as error:
            self.app.tell(error)
        self.read()

    def on_matrix_moved(self) -> None:
        self.update_inspector()
        self.refresh_bindings()

    def on_matrix_chosen(self) -> None:
        self.action_open()


def _no_note(text: str) -> str | None:
    return None if text else t("write a note why it is kept")
