"""Keys: every key of the screen that is shown, what it does, and why one cannot act now; typing filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One action: its keys as they are shown, its words, where it is from, and why it cannot act now."""

    keys: str
    words: str
    place: str
    why_not: str = ""
    act: tuple[str, DOMNode] | None = None
    """The action and who does it, for enter."""


class Keys(Sheet[KeyHelp | None]):
    """What the row under the cursor means, then every key in the order of its nearness: the step's, the wizard's, ...

    `await app.push_screen_wait(Keys(...))` gives the one that is to be done; None on esc.
    """

    BINDINGS = [
        Binding("enter", "pick", "do it", priority=True),
        Binding("question_mark,f1", "leave", "close", show=False, priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
    ]
    columns = 96

    def __init__(self, title: str, known: Sequence[KeyHelp], about: Sequence[Content] = ()) -> None:
        super().__init__()
        self.heading, self.known, self.about = title, tuple(known), tuple(about)

    def headline(self) -> Content:
        return say((t("Keys"), "bold $strong"), (f"   {self.heading}", "$muted"))

    def content(self) -> Iterable[Widget]:
        taken = 0
        if self.about:
            taken = len(self.about) + 1
            about = Static(Content("\n").join(self.about), id="about")
            about.styles.margin = (0, 0, 1, 0)
            yield about
        yield Input("", placeholder=t("find a key"), compact=True)
        table = Matrix(id="keys", empty=t("no key with these words"))
        table.can_focus = False
        table.styles.height = max(min(len(self.known) + 1, self.app.size.height - 10 - taken), 5)
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
                rows.append(MatrixRow(str(n), (*cells, text(one.why_not or one.place, "$muted"))))
        table = self.query_one(Matrix)
        words = 46 if self.size.width >= 96 else 36
        table.show([Column("", 12), Column("", words, gap=2), Column("", 0, gap=2)], rows)
        if rows:
            table.go_to(rows[0].key)

    def action_pick(self) -> None:
        """Do what the row says; one that cannot be done now says why."""
        key = self.query_one(Matrix).key
        one = self.known[int(key)] if key is not None else None
        if one is not None and one.why_not:
            self.app.notify(one.why_not, markup=False, timeout=4)
        else:
            self.dismiss(one)

    def action_move(self, by: int) -> None:
        self.query_one(Matrix).action_move(by)
