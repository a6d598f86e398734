"""Ask: one line of text, checked while it is typed; the text stays as it is until it is good."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say


class Ask(Sheet[str | None]):
    """`await app.push_screen_wait(Ask(...))` gives the text; None on esc.

    `wrong(text)` is a sentence what is wrong with the text, or None.
    """

    BINDINGS = [Binding("enter", "keep", "keep", priority=True)]

    def __init__(
        self,
        title: str,
        facts: Iterable[Content | str] = (),
        *,
        value: str = "",
        hint: str = "",
        wrong: Callable[[str], str | None] = lambda text: None,
    ) -> None:
        super().__init__()
        self.heading, self.facts, self.value, self.hint, self.wrong = title, tuple(facts), value, hint, wrong

    def headline(self) -> Content:
        return say((self.heading, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        for fact in self.facts:
            yield Static(Content.styled(fact, "$foreground") if isinstance(fact, str) else fact)
        yield Input(self.value, placeholder=self.hint, compact=True, classes="field")
        yield Static("", id="wrong")

    def on_input_changed(self) -> None:
        self.query_one("#wrong", Static).update(say((self.wrong(self.query_one(Input).value) or "", "$error")))

    def action_keep(self) -> None:
        text = self.query_one(Input).value.strip()
        if (reason := self.wrong(text)) is None:
            self.dismiss(text)
        else:
            self.query_one("#wrong", Static).update(say((reason, "$error")))
