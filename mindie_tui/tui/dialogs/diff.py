"""Diff: what will change in config.json, line by line, and the environment beside it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.text import printable
from mindie_tui.tui.cells import say
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.words import t


def lines_of(before: str, after: str) -> list[str]:
    """A unified difference without its two file lines."""
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]


class Diff(Sheet[None]):
    """The difference of two texts; `facts` are lines above it."""

    BINDINGS = [
        Binding("d,q,enter", "leave", "close", key_display="enter"), Binding("y", "copy", "copy"),
        Binding("j", "scroll(1)", "down", show=False), Binding("k", "scroll(-1)", "up", show=False),
    ]
    columns = 100

    def __init__(self, title: str, facts: Sequence[str], before: str, after: str) -> None:
        super().__init__()
        self.heading, self.facts = title, facts
        self.lines = [printable(line) for line in lines_of(before, after)]

    def headline(self) -> Content:
        return say((self.heading, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        for fact in self.facts:
            yield Static(say((fact, "$muted")))
        lines = Content("\n").join(map(self._line, self.lines)) if self.lines else say((t("no difference"), "$muted"))
        yield VerticalScroll(Static(lines), classes="diff")

    @staticmethod
    def _line(line: str) -> Content:
        if line.startswith("@@"):
            return Content.styled("", "$muted")
        if line.startswith("+"):
            return say(("+ ", "bold $success"), (line[1:], "$strong"))
        if line.startswith("-"):
            return say(("- ", "bold $error"), (line[1:], "$muted"))
        return Content.styled("  " + line[1:], "$muted")

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        self.app.copy("\n".join(self.lines) + "\n", "the difference")  # type: ignore[attr-defined]
