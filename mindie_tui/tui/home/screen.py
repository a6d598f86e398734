"""Start: what is there, and what to do first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.message import in_language
from mindie_tui.model.profiles.questions import Question, default_of, problem_of, profile_of, questions
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.new import as_name, write_new
from mindie_tui.store.shown.home import Home, read
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.inspector import labelled
from mindie_tui.tui.common.matrix import Matrix, MatrixRow
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.home.rows import HERE, columns, file_of, rows, says
from mindie_tui.tui.runs.beside import Shelf
from mindie_tui.tui.text.cells import cut_head, say
from mindie_tui.tui.text.translate import t


class HomeScreen(StepScreen):
    """Enter opens what is under the cursor; a digit goes to a step of this deployment."""

    STEP = "home"
    HAS_SIDE = True
    BINDINGS = [
        Binding("enter", "open", "open"),
        Binding("n", "new", "create"),
        Binding("i", "import", "import nodes"),
        Binding("y", "copy", "copy", show=False),
        Binding("slash", "find", "find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.home: Home | None = None
        """None until it is read."""
        self.sought = ""
        self.shelf = Shelf()

    def body(self) -> Iterable[Widget]:
        yield Matrix(id="home", empty=t("reading what is there"))
        yield Find()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.read()

    @work(group="home", exclusive=True, exit_on_error=False)
    async def read(self) -> None:
        """The present runs, drafts and profiles, read beside the loop: the first frame does not wait for them."""
        try:
            self.home = await asyncio.to_thread(read, self.app.session.options.runs)
        except MindieTuiError as error:
            self.home = Home()
            self.app.tell(error)
        self.shelf.clear()
        self._changed()

    @property
    def matrix(self) -> Matrix:
        return self.query_one("#home", Matrix)

    def show(self, state: RunState) -> None:
        if self.home is not None:
            made = self._rows(self.home)
            self.matrix.show(columns(self.across), self._found(made) if self.sought else made)

    def _rows(self, home: Home) -> list[MatrixRow]:
        return rows(home, self.app.deployment, self.across, datetime.now().astimezone())

    def _found(self, made: list[MatrixRow]) -> list[MatrixRow]:
        """The rows that hold what is sought, without the titles of sections."""
        return [row for row in made if row.key and self.sought.casefold() in says(row).casefold()]

    def hidden(self) -> tuple[int, int] | None:
        if not self.sought or self.home is None:
            return None
        made = self._rows(self.home)
        return len(self._found(made)), sum(row.key is not None for row in made)

    def unfilter(self) -> None:
        self.sought = ""
        self.query_one(Find).value = ""

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        count = self.home.run_count if self.home is not None else 0
        words = t("runs: {count}", count=count) if count else t("no runs yet")
        return say((self._first(), "bold $strong")), say(("0", "bold $strong"), (" " + words, "$muted"))

    def _first(self) -> str:
        """What to do first."""
        if self.home is not None and self.home.services:
            return t("A service was left running: enter follows it.")
        if self.app.deployment.nodes:
            return t("Press enter to begin with the nodes of this deployment.")
        if self.home is not None and any(entry.origin != "shipped" for entry in self.home.profiles):
            return t("Choose a profile and press enter.")
        return t("Press i to import nodes, or n for a new deployment.")

    def inspected(self, rows: int, columns: int) -> list[Content]:
        kind, _, name = self.under()
        if not name and kind != HERE[:-1]:
            return []
        lines = []
        if kind == "profile" and (entry := self._entry(name)) is not None:
            words = in_language((entry.problem or entry.notes).strip()).splitlines()
            lines = [_line("file", cut_head(paths.shorten(entry.path), columns - 14)), *(_line("", w) for w in words)]
        elif kind in ("run", "service"):
            lines = [_line("run", name), _line("follow" if kind == "service" else "open", _command(kind, name))]
        elif kind == "draft" and (path := file_of(name)) is not None:
            lines = [_line("file", cut_head(paths.shorten(path), columns - 14))]
        elif kind == HERE[:-1]:
            nodes = self.app.deployment.nodes
            lines = [
                _line("nodes", ", ".join(n.name if n.name == n.target else f"{n.name} ({n.target})" for n in nodes))
            ]
        return lines[:rows]

    def beside(self, rows: int, columns: int) -> list[Content]:
        kind, _, name = self.under()
        if kind == "profile" and (entry := self._entry(name)) is not None:
            return self.shelf.profile(entry.path, rows, columns)
        if kind in ("run", "service"):
            return self.shelf.run((self.app.session.options.runs or paths.runs()) / name, rows, columns)
        if kind == HERE[:-1] and self.app.loaded is not None:
            return self.shelf.profile(self.app.loaded.path, rows, columns)
        if kind == "draft" and (path := file_of(name)) is not None:
            return self.shelf.profile(path, rows, columns)
        return []

    def under(self) -> tuple[str, str, str]:
        """(kind, ":", name) of the row under the cursor."""
        key = (self.matrix.key or "") if self.is_mounted and self.query(Matrix) else ""
        return key.partition(":")

    def _entry(self, name: str) -> profiles.ProfileEntry | None:
        return next((e for e in (self.home.profiles if self.home else ()) if e.name == name), None)

    # -- keys

    def why_not(self, action: str) -> str | None:
        kind, _, name = self.under()
        if action == "open" and not kind:
            return t("reading what is there")
        if action == "open" and kind == "profile" and (entry := self._entry(name)) is not None and entry.problem:
            return t("open: this profile cannot be read")
        return None

    def copied(self) -> tuple[str, str] | None:
        kind, _, name = self.under()
        return (_command(kind, name), t("the command that opens it")) if name else None

    def action_open(self) -> None:
        kind, _, name = self.under()
        match kind:
            case "service":
                self.app.follow_run(name)
            case "run":
                self.app.open_run(name)
            case "profile" if (entry := self._entry(name)) is not None:
                self._load(str(entry.path))
            case "draft" if (path := file_of(name)) is not None:
                self._load(str(path))
            case _:
                self.app.action_step("nodes")

    def _load(self, path: str) -> None:
        """A profile into the wizard; its drafts are offered there."""
        try:
            loaded = profiles.load(path)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        deployment = loaded.deployment
        if not deployment.nodes:
            deployment = deployment.model_copy(update={"nodes": self.app.deployment.nodes})
        self.app.take(deployment, loaded, loaded.base_text)
        self.app.action_step("nodes")

    @work(group="new", exclusive=True, exit_on_error=False)
    async def action_new(self) -> None:
        """Five questions, a profile of the answers, and on to its nodes; esc at any question leaves all as it was."""
        answers: dict[str, str] = {}
        asked = questions()
        for number, question in enumerate(asked, 1):
            answer = await self.app.push_screen_wait(_dialog(question, f"{number}/{len(asked)}", answers))
            if answer is None:
                return
            answers[question.key] = answer.strip()
        try:
            made = write_new(profile_of(answers), as_name(answers["model"]), "init")
        except MindieTuiError as error:
            self.app.tell(error)
            return
        self.app.notify(f"{t('saved')} {made.path}", markup=False)
        self._load(str(made.path))

    @work(group="import", exit_on_error=False)
    async def action_import(self) -> None:
        """To the nodes, with the hosts of the SSH configuration."""
        self.app.action_step("nodes")
        self.app.call_after_refresh(lambda: self.app.run_action("screen.import"))

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        self.sought = event.text
        self._changed()

    def on_matrix_moved(self) -> None:
        self.update_inspector()
        self.refresh_bindings()

    def on_matrix_chosen(self) -> None:
        self.action_open()


def _dialog(question: Question, number: str, answers: Mapping[str, str]) -> Ask:
    """One question; what is no answer keeps it open and says why."""

    def wrong(text: str) -> str | None:
        problem = problem_of(question, text.strip())
        return None if problem is None else t(problem)

    facts = [say((", ".join(question.choices), "$muted"))] if question.choices else []
    return Ask(f"{number}  {t(question.asks)}", facts, value=default_of(question, answers), wrong=wrong)


def _line(label: str, words: str) -> Content:
    return labelled(t(label) if label else "", one_line(words), 10)


def _command(kind: str, name: str) -> str:
    """What does the same outside of the wizard."""
    words = {"service": "attach", "run": "open", "profile": "--profile", "draft": "--profile"}
    return f"mindie-tui {words.get(kind, '')} {name}".strip()
