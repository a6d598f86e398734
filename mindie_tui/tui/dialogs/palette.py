"""Palette: every action and theme by its name; what cannot be done now is muted, with its whole reason below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.tui.common.matrix import Cell, Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.keys import KeyHelp
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say, width
from mindie_tui.tui.text.translate import t

MOST_ROWS = 16
MARGIN = 8
"""Cells beside the table in its sheet: the bar, the page's padding, the cursor's mark, the margin of the table."""


class Palette(Sheet[KeyHelp | None]):
    """`await app.push_screen_wait(Palette(...))` gives the action to do; None on esc."""

    BINDINGS = [
        Binding("enter", "pick", "do it", priority=True),
        Binding("escape", "leave", "close"),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("pagedown", "page(1)", "page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "page up", show=False, priority=True),
    ]
    columns = 96

    def __init__(self, known: Sequence[KeyHelp]) -> None:
        super().__init__()
        self.known = tuple(known)

    def headline(self) -> Content:
        return self._head(len(self.known))

    def _head(self, shown: int) -> Content:
        counted = t("{n} of {all}", n=shown, all=len(self.known))
        return say((t("Actions"), "bold $strong"), (f"   {counted}", "$muted"))

    def content(self) -> Iterable[Widget]:
        yield Input("", placeholder=t("type words of an action"), compact=True)
        table = Matrix(id="actions", empty=t("no action with these words"))
        table.can_focus = False
        table.styles.margin = (1, 0, 0, 0)
        table.styles.background = "transparent"
        yield table
        yield Static("", id="do", classes="sheet-answers")

    def on_mount(self) -> None:
        self._filter("")

    def on_resize(self, event: events.Resize) -> None:
        table = self.query_one(Matrix)
        table.styles.height = max(min(len(self.known) + 1, MOST_ROWS + 1, event.size.height - 12), 4)
        self._filter(self.query_one(Input).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        found = sought(self.known, typed)
        table = self.query_one(Matrix)
        room = min(self.columns, self.size.width) - MARGIN
        words = min(max(width(one.words) for one in self.known), room // 2 - 2)
        keys = 10 if room > 80 else 5
        rows = [
            MatrixRow(
                str(n),
                (
                    lit(one, typed),
                    text(one.keys, "$muted" if one.why_not else "bold $strong"),
                    text(one.why_not or one.place, "$muted"),
                ),
            )
            for n, one in found
        ]
        table.show([Column("", words), Column("", keys, gap=2), Column("", 0, gap=2)], rows)
        if rows:
            table.go_to(rows[0].key)
        self.query_one(".sheet-title", Static).update(self._head(len(rows)))
        self._tell()

    def _tell(self) -> None:
        """The last row: what enter does, or why the action under the cursor cannot be done now."""
        one = self._picked()
        if one is not None and one.why_not:
            said = say(("- ", "$warning"), (one.why_not, "$foreground"))
        else:
            said = say(("enter", "bold $strong"), (f" {t('do it')}", "$muted")) if one is not None else Content("")
        gap = "   " if said.cell_length else ""
        self.query_one("#do", Static).update(said + say(gap, ("esc", "bold $strong"), (f" {t('close')}", "$muted")))

    def _picked(self) -> KeyHelp | None:
        key = self.query_one(Matrix).key
        return self.known[int(key)] if key is not None else None

    def on_matrix_moved(self) -> None:
        self._tell()

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_move(self, by: int) -> None:
        self.query_one(Matrix).action_move(by)

    def action_page(self, by: int) -> None:
        self.query_one(Matrix).action_page(by)

    def action_pick(self) -> None:
        """Do what the row says; one that cannot be done now stays, its reason is below the list."""
        one = self._picked()
        if one is not None and not one.why_not:
            self.dismiss(one)


def sought(known: Sequence[KeyHelp], typed: str) -> list[tuple[int, KeyHelp]]:
    """The actions that hold every typed word, those that can be done first; where none does, the nearest spelling."""
    words = typed.lower().split()
    found = [(n, one) for n, one in enumerate(known) if all(word in one.words.lower() for word in words)]
    if words and not found:
        matcher = Matcher(typed)
        scores = [(matcher.match(one.words), n, one) for n, one in enumerate(known)]
        found = [(n, one) for score, n, one in sorted(scores, key=lambda each: -each[0]) if score > 0]
    if not words:
        return found
    return sorted(found, key=lambda each: (bool(each[1].why_not), not _begin(each[1].words.lower(), words)))


def _begin(line: str, words: Sequence[str]) -> bool:
    """Whether each of the words is the beginning of one of the line."""
    return all(f" {word}" in f" {line}" for word in words)


def lit(one: KeyHelp, typed: str) -> Cell:
    """The words of an action, with what was typed marked in them."""
    ink = "$muted" if one.why_not else "$foreground"
    low, marks = one.words.lower(), [False] * len(one.words)
    for word in typed.lower().split():
        if (at := low.find(word)) >= 0 and len(low) == len(one.words):
            marks[at : at + len(word)] = [True] * len(word)
    spans: list[tuple[str, str]] = []
    for letter, marked in zip(one.words, marks, strict=True):
        style = "bold $accent" if marked else ink
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + letter, style)
        else:
            spans.append((letter, style))
    return tuple(spans)
