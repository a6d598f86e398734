"""PickFile: a file of this machine by its path, which is completed while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.text import one_line
from mindie_tui.store import paths
from mindie_tui.store.profiles import base_config
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say, tame
from mindie_tui.tui.text.translate import t


class PickFile(Sheet[tuple[str, str] | None]):
    """`await app.push_screen_wait(PickFile(...))` gives (absolute path, its text); None on esc; ("", "") for no file.

    `read` reads the file and raises what is wrong with it: the path stays as it was typed.
    """

    BINDINGS = [
        Binding("enter", "keep", "open", priority=True),
        Binding("tab", "complete", "complete", priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("ctrl+x", "none", "no file", priority=True),
    ]
    columns = 90

    def __init__(self, title: str, facts: Iterable[Content | str], value: str, read: Callable[[Path], str]) -> None:
        super().__init__()
        self.heading, self.facts, self.value, self.read = title, tuple(facts), value, read
        self._found: list[str] = []

    def headline(self) -> Content:
        return say((self.heading, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        for fact in self.facts:
            yield Static(Content.styled(fact, "$muted") if isinstance(fact, str) else fact)
        yield Input(self.value, placeholder="~/config.json", compact=True, classes="field")
        table = Matrix(id="files", empty=t("no folder and no .json begins so"))
        table.can_focus = False
        table.styles.height = max(min(10, self.app.size.height - 16), 3)
        table.styles.background = "transparent"
        yield table
        yield Static("", id="wrong", classes="sheet-answers")

    def on_mount(self) -> None:
        self._list()

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    def on_input_changed(self) -> None:
        self.query_one("#wrong", Static).update("")
        self._list()

    def _list(self) -> None:
        self._found = base_config.completions(self._input.value)
        rows = [
            MatrixRow(str(n), (text(tame(path.rstrip("/").rpartition("/")[2] + "/" * path.endswith("/"))),))
            for n, path in enumerate(self._found)
        ]
        self.query_one("#files", Matrix).show([Column("", 0)], rows)

    def _put(self, path: str) -> None:
        self._input.value = path
        self._input.cursor_position = len(path)

    def action_complete(self) -> None:
        """What all that fits share; where that is no more than is typed, the row under the cursor."""
        grown = base_config.complete(self._input.value)
        if grown == self._input.value and (chosen := self._chosen()) is not None:
            grown = chosen
        self._put(grown)

    def _chosen(self) -> str | None:
        key = self.query_one("#files", Matrix).key
        return self._found[int(key)] if key is not None and self._found else None

    def action_move(self, by: int) -> None:
        self.query_one("#files", Matrix).action_move(by)

    def on_matrix_chosen(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._put(chosen)

    def action_keep(self) -> None:
        """The typed path; a folder, or the beginning of a name, is completed to the row under the cursor."""
        typed = self._input.value.strip()
        path = paths.expand_or_keep(typed)
        chosen = self._chosen()
        if (not typed or not paths.is_file(path)) and chosen is not None:
            if chosen.endswith("/") and chosen != typed:
                self._put(chosen)
                return
            typed, path = chosen, paths.expand_or_keep(chosen)
        try:
            content = self.read(path)
        except MindieTuiError as error:
            self.query_one("#wrong", Static).update(say((one_line(str(error)), "$error")))
            return
        self.dismiss((str(path.absolute()), content))

    def action_none(self) -> None:
        self.dismiss(("", ""))
