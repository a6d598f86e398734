"""Confirm: a question, its facts, and the answers in one row; the harmless one is the default, the only filled one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import left, say
from mindie_tui.tui.text.translate import label_of, t

GLYPHS = {"accent": ("", ""), "warning": ("! ", "bold $warning"), "error": ("✗ ", "bold $error")}


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """`key` gives `value`; `word` says what it does."""

    key: str
    word: str
    value: str


class Confirm(Sheet[str | None]):
    """`await app.push_screen_wait(Confirm(...))` gives the chosen value; None on esc.

    The first choice is the harmless one: enter takes it, whatever its key. `facts` are lines of Content.
    """

    def __init__(
        self, question: str, facts: Sequence[Content | str], choices: Sequence[AnswerKey], *, weight: str = "accent"
    ) -> None:
        super().__init__()
        self.question, self.facts, self.choices, self.weight = question, facts, choices, weight
        first, *others = choices
        for key in dict.fromkeys(("enter", first.key)):
            self._bindings.bind(key, f"choose('{first.value}')", first.word, show=key == "enter")
        for choice in others:
            self._bindings.bind(choice.key, f"choose('{choice.value}')", choice.word)

    def headline(self) -> Content:
        return say(GLYPHS[self.weight], (self.question, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        for fact in self.facts:
            yield Static(Content.styled(fact, "$foreground") if isinstance(fact, str) else fact)
        first, *others = self.choices
        row = say((f" enter  {label_of('key', first.word)} ", "bold $on-accent on $accent"))
        for choice in others:
            row = row + say((f"   {choice.key}", "bold $strong"), (f" {label_of('key', choice.word)}", "$foreground"))
        yield Static(row, classes="sheet-answers")

    def action_choose(self, value: str) -> None:
        self.dismiss(value)


class Told(Sheet[None]):
    """Something went wrong: what, where, what to do. Any of enter and esc closes it."""

    BINDINGS = [Binding("enter", "leave", "close"), Binding("y", "copy", "copy")]

    def __init__(self, what: str, where: str = "", do: str = "", *, more: Sequence[str] = ()) -> None:
        super().__init__()
        self.weight = "error"
        self.what, self.where, self.do, self.more = what, where, do, more

    def headline(self) -> Content:
        return say(GLYPHS["error"], (self.what, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        if self.where:
            yield Static(say((left(t("where"), 7), "$muted"), self.where))
        for line in self.more:
            yield Static(say("       " + line))
        if self.do:
            yield Static(say((left(t("do"), 7), "$muted"), self.do))

    def action_copy(self) -> None:
        told = "\n".join(filter(None, (self.what, self.where, *self.more, self.do)))
        self.app.copy(told, t("the error"))  # type: ignore[attr-defined]  # our app has it
