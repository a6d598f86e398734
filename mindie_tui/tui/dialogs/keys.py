"""Keys: every key of the screen that is shown, what it does, and why one cannot act now; typing filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from mindie_tui.tui.cells import say
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.widgets.matrix import Column, Matrix, Row, text
from mindie_tui.tui.words import t


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One action: its keys as they are shown, its words, where it is from, and why it cannot act now."""

    keys: str
    words: str
    place: str
    why_not: str = ""


class Keys(Sheet[None]):
    """All of them in the order of their nearness: the widget's, the step's, the wizard's."""

    BINDINGS = [
        Binding("enter", "leave", "close", priority=True),
        Binding("question_mark,f1", "leave", "close", show=False, priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
    ]
    columns = 96

    def __init__(self, title: str, known: Sequence[KeyHelp]) -> None:
        super().__init__()
        self.heading, self.known = title, tuple(known)

    def headline(self) -> Content:
        return say((t("Keys"), "bold $strong"), (f"   {self.heading}", "$muted"))

    def content(self) -> Iterable[Widget]:
        yield Input("", placeholder=t("find"), compact=True)
        table = Matrix(id="keys", empty=t("nothing is called so"))
        table.can_focus = False
        table.styles.height = max(min(len(self.known) + 1, self.app.size.height - 10), 5)
        table.styles.background = "transparent"
        yield table

    def on_mount(self) -> None:
        self._filter("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._filter(event.value.strip().lower())

    def _filter(self, sought: str) -> None:
        rows = []
        for n, one in enumerate(self.known):
            if sought in f"{one.keys} {one.words} {one.place} {one.why_not}".lower():
                ink = "$muted" if one.why_not else "$foreground"
                cells = text(one.keys, "$muted" if one.why_not else "bold $strong"), text(one.words, ink)
                rows.append(Row(str(n), (*cells, text(one.why_not or one.place, "$muted"))))
        table = self.query_one(Matrix)
        table.show([Column("", 16), Column("", 30, gap=2), Column("", 0, gap=2)], rows)
        if rows:
            table.go_to(rows[0].key)

    def action_move(self, by: int) -> None:
        self.query_one(Matrix).action_move(by)
