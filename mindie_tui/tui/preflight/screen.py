"""Preflight: the step of the wizard that asks every node whether a start can work, before anything is changed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.events.codec import CheckDone
from mindie_tui.model.finding import errors, localized_text
from mindie_tui.model.message import in_language
from mindie_tui.model.preflight.blocking import ordered
from mindie_tui.model.preflight.check import BY_NAME, CHECKS, WAIVABLE, asked_of
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line, printable
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import chip
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.launch.confirm import launch
from mindie_tui.tui.parameters import row_help
from mindie_tui.tui.preflight.remedy import commands, mend
from mindie_tui.tui.preflight.rows import GLYPHS, CheckView, ListedCheck, check_rows, title, verdict, worst
from mindie_tui.tui.text.cells import cut, duration, left, number, say, spinner, spread, width
from mindie_tui.tui.text.translate import clauses, t
from mindie_tui.tui.text.wizard_do import wizard_do

BAD = ("fail", "unknown")


def listed(deployment: Deployment) -> tuple[ListedCheck, ...]:
    """The checks of the serving nodes, in the order in which they are shown."""
    serving, skips = tuple(node.name for node in deployment.serving), engine_of(deployment).skips
    mine = (check for check in CHECKS if check.name not in skips)
    return tuple(check for check in mine if not serving or asked_of(check, serving))


def title_of(name: str) -> str:
    """How a check is called on the screen."""
    return title(BY_NAME[name]) if name in BY_NAME else name


class PreflightScreen(StepScreen):
    """Checks x nodes, live; below, the one under the cursor: what ran, what it found, what to do."""

    STEP = "preflight"
    HAS_SIDE = True
    CHANGES = frozenset("again failed remedy waive launch".split())
    BINDINGS = [
        Binding("r", "again", "again"),
        Binding("R", "failed", "failed"),
        Binding("enter", "output", "output", show=True),
        Binding("ctrl+g", "remedy", "remedy"),
        Binding("w", "waive", "waive"),
        Binding("c,exclamation_mark", "only_bad", "not ok", key_display="c"),
        Binding("y", "copy", "copy"),
        Binding("slash", "find", "find"),
        Binding("L", "launch", "launch"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.only_bad = False
        self.sought = ""
        self.running = False
        self._asked_at: dict[tuple[str, str], float] = {}
        self._asked_of = None

    def body(self) -> Iterable[Widget]:
        yield Matrix(id="checks", empty="")
        yield Find()

    # -- what is shown

    @property
    def nodes(self) -> list[str]:
        """The serving nodes, and the one that only benches, which is checked for what the bench needs."""
        deployment = self.app.deployment
        return [n.name for n in deployment.nodes if n.serves or n.name == deployment.bench.node]

    @property
    def serving(self) -> tuple[str, ...]:
        return tuple(node.name for node in self.app.deployment.serving)

    @property
    def matrix(self) -> Matrix:
        return self.query_one("#checks", Matrix)

    @property
    def wanted(self) -> int:
        return len(self.matrix.rows) + 2

    @property
    def busy(self) -> bool:
        return bool(self.app.run_state.asked)

    def show(self, state: RunState) -> None:
        now = time.monotonic()
        if not self.matrix.rows and (bad := ordered(state.blocking())):
            self.matrix.go_to(bad[0].check)
        self._asked_at = {pair: self._asked_at.get(pair, now) for pair in state.asked}
        self.matrix.empty = (
            t("no node is picked   1 pick some") if not self.nodes else self._nothing_bad() if self.only_bad else ""
        )
        self.tick()
        self.update_inspector()

    def _nothing_bad(self) -> str:
        """The text where no check is shown: only answered checks have passed."""
        how = [worst(self.app.run_state, check.name, self.nodes)[0] for check in listed(self.app.deployment)]
        if all(word == "pass" for word in how):
            return t("all {n} checks passed   c show them", n=len(how))
        return t("no problems found so far: {n} of {all} checks passed   c show all", n=how.count("pass"), all=len(how))

    def tick(self) -> None:
        """The rows again: spinners and seconds."""
        now = time.monotonic()
        view = CheckView(
            wide=self.wide,
            spare=max(self.across - 120, 0),
            only_bad=self.only_bad,
            find=self.sought,
            asked_s=lambda check, node: now - self._asked_at.get((check, node), now),
        )
        columns, rows = check_rows(listed(self.app.deployment), self.nodes, self.app.run_state, view)
        self.matrix.show(columns, rows if self.nodes else ())

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if not self.app.session.checked and self.against("again") is None and not self.app.run_state.blocking():
            self.action_again()

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        counts = state.check_counts()
        checks, nodes = len(listed(self.app.deployment)), len(self.nodes)
        on = t("checks on {n} nodes", n=nodes) if nodes != 1 else t("checks on 1 node")
        told = say((str(checks), "bold $strong"), (f" {on}", "$foreground"))
        bad = counts["fail"] + counts["unknown"]
        for count, how in ((counts["pass"], "pass"), (counts["warn"], "warn"), (bad, "fail")):
            if count:
                glyph, style = GLYPHS[how]
                told += say(
                    ("   ", ""), (glyph, style), (f" {count}", "bold $error" if how == "fail" else "$foreground")
                )
        if counts["waived"]:
            told += say((f"   {t('waived')} ", "$muted"), str(counts["waived"]))
        if state.asked:
            told += say(("   " + spinner(), "$accent"), f" {len(state.asked)}")
        refused = errors(self.app.findings)
        if refused:
            more = " " + t("and {n} more", n=len(refused) - 1) if len(refused) > 1 else ""
            return told, say(
                ("✗ ", "$error"),
                (
                    cut(one_line(localized_text(refused[0])), max(self.size.width - told.cell_length - 18, 20)),
                    "bold $error",
                ),
                (more, "$muted"),
            )
        if bad:
            return told, say(("R", "bold $strong"), (" " + t("ask again what failed"), "$muted"))
        if not state.checks and not state.asked:
            return told, say(("r", "bold $strong"), (" " + t("ask"), "$muted"))
        if self.app.session.checked and not state.asked:
            return told, say(("L", "bold $accent"), (" " + t("launch"), "$accent"))
        return told, Content("")

    def inspected(self, rows: int, columns: int) -> list[Content]:
        check, done = self.under()
        if check is None:
            return []
        state = self.app.run_state
        title = title_of(check)
        if done is None:
            asked = any(c == check for c, _ in state.asked)
            return [
                say((title, "bold $strong")),
                Content(""),
                say((t("asked, no answer yet") if asked else t("not asked yet"), "$muted")),
            ]
        how = verdict(state, done)
        ms = f"{number(done.ms)} ms" if done.ms < 10_000 else duration(done.ms / 1000)
        head = spread(
            say((title, "bold $strong"), (f"   {done.node}", "$foreground")), say((ms, "$muted")), columns - 3
        )
        lines = [head, Content("")] if rows > 5 else [head]
        room = columns - 13
        if done.command:
            lines.append(_line("ran", cut(one_line(done.command), room)))
        first, *rest = clauses(done.found)
        ink = GLYPHS[how][1] if how != "pass" else "$foreground"
        lines.append(_line("found", cut(one_line(first), room), ink, bold=how in BAD))
        rest = [one_line(part) for part in rest[: max(rows - len(lines) - 2, 0)]]
        lines += [_line("", cut(part, room), "$muted") for part in rest]
        mended = commands(self.app, check, self.nodes) if how != "pass" else {}
        if mended:
            command = one_line(next(iter(mended.values())))
            end = chip("^g", t("remedy")) + say(("  y", "bold $strong"), (" " + t("copy"), "$muted"))
            lines.append(spread(_line("do", cut(command, room - end.cell_length), "$strong"), end, columns - 3))
        elif done.remedy and how != "pass":
            end = chip("y", t("copy"))
            do = one_line(wizard_do(done.remedy))
            lines.append(spread(_line("do", cut(do, room - 12), "$strong"), end, columns - 3))
        if how == "waived":
            lines.append(_line("waived", cut(one_line(state.waived[check]), room), "$muted"))
        elif how in BAD and len(lines) < rows:
            then = _line("then", "") + say(("r", "bold $strong"), (f" {t('ask this again')}, {ms}", "$muted"))
            if check in WAIVABLE:
                words = t("waive, with a reason for the report")
                then += say(("   w", "bold $strong"), (" " + words, "$muted"))
            else:
                then += say(("   " + t("it cannot be waived"), "$muted"))
            lines.append(then)
        return lines

    def about_row(self, room: int, rows: int) -> list[Content]:
        check = self.matrix.key
        return row_help.of_check(BY_NAME[check], room, rows) if check in BY_NAME else []

    def beside(self, rows: int, columns: int) -> list[Content]:
        """What each other node answered, and what the check is for."""
        check, done = self.under()
        found = []
        for node in self.nodes:
            other = self.app.run_state.checks.get((check, node)) if check else None
            if other is not None and done is not None and node != done.node:
                glyph, ink = GLYPHS[verdict(self.app.run_state, other)]
                words = cut(one_line(in_language(other.found)), columns - width(node) - 5)
                found.append(say((glyph, ink), (f"  {node}  ", "$muted"), words))
        found += [Content("")] if found else []
        return [*found, *self.about_row(columns, max(rows - len(found), 0))]

    def under(self) -> tuple[str | None, CheckDone | None]:
        """The check under the cursor and the answer that matters most: the worst one."""
        check = self.matrix.key
        return (check, worst(self.app.run_state, check, self.nodes)[1]) if check else (None, None)

    # -- keys

    def why_not(self, action: str) -> str | None:
        state, session = self.app.run_state, self.app.session
        if action in ("again", "failed"):
            if self.running:
                return t("again: the checks run already")
            if not session.deployment.serving:
                return t("again: no node is picked")
            if not state.facts:
                return t("again: no node has answered yet, r on step 1 asks them")
            if action == "failed" and not self._failed():
                return t("failed: no check failed")
        _, done = self.under()
        if action == "output" and done is None:
            return t("output: this check has not answered")
        if action == "waive":
            if done is None or verdict(state, done) not in BAD:
                return t("waive: only what failed is waived")
            if done.check not in WAIVABLE:
                return t("waive: {check} cannot be waived, a start would fail", check=title_of(done.check))
        if action == "remedy":
            check = self.matrix.key
            if self.running:
                return t("remedy: the checks are still running")
            if check is None or not commands(self.app, check, self.nodes):
                return t("remedy: no safe command is known for this check; see what to do below")
        if action == "copy" and self.copied() is None:
            return t("copy: nothing was found yet")
        if action == "launch" and self.running:
            return t("launch: the checks still run")
        return None

    def _failed(self) -> list[str]:
        return list(dict.fromkeys(check.check for check in ordered(self.app.run_state.blocking())))

    def action_again(self) -> None:
        if self.against("again") is None:
            self._ask(None)

    def action_failed(self) -> None:
        self._ask(self._failed())

    def _ask(self, only: Sequence[str] | None) -> None:
        self.running = True
        self.app.run_worker(self._walk(only), group="preflight", exit_on_error=False)

    async def _walk(self, only: Sequence[str] | None) -> None:
        try:
            await self.app.follow(self.app.session.preflight(only))
        finally:
            self.running = False
            self._changed()
        if (bad := ordered(self.app.run_state.blocking())) and not only:
            self.matrix.go_to(bad[0].check)

    def action_output(self) -> None:
        check, _ = self.under()
        if check is None:
            return
        blocks = []
        for node in self.nodes:
            if done := self.app.run_state.checks.get((check, node)):
                blocks += [
                    (f"{node}   {t('ran')}", done.command),
                    (t("found"), in_language(done.found)),
                    (t("do"), wizard_do(done.remedy) if done.verdict != "pass" else ""),
                ]
        self.app.push_screen(Output(title_of(check), blocks))

    @work(group="waive", exit_on_error=False)
    async def action_waive(self) -> None:
        _, done = self.under()
        if done is None:
            return
        reason = await self.app.push_screen_wait(
            Ask(
                t("Waive: {title}?", title=title_of(done.check)),
                [
                    _line("found", cut(one_line(f"{done.node}: {in_language(done.found)}"), 50)),
                    say((t("The reason is kept in the report."), "$muted")),
                ],
                hint=t("why this is good enough"),
                wrong=lambda text: None if text else t("a waiver needs a reason"),
            )
        )
        if reason:
            await self.app.follow(self.app.session.waive(done.check, reason))

    def action_remedy(self) -> None:
        if (check := self.matrix.key) is not None:
            self.app.run_worker(
                mend(self.app, title_of(check), check, self.nodes), group="remedy", exclusive=True, exit_on_error=False
            )

    def hidden(self) -> tuple[int, int] | None:
        shown = sum(row.key is not None for row in self.matrix.rows)
        return (shown, len(listed(self.app.deployment))) if (self.only_bad or self.sought) and self.nodes else None

    def unfilter(self) -> None:
        self.only_bad = False
        self.query_one(Find).value = self.sought = ""

    def action_only_bad(self) -> None:
        self.only_bad = not self.only_bad
        self.tick()
        self._changed()

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        self.sought = event.text
        self.tick()
        self._changed()

    def action_launch(self) -> None:
        self.app.run_worker(launch(self.app), group="launch", exit_on_error=False)

    def copied(self) -> tuple[str, str] | None:
        _, done = self.under()
        if done is None:
            return None
        if done.remedy and done.verdict != "pass":
            return printable(wizard_do(done.remedy)), t("what to do about it")
        if done.command:
            return printable(done.command), t("the command")
        return printable(in_language(done.found)), t("what was found")

    def on_matrix_moved(self) -> None:
        self.update_inspector()
        self.refresh_bindings()

    def on_matrix_chosen(self) -> None:
        self.action_output()


def _line(label: str, value: str, style: str = "$foreground", *, bold: bool = False) -> Content:
    return say((left(t(label), 7), "$muted"), (value, f"bold {style}" if bold else style))
