"""Launch: the step of the wizard that writes, starts and follows, until the service has answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.edits import with_fix
from mindie_tui.model.mindie.known_errors import by_code
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line, printable
from mindie_tui.store.runs.run import Run
from mindie_tui.store.saved_files import Saved, free
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import Inspector, chip
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.launch.confirm import launch
from mindie_tui.tui.launch.expected_times import memory_fix
from mindie_tui.tui.launch.log.goto import GoTo, line_of
from mindie_tui.tui.launch.log.our_lines import OWN, OwnLines
from mindie_tui.tui.launch.log.rows import LineSource
from mindie_tui.tui.launch.log.view import LogView
from mindie_tui.tui.launch.log_files import LogFiles
from mindie_tui.tui.launch.phases import last_time, phase_rows, ranks_of
from mindie_tui.tui.launch.words import UP, before_start, culprit, first_said, log_head, sentence
from mindie_tui.tui.text.cells import cut, left, number, say, spread
from mindie_tui.tui.text.translate import fix_name, language, t

WORKING = ("writing", "starting", "stopping")
RUNS_LOOKED_AT = 8
"""How many earlier runs are searched for one of this profile that became ready."""


def now() -> str:
    """This moment as events write it."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


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
        """The bytes of a node's service, of a further file ("a3-01/plog-1"), or what we did ourselves."""
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
        return self.app.run_state.service in WORKING or bool(self.app.launching)

    @property
    def room(self) -> int:
        """The inspector is as high as what it says."""
        tall = self.size.height >= 30
        return min(len(first_said(self.app.run_state)) + (4 if tall else 2), 12 if tall else 8)

    def show(self, state: RunState) -> None:
        if state.run != self._run:
            self._run = state.run
            self.pane.again()
        if (self.app.deployment.name, state.run) != self._last_of:
            self._last_of = (self.app.deployment.name, state.run)
            self._last = self._look_back(*self._last_of)
        self.pane.show_nodes(self.nodes)
        if state.first_error is not None and printable(state.first_error.line).rstrip() != self.pane.first_error:
            self.pane.first_error = printable(state.first_error.line).rstrip()
            self.pane.refresh()
        elif state.first_error is None:
            self.pane.first_error = ""
        self.query_one(Inspector).display = bool(first_said(self.app.run_state))
        self.tick()
        self.update_head()
        cause = culprit(state) if state.service in ("failed", "died") else None
        if cause is not None and cause.name != self._cause:
            self.matrix.go_to(cause.name)
        self._cause = cause.name if cause is not None else ""

    def tick(self) -> None:
        """The matrix again: spinners, seconds, lines."""
        state, names = self.app.run_state, self.nodes
        ids = art.npu_ids_of(self.app.deployment, state.facts)
        columns, rows = phase_rows(
            names,
            state,
            now(),
            ranks=ranks_of(names, len(ids) if ids else None),
            lines=self.pane.counts(),
            last=self._last,
            wide=self.wide,
            spare=max(self.size.width - 120, 0),
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
        state, said = self.app.run_state, first_said(self.app.run_state)
        if not said:
            return []
        first = state.first_error
        count = sum(node.error_count for node in state.nodes.values())
        if first is not None:
            title = say(("✗ ", "$error"), (t("first error, on {node}", node=first.node), "bold $strong"))
            of = t("first of {n}, ", n=count) if count > 1 else ""
            right = say((of, "$muted"), one_line(first.code))
            if language() == "zh" and (known := by_code().get(first.code)) is not None and known.title_zh:
                title += say(("   " + known.title_zh, "$foreground"))
        else:
            title, right = say(("✗ ", "$error"), (t("the launch failed"), "bold $strong")), Content("")
        lines = [spread(title, right, columns - 3)]
        if self.size.height >= 30:
            lines.append(Content(""))
        room = columns - 13
        for label, words, style in said[1:-1]:
            head, *rest = Content.styled(one_line(words), style).wrap(room)[:2] or [Content("")]
            lines.append(say((left(t(label) if label else "", 7), "$muted")) + head)
            lines += [say((" " * 7, "")) + line for line in rest if label == "line" and self.size.height >= 30]
        then = say((left(t("then"), 7), "$muted"))
        if (fix := memory_fix(state)) is not None and self.why_not("fix") is None:
            then += chip("^g", fix_name(fix.label)) + say("   ")
        if self.why_not("again") is None:
            then += chip("R", t("start again")) + say("   ")
        words = " " + t("copy the error, the lines around it, node and fix")
        lines.append(then + say(("y", "bold $strong"), (words, "$muted")))
        return lines[:rows]

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
        state = self.app.run_state
        running = state.service in (*UP, "starting", "writing")
        if action == "stop" and not running and not state.pids():
            return t("stop: nothing runs")
        if action == "again" and (
            state.service not in ("failed", "died", "stopped") or self.app.session.run is None and not state.run
        ):
            return t("start again: it runs") if running else t("start again: nothing was started; L on step 3")
        if action == "fix" and (fix := memory_fix(state)) is None:
            return t("fix: the start names none")
        if action == "fix" and fix is not None and self._fixed(fix) == self.app.deployment:
            return t("fix: {label} stands already; R starts again", label=fix_name(fix.label))
        if action == "rollback" and (running or not any(node.files for node in state.nodes.values())):
            return t("roll back: stop the service first") if running else t("roll back: nothing was written")
        if action == "follow" and not self.pane.line_count:
            return t("the log is empty")
        if action == "all" and self.pane.files:
            return None
        if action in ("one", "all") and len(self.nodes) < 2:
            return t("there is one node")
        if action == "all" and self.pane.only is None and not self.pane.files:
            return t("all: all nodes are shown")
        if action == "error" and not self.pane.errors.count and not self.pane.first_error:
            return t("error: the log has none")
        if action == "hit" and not self.pane.sought:
            return t("no search yet   / search")
        if action == "save_log" and (self.app.session.run is None or not self.pane.line_count):
            return t("save: the log is empty")
        if action in ("time", "goto") and not self.pane.line_count:
            return t("the log is empty")
        if action == "files" and not self.app.deployment.launch.follow:
            return t("files: there are none; launch.follow in the profile names further log files")
        if action == "copy" and self.copied() is None:
            return t("copy: the log is empty")
        return None

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
        """To the end and on with it; while it follows, stand still."""
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

    def action_again(self) -> None:
        self.app.run_worker(launch(self.app, again=True), group="launch", exit_on_error=False)

    def _fixed(self, fix: Fix) -> Deployment:
        return with_fix(self.app.deployment, self.app.session.artefacts().config, fix)

    def action_fix(self) -> None:
        """The least memory setting that starts, as an edit of the parameters."""
        if (fix := memory_fix(self.app.run_state)) is not None:
            self.app.edit(self._fixed(fix))
            self.app.notify(t("{label} is set; R starts again", label=fix_name(fix.label)), markup=False)
            self._changed()

    def hint_word(self, action: str) -> str | None:
        if action == "follow" and self.pane.following:
            return t("pause")
        fix = memory_fix(self.app.run_state) if action == "fix" else None
        return fix_name(fix.label) if fix is not None else None

    @work(group="stop", exit_on_error=False)
    async def action_stop(self) -> None:
        names = self.nodes
        where = f"on {', '.join(names[:4])}" + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        attached = self.app.run_state.attached
        who = attached.operator if attached is not None else ""
        theirs = bool(who) and who != self.app.session.operator
        other = [say((cut(t("{who} started it", who=one_line(who)), 57), "bold $warning"))]
        answer = await self.app.push_screen_wait(
            Confirm(
                t("Stop the service?"),
                [
                    say((cut(where, 57), "$foreground")),
                    *(other if theirs else []),
                    say((t("config.json stays as it is; the weights are loaded anew next time."), "$muted")),
                ],
                [AnswerKey("n", "keep it running", "no"), AnswerKey("x", "stop", "stop")],
                weight="warning",
            )
        )
        if answer == "stop":
            session = self.app.session
            await self.app.follow(session.stop(take_over=True) if theirs else session.stop())

    @work(group="rollback", exit_on_error=False)
    async def action_rollback(self) -> None:
        answer = await self.app.push_screen_wait(
            Confirm(
                t("Put the old config.json back?"),
                [t("Each node gets back its file of before this run, byte for byte.")],
                [AnswerKey("n", "leave it", "no"), AnswerKey("u", "roll back", "yes")],
            )
        )
        if answer == "yes":
            await self.app.follow(self.app.session.rollback())

    def copied(self) -> tuple[str, str] | None:
        state, around = self.app.run_state, self.pane.around()
        first = state.first_error
        if self.pane.marked is None and first is not None:
            parts = [
                f"{first.node}  {printable(first.line).strip()}",
                f"cause  {first.cause}" if first.cause else "",
                f"do  {first.remedy}" if first.remedy else "",
                around,
            ]
            return "\n".join(filter(None, parts)), t("the first error")
        return (around, t("the lines around")) if around else None

    def on_matrix_chosen(self) -> None:
        self.action_one()
