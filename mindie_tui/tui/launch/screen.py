"""Launch: the step of the wizard that writes, starts and follows, until the service has answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.finding import localized_label
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import printable
from mindie_tui.store.runs.run import Run
from mindie_tui.store.saved_files import Saved, free
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import Inspector
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.launch.confirm import launch
from mindie_tui.tui.launch.expected_times import memory_fix
from mindie_tui.tui.launch.first_error import culprit, error_facts, inspector_lines, text_to_copy
from mindie_tui.tui.launch.keys import WORKING, Situation, why_not
from mindie_tui.tui.launch.log.goto import GoTo, line_of
from mindie_tui.tui.launch.log.our_lines import OWN, OwnLines
from mindie_tui.tui.launch.log.rows import LineSource
from mindie_tui.tui.launch.log.until import as_it_was, is_before
from mindie_tui.tui.launch.log.view import LogView
from mindie_tui.tui.launch.log_files import LogFiles
from mindie_tui.tui.launch.phases import UP, Beside, last_time, phase_rows, ranks_of
from mindie_tui.tui.launch.stopping import roll_back, stop
from mindie_tui.tui.launch.why import Why
from mindie_tui.tui.launch.words import before_start, log_head, sentence
from mindie_tui.tui.text.cells import number, spread
from mindie_tui.tui.text.times import now
from mindie_tui.tui.text.translate import t

RUNS_LOOKED_AT = 8
"""How many earlier runs are searched for one of this profile that became ready."""


class LaunchScreen(StepScreen):
    """Phases x nodes above, the log of all nodes or of one below, the first error where there is one."""

    STEP = "launch"
    SHOWS_SAMPLES = True
    CHANGES = frozenset("again fix stop rollback".split())
    BINDINGS = [
        Binding("enter", "one", "one node"),
        Binding("a", "all", "all"),
        Binding("R", "again", "start again"),
        Binding("ctrl+g", "fix", "fix"),
        Binding("u", "rollback", "roll back"),
        Binding("f", "follow", "follow"),
        Binding("x", "stop", "stop"),
        Binding("e", "error(1)", "next error"),
        Binding("E", "error(-1)", "error back", show=False),
        Binding("slash", "find", "find"),
        Binding("n", "hit(1)", "next hit", show=False),
        Binding("N", "hit(-1)", "hit back", show=False),
        Binding("c", "why", "cause"),
        Binding("y", "copy", "copy"),
        Binding("l", "level", "level"),
        Binding("z", "zoom", "zoom"),
        Binding("w", "wrap", "wrap", show=False),
        Binding("o", "unfold", "unfold", show=False),
        Binding("t", "time", "time", show=False),
        Binding("F", "files", "files", show=False),
        Binding("colon", "goto", "go to line", show=False),
        Binding("s", "save_log", "save the log", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}
        self._last_of = ("", "")
        self._run = ""
        self._until: datetime | None = None
        """The moment of a past run whose log was shown last."""
        self._cause = ""
        """The node on which the cursor was put as the launch failed."""
        self._own: tuple[Run, OwnLines] | None = None

    def body(self) -> Iterable[Widget]:
        yield Matrix(id="phases", empty=t("nothing was launched yet") + "   3 " + t("Preflight") + ", L")
        yield Static("", id="log-head")
        yield LogView(self.voice, id="log")
        yield Find()
        yield GoTo()

    @property
    def pane(self) -> LogView:
        return self.query_one("#log", LogView)

    def voice(self, key: str) -> LineSource | None:
        """The bytes of a node's service, of a further file ("a3-01/plog-1"), or what we did ourselves; of a past run
        those that had come at the moment that is shown."""
        node = self.app.run_state.nodes.get(key.partition("/")[0])
        return as_it_was(self._whole_voice(key), self.app.shown_until, node.launched if node is not None else "")

    def _whole_voice(self, key: str) -> LineSource | None:
        session = self.app.session
        if key == OWN:
            if session.run is not None and (self._own is None or self._own[0] is not session.run):
                self._own = (session.run, OwnLines(session.run))
            return self._own[1] if session.run is not None and self._own is not None else None
        node, _, name = key.partition("/")
        return session.run.spool(node, name) if name and session.run is not None else session.spool(node)

    @property
    def matrix(self) -> Matrix:
        return self.query_one("#phases", Matrix)

    @property
    def nodes(self) -> list[str]:
        return [node.name for node in self.app.deployment.serving]

    # -- what is shown

    def on_mount(self) -> None:
        super().on_mount()
        for name in ("launching", "not_launched"):
            self.watch(self.app, name, self._changed, init=False)

    @property
    def busy(self) -> bool:
        state = self.app.run_state
        return state.service in WORKING or bool(self.app.launching or state.collecting)

    @property
    def room(self) -> int:
        """The inspector is as high as what it says."""
        tall = self.size.height >= 30
        return min(len(error_facts(self.app.run_state)) + (5 if tall else 2), 13 if tall else 8)

    def show(self, state: RunState) -> None:
        until = self.app.shown_until
        if state.run != self._run or is_before(until, self._until):
            self._run = state.run
            self.pane.again()
        self._until = until
        if (self.app.deployment.name, state.run) != self._last_of:
            self._last_of = (self.app.deployment.name, state.run)
            self._last = self._look_back(*self._last_of)
        self.pane.show_nodes(self.nodes)
        if state.first_error is not None and printable(state.first_error.line).rstrip() != self.pane.first_error:
            self.pane.first_error = printable(state.first_error.line).rstrip()
            self.pane.refresh()
        elif state.first_error is None:
            self.pane.first_error = ""
        self.query_one(Inspector).display = bool(error_facts(self.app.run_state))
        self.tick()
        self.update_head()
        cause = culprit(state) if state.service in ("failed", "died") else None
        if cause is not None and cause.name != self._cause:
            self.matrix.go_to(cause.name)
        self._cause = cause.name if cause is not None else ""

    def tick(self) -> None:
        """The matrix again: spinners, seconds, lines."""
        state, names = self.app.run_state, self.nodes
        ids = engine_of(self.app.deployment).start.npu_ids(self.app.deployment, state.facts)
        columns, rows = phase_rows(
            names,
            state,
            now(),
            Beside(
                ranks=ranks_of(names, len(ids) if ids else None),
                lines=self.pane.counts(),
                last=self._last,
                wide=self.wide,
                tight=self.wide and self.size.width < 120,
                spare=max(self.size.width - 120, 0),
                newest=self.pane.newest_lines() if self.broad else None,
            ),
        )
        self.matrix.show(columns, rows)
        if state.service == "starting":
            self.update_head()  # how old the newest line is

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.pane.sleep(False)

    def on_screen_suspend(self) -> None:
        super().on_screen_suspend()
        self.pane.sleep(True)

    def _look_back(self, profile: str, this: str) -> dict[str, float]:
        """What each part took last time: of the newest other run of this profile that became ready."""
        try:
            root = self.app.session.options.runs
            others = (info for info in Run.newest(root) if info.profile == profile and info.id != this)
            for info in islice(others, RUNS_LOOKED_AT):
                if took := last_time(Run.of(info).events()):
                    return took
        except MindieTuiError as error:  # last time's spans are a comfort, not a need
            self.log.warning(str(error))
        return {}

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        if state.service not in WORKING and (self.app.launching or self.app.not_launched):
            return before_start(self.app.launching, self.app.not_launched, state)
        return sentence(state, now(), self._last, wide=self.wide)

    def inspected(self, rows: int, columns: int) -> list[Content]:
        state, chips = self.app.run_state, []
        if (fix := memory_fix(state)) is not None and self.why_not("fix") is None:
            chips.append(("^g", localized_label(fix.label)))
        if self.why_not("again") is None:
            chips.append(("R", t("start again")))
        if self.why_not("why") is None:
            chips.append(("c", t("cause")))
        return inspector_lines(state, columns, chips, tall=self.size.height >= 30)[:rows]

    def update_head(self) -> None:
        """The log's own line: whose, from which level, following or paused, what is sought."""
        head = spread(*log_head(self.pane, self.app.run_state), self.size.width - 3)
        self.query_one("#log-head", Static).update(head)

    def on_log_view_head_changed(self) -> None:
        self.update_head()
        if not self.busy:
            self.tick()

    # -- keys

    def why_not(self, action: str) -> str | None:
        return why_not(action, self._situation)

    @property
    def _situation(self) -> Situation:
        return Situation(self.app.run_state, self.app.deployment, self.app.session, self.pane)

    def action_one(self) -> None:
        """The node under the cursor; in the log the one whose line is marked."""
        entry = self.pane.entry(self.pane.marked) if self.pane.has_focus and self.pane.marked is not None else None
        node = entry.node.partition("/")[0] if entry is not None else ""
        self.pane.files = ()
        self.pane.only = node if node in self.nodes else self.matrix.key
        self._changed()

    def action_all(self) -> None:
        self.pane.files, self.pane.only = (), None
        self._changed()

    def action_level(self) -> None:
        self.pane.next_level()
        self.update_head()

    def action_follow(self) -> None:
        """Go to the end and follow; while it follows, stop following."""
        if self.pane.following:
            self.pane.following = False
            self.pane.refresh()
        else:
            self.pane.action_follow()

    def action_error(self, way: int) -> None:
        self.pane.go_error(way)

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        self.pane.seek(event.text)
        if event.text:
            self.pane.go_hit(-1)
        self.update_head()
        self.refresh_bindings()

    def action_hit(self, way: int) -> None:
        self.pane.go_hit(way)

    def action_wrap(self) -> None:
        """Long lines below each other, or cut at the edge."""
        self.pane.wrapping = not self.pane.wrapping

    def action_unfold(self) -> None:
        """What is inside the marked row; without one each repeat by itself, or all of them as one row."""
        if not self.pane.unfold(self.pane.marked):
            self.pane.folding = not self.pane.folding

    def action_time(self) -> None:
        """The time of each line, the time since the first one, or none."""
        self.pane.next_clock()

    def action_goto(self) -> None:
        self.query_one(GoTo).open()

    def on_go_to_asked(self, event: GoTo.Asked) -> None:
        line = line_of(event.text, self.pane.line_count)
        if line is not None:
            self.pane.go_to(line)
            self.update_head()

    def _further(self) -> list[tuple[str, str, int, int]]:
        """(node, name, lines, bytes) of the further files that are kept."""
        run = self.app.session.run
        found = [(node, name) for node, name in run.logs() if name != "service"] if run is not None else []
        return [(n, name, len(spool), spool.size) for n, name in found if run and (spool := run.spool(n, name))]

    @work(group="files", exit_on_error=False)
    async def action_files(self) -> None:
        picked = await self.app.push_screen_wait(LogFiles(self._further(), self.pane.files))
        if picked is not None:
            self.pane.files = picked
            self._changed()

    @work(group="save", exclusive=True, exit_on_error=False)
    async def action_save_log(self) -> None:
        """What is shown, as text beside the logs, which hold every byte."""
        run, pane = self.app.session.run, self.pane
        if run is None:
            return
        whose = "-".join(voice.replace("/", "-") for voice in pane.files[:2]) or pane.only or "all"
        file = Saved(free(run.folder / "saved", f"log-{whose}" + (f"-{pane.level}" if pane.level else ""), ".txt"))
        try:
            async for text in pane.texts():
                file.add(text)
            path = file.done()
        finally:
            file.drop()
        self.app.notify(t("{n} lines saved in {path}", n=number(file.lines), path=path), markup=False, timeout=10)

    def action_zoom(self) -> None:
        """The log alone, and back."""
        self.set_class(not self.has_class("-zoomed"), "-zoomed")
        (self.pane if self.has_class("-zoomed") else self.matrix).focus()

    def action_why(self) -> None:
        """What happened first, with its lines; what follows from it."""
        if (found := self.app.run_state.culprit) is not None:
            self.app.push_screen(Why(found))

    def action_again(self) -> None:
        self.app.run_worker(launch(self.app, again=True), group="launch", exit_on_error=False)

    def action_fix(self) -> None:
        """The least memory setting that starts, as an edit of the parameters."""
        if (fix := memory_fix(self.app.run_state)) is not None:
            self.app.edit(self._situation.fixed(fix))
            up = self.app.run_state.service in UP
            says = "{label} is set for the next start" if up else "{label} is set; R starts again"
            self.app.notify(t(says, label=localized_label(fix.label)), markup=False)
            self._changed()

    def hint_word(self, action: str) -> str | None:
        if action == "follow" and self.pane.following:
            return t("pause")
        fix = memory_fix(self.app.run_state) if action == "fix" else None
        return localized_label(fix.label) if fix is not None else None

    @work(group="stop", exit_on_error=False)
    async def action_stop(self) -> None:
        await stop(self.app, self.nodes)

    @work(group="rollback", exit_on_error=False)
    async def action_rollback(self) -> None:
        await roll_back(self.app)

    def copied(self) -> tuple[str, str] | None:
        return text_to_copy(self.app.run_state, self.pane)

    def on_matrix_chosen(self) -> None:
        self.action_one()
