"""Report: the step of the wizard that holds a run against a baseline, keeps it, and says how to repeat it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.message import in_language
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.shell import sh
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run, RunInfo
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import chip
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.report.compare import compared, differs, headline
from mindie_tui.tui.report.keys import Keeping
from mindie_tui.tui.report.lines import accuracy, overview, points_of
from mindie_tui.tui.report.runs import columns, list_cells, run_rows
from mindie_tui.tui.runs.beside import Shelf
from mindie_tui.tui.runs.rows import when
from mindie_tui.tui.text.cells import cut, cut_head, left, say, spread
from mindie_tui.tui.text.translate import t

MOST = 200
"""Runs that are listed."""
Lines = list[Content]
"""By a name of its own: inside the screen `list` is its matrix."""


class ComparisonPane(VerticalScroll):
    """The right pane; tab goes there, and then it scrolls as less does."""

    BINDINGS = [
        Binding("j", "scroll_down", "down", show=False),
        Binding("k", "scroll_up", "up", show=False),
        Binding("ctrl+d", "page_down", "page down", show=False),
        Binding("ctrl+u", "page_up", "page up", show=False),
        Binding("g", "scroll_home", "first", show=False),
        Binding("G", "scroll_end", "last", show=False),
    ]


class ReportScreen(Keeping):
    """Runs and profiles at the left; at the right the run under the cursor against its baseline."""

    STEP = "report"
    HAS_SIDE = True
    CHANGES = frozenset("mark keep replay delete".split())
    BINDINGS = [
        Binding("enter", "open", "open"),
        Binding("m", "mark", "mark baseline"),
        Binding("d", "diff", "diff"),
        Binding("v", "point(1)", "next point"),
        Binding("o", "export", "export"),
        Binding("s", "keep", "save profile"),
        Binding("r", "replay", "replay"),
        Binding("D", "delete", "delete"),
        Binding("z", "zoom", "zoom", show=False),
        Binding("exclamation_mark", "wrong", "what is wrong", show=False),
        Binding("y", "copy", "copy", show=False),
        Binding("slash", "find", "find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        self.only_bad = False
        self.runs: list[RunInfo] = []
        self.entries: list[profiles.ProfileEntry] = []
        self._reports: dict[str, Mapping[str, Any] | None] = {}
        self._seen: object = None
        self.shelf = Shelf()
        self._base: tuple[str | None, str | None] = (None, None)
        self._point: tuple[str, int] = ("", -1)

    def body(self) -> Iterable[Widget]:
        yield Container(
            Matrix(id="runs", empty=t("no run yet") + "   3 " + t("Preflight") + ", L"),
            ComparisonPane(Static("", id="compared"), Static("", id="differs"), id="against"),
            id="report",
        )
        yield Find()

    # -- what is shown

    @property
    def run_matrix(self) -> Matrix:
        return self.query_one("#runs", Matrix)

    @property
    def room(self) -> int:
        return 7 if self.size.height >= 30 else 5

    def on_screen_resume(self) -> None:
        self._seen = None
        super().on_screen_resume()

    def show(self, state: RunState) -> None:
        seen = (state.run, state.report, len(state.comparison), state.ended, self.app.deployment.baseline)
        if seen != self._seen:
            self._seen = seen
            self._look()
            self.shelf.clear()
            self._reports.pop(state.run, None)
        self._list(state)
        self._against()

    def _look(self) -> None:
        """Runs and profiles from the disk: when the step is entered, and when this run's report is another."""
        try:
            self.runs = list(islice(Run.newest(self.app.session.options.runs), MOST))
            self.entries = profiles.list_profiles()
        except MindieTuiError as error:
            self.app.tell(error)

    def _list(self, state: RunState) -> None:
        runs = [info for info in self.runs if info.exit not in (0, None)] if self.only_bad else self.runs
        entries = [] if self.only_bad else self.entries
        rows = run_rows(runs, entries, state, base=self._base_run(), find=self.sought)
        if self.wide:
            self.run_matrix.styles.width = list_cells(self.size.width)
        else:
            self.run_matrix.styles.clear_rule("width")
        self.run_matrix.show(columns(list_cells(self.size.width)), rows)

    def _base_run(self) -> str | None:
        """The run that the profile's baseline is from; None without one, or where it cannot be read."""
        named = self.app.deployment.baseline.report if self.app.deployment.baseline else None
        if named != self._base[0]:
            root, own = self.app.session.options.runs, self.app.run_state.run
            self._base = (named, baselines.run_of(named, root=root, besides=own))
        return self._base[1]

    def under(self) -> tuple[str, str]:
        """("run" or "profile", its id or name) under the cursor; this run where there is none."""
        kind, _, name = (self.run_matrix.key or "").partition(":")
        return (kind, name) if name else ("run", self.app.run_state.run)

    def report(self) -> Mapping[str, Any] | None:
        """report.json of the run under the cursor, read once."""
        kind, name = self.under()
        if kind != "run" or not name:
            return None
        if name not in self._reports:
            try:
                self._reports[name] = Run.find(name, self.app.session.options.runs).report()
            except MindieTuiError:
                self._reports[name] = None
        return self._reports[name]

    @property
    def at(self) -> int:
        """The point whose figures are shown: the newest, unless `v` went to another."""
        many = len(points_of(self.report() or {}))
        run, at = self._point
        return at if run == self.under()[1] and 0 <= at < many else many - 1

    def action_point(self, by: int) -> None:
        """The figures of the next point."""
        many = len(points_of(self.report() or {}))
        self._point = (self.under()[1], (self.at + by) % max(many, 1))
        self._against()

    def _against(self) -> None:
        report = self.report()
        kind, name = self.under()
        beside = list_cells(self.size.width) if self.wide and not self.has_class("-zoomed") else 0
        columns = self.across - 3 - beside - 2
        lower: list[Content] = []
        if kind == "profile":
            upper = self._profile(name)
        elif report is None:
            words = t("this run has no report: nothing was measured to its end")
            upper = [say((words if name else t("nothing was measured yet") + "   5 " + t("Bench"), "$muted"))]
        else:
            upper = overview(report, self.at, columns=columns)
            upper += compared(report, columns=columns, rows=99 if self.wide else 9, at=self.at)
            upper += accuracy(report, columns=columns)
            lower = differs(report, columns=columns, rows=24)
            named = self.app.deployment.baseline.report if self.app.deployment.baseline else None
            if not report.get("comparison") and named:
                words = t("the next run of this profile is compared with")
                lower = [say((words + " ", "$muted"), cut(one_line(named), 40))]
            elif not report.get("comparison") and not lower:
                lower = [
                    say(
                        (t("no baseline") + "   ", "$muted"),
                        ("m", "bold $strong"),
                        (" " + t("marks this run as one"), "$muted"),
                    )
                ]
        self.query_one("#compared", Static).update(Content("\n").join(upper))
        self.query_one("#differs", Static).update(Content("\n").join([Content(""), *lower]) if lower else "")

    def _profile(self, name: str) -> Lines:
        entry = next((e for e in self.entries if e.name == name), None)
        if entry is None:
            return []
        lines = [
            say((name, "bold $strong"), (f"   {t(entry.origin)}", "$muted")),
            say((cut_head(str(entry.path), 70), "$muted")),
        ]
        words = in_language((entry.problem or entry.notes).strip())
        return [
            *lines,
            Content(""),
            *(
                Content.styled(one_line(part), "$error" if entry.problem else "$foreground")
                for part in words.splitlines()[:8]
            ),
        ]

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        report = self.report() if self.is_mounted and self.query(Matrix) else None
        kind, name = self.under()
        if report is None:
            words = f"{t('profile')} {name}" if kind == "profile" else t("no report yet")
            return say((words, "$muted" if kind == "run" else "bold $strong")), Content("")
        glyph, colour, words = headline(report)
        left_ = say((f"{glyph} ", colour), (words, "bold $strong"))
        against = next((b for b in (report.get("baseline"),) if b), None) or (
            self.app.deployment.baseline.report if self.app.deployment.baseline and report.get("comparison") else None
        )
        if against and self.wide:
            left_ += say((f"   {t('of the baseline')} ", "$muted"), cut(one_line(str(against)), 30))
        info = next((i for i in self.runs if i.id == name), None)
        right_ = say((t("run") + " ", "$muted"), when(info.started)) if info else Content("")
        past = self.app.run_state.run == name and self.app.shown_until is not None  # it had not ended then
        if info and info.exit is not None and not past:
            right_ += say((f"   {t('exit')} ", "$muted"), str(info.exit))
        return left_, right_

    def beside(self, rows: int, columns: int) -> Lines:
        """The profile that was run, or the one under the cursor."""
        kind, name = self.under()
        entry = next((e for e in self.entries if e.name == name), None) if kind == "profile" else None
        folder = next((i.folder for i in self.runs if i.id == name), None) if kind == "run" else None
        path = entry.path if entry is not None else folder / "profile.yaml" if folder is not None else None
        return self.shelf.profile(path, rows, columns) if path is not None else []

    def inspected(self, rows: int, columns: int) -> Lines:
        kind, name = self.under()
        if not name:
            return []
        if kind == "profile":
            return [say((f"{t('profile')} {name}", "bold $strong")), _line("again", self.again())]
        folder = next((i.folder for i in self.runs if i.id == name), None)
        lines = [
            say(
                (name, "bold $strong"),
                (
                    "   report.md  report.json  profile.yaml  planned/  before/  logs/  bench/"
                    if columns >= 100
                    else "",
                    "$muted",
                ),
            )
        ]
        if rows > 4:
            lines.append(say((cut_head(paths.shorten(folder), columns - 5) if folder else "", "$muted")))
        if self.side:
            first, *rest = Content(one_line(self.again())).wrap(columns - 15)
            lines += [_line("again", first.plain), *(_line("", line.plain) for line in rest)]
            lines.append(say(left("", 9)) + chip("y", t("copy")))
        else:
            lines.append(spread(_line("again", cut(self.again(), columns - 26)), chip("y", t("copy")), columns - 3))
        waived = (self.report() or {}).get("waived") or ()
        if waived:
            first = waived[0]
            more = " " + t("and {n} more", n=len(waived) - 1) if len(waived) > 1 else ""
            lines.append(
                say(
                    (left(t("waived"), 9), "$muted"),
                    ("! ", "$warning"),
                    one_line(str(first["check"])),
                    (f", {t('reason')}: {one_line(str(first['reason']))}{more}", "$muted"),
                )
            )
        return lines[:rows]

    def again(self) -> str:
        """The line that repeats the run under the cursor without the screen."""
        kind, name = self.under()
        folder = next((i.folder for i in self.runs if i.id == name), None) if kind == "run" else None
        profile = paths.shorten(folder / "profile.yaml") if folder else name
        if profile.startswith("~/"):  # a tilde that is quoted is not opened by a shell
            line = sh("mindie-tui replay ~/{}", profile[2:]).text
        else:
            line = sh("mindie-tui replay {}", profile).text
        if self.app.session.options.ssh_config is not None:
            line += sh(" --ssh-config {}", self.app.session.options.ssh_config).text
        base = self.app.deployment.baseline.report if self.app.deployment.baseline else None
        return line + (sh(" --baseline {}", base).text if base else "")

    # -- keys

    def action_wrong(self) -> None:
        """Only the runs that did not end well; again: all."""
        self.only_bad = not self.only_bad
        self._changed()

    def action_zoom(self) -> None:
        """The report alone, and back."""
        self.set_class(not self.has_class("-zoomed"), "-zoomed")
        (self.query_one(ComparisonPane) if self.has_class("-zoomed") else self.run_matrix).focus()
        self.call_after_refresh(self._changed)

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        self.sought = event.text
        self._changed()

    def copied(self) -> tuple[str, str] | None:
        return (self.again(), t("the line that repeats it")) if self.under()[1] else None

    def on_matrix_moved(self) -> None:
        self._against()
        self.update_sentence()
        self.update_inspector()
        self.refresh_bindings()

    def on_matrix_chosen(self) -> None:
        self.action_open()


def _line(label: str, words: str) -> Content:
    return say((left(t(label), 9), "$muted"), (words, "$foreground"))
