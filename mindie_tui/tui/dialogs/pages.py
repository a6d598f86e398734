"""Pages: texts to read before one says yes, or just to read: a page each, scrolled, searched, copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.text_pane import Line, TextPane
from mindie_tui.tui.dialogs.confirm import AnswerKey
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import cut, say, spread
from mindie_tui.tui.text.translate import label_of, t


@dataclass(frozen=True, slots=True)
class Page:
    """One text: what it is, and its lines."""

    title: str
    lines: Sequence[Line]

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)


class Pages(Sheet[str | None]):
    """`await app.push_screen_wait(Pages(...))` gives the value of the choice; None on esc.

    Without choices it is only read. The first choice is the harmless one: enter takes it.
    """

    BINDINGS = [
        Binding("tab,right", "turn(1)", "next page", key_display="tab"),
        Binding("shift+tab,left", "turn(-1)", "page before", show=False),
        Binding("slash", "find", "find"),
        Binding("y", "copy", "copy"),
        Binding("q,d", "leave", "close", show=False),
    ]
    DEFAULT_CSS = "Pages #page { height: 1fr; } Pages #head { margin-top: 1; }"
    columns = 112

    def __init__(
        self,
        title: str,
        facts: Sequence[Content],
        pages: Sequence[Page],
        choices: Sequence[AnswerKey] = (),
        *,
        weight: str = "accent",
    ) -> None:
        super().__init__()
        self.heading, self.facts, self.choices, self.weight = title, tuple(facts), tuple(choices), weight
        self.pages = list(pages) or [Page("", [])]
        self._at = 0
        if not choices:
            self._bindings.bind("enter", "leave", t("close"))
        for n, choice in enumerate(choices):
            for key in ("enter", choice.key) if n == 0 else (choice.key,):
                self._bindings.bind(key, f"choose('{choice.value}')", choice.word, show=n > 0 or key == "enter")

    def headline(self) -> Content:
        mark = ("! ", "bold $warning") if self.weight == "warning" else ("", "")
        return say(mark, (self.heading, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        for fact in self.facts:
            yield Static(fact)
        yield Static("", id="head")
        yield TextPane(id="page")
        if self.choices:
            first, *others = self.choices
            row = say((f" enter  {label_of('key', first.word)} ", "bold $on-accent on $accent"))
            for choice in others:
                row += say((f"   {choice.key}", "bold $strong"), (f" {label_of('key', choice.word)}", "$foreground"))
            yield Static(row, classes="sheet-answers")
        yield Find()

    def on_mount(self) -> None:
        sheet = self.query_one(".sheet")
        most = self.app.size.height - 3
        taken = len(self.facts) + 6 + 2 * bool(self.choices)
        longest = max(len(page.lines) for page in self.pages)
        sheet.styles.height = max(min(taken + longest + 1, most), min(12, most))
        self.query_one(".sheet-page").styles.height = "100%"
        self._show()
        self.query_one(TextPane).focus()

    @property
    def page(self) -> Page:
        return self.pages[self._at]

    def _show(self) -> None:
        self.query_one(TextPane).show(self.page.lines)
        self._head()

    def _head(self, hits: int | None = None) -> None:
        many = f"{self._at + 1} / {len(self.pages)}" if len(self.pages) > 1 else ""
        if hits is not None:
            many = t("{n} lines", n=hits)
        room = max(min(self.columns, self.app.size.width) - 8, 10)
        left = say((cut(self.page.title, room - len(many) - 2), "bold $foreground"))
        self.query_one("#head", Static).update(spread(left, say((many, "$muted")), room))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (action == "turn" and len(self.pages) < 2)

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self.pages)
        self._show()

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        pane, sought = self.query_one(TextPane), event.text.lower()
        if sought and sought not in self.page.text.lower():
            elsewhere = (n for n, page in enumerate(self.pages) if sought in page.text.lower())
            self._at = next(elsewhere, self._at)
            pane.show(self.page.lines)
        hits = pane.seek(sought)
        self._head(hits if sought else None)

    def action_copy(self) -> None:
        what = self.page.title or self.heading
        self.app.copy(self.page.text + "\n", what)  # type: ignore[attr-defined]  # our app has it

    def action_choose(self, value: str) -> None:
        self.dismiss(value)
