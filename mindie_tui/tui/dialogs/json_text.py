"""JsonText: a JSON value as text of several lines, checked while it is typed."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import Json, dump
from mindie_tui.model.finding import localized_kind
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


class JsonText(Sheet[tuple[Json] | None]):
    """`await app.push_screen_wait(JsonText(...))` gives (value,), None on esc; a changed text needs a second esc."""

    BINDINGS = [
        Binding("ctrl+s", "keep", "keep", priority=True),
        Binding("escape", "leave", "unchanged", priority=True),
    ]
    columns = 76

    def __init__(self, name: str, value: Json) -> None:
        super().__init__()
        self.heading = name
        self.text = dump(value).rstrip()
        self._warned = False

    def headline(self) -> Content:
        return say((self.heading, "bold $strong"), ("   JSON", "$muted"))

    def content(self) -> Iterable[Widget]:
        area = TextArea(self.text, compact=True, show_line_numbers=True, tab_behavior="indent")
        area.styles.height = min(max(self.text.count("\n") + 3, 8), 16)
        yield area
        yield Static("", id="wrong", classes="sheet-answers")

    def on_text_area_changed(self) -> None:
        self._warned = False
        self._value()

    def _value(self) -> tuple[Json] | None:
        """The typed value in a tuple; None, and the reason on the sheet, where it is no JSON."""
        parsed = json_text.parse(self.query_one(TextArea).text)
        for flaw in parsed.flaws:
            where = t("line {line}, column {column}", line=flaw.line, column=flaw.column)
            if flaw.kind in ("refused", "trailing"):
                self._say(f"{where}: {localized_kind(flaw.text)}", "$error")
                return None
        self._say("", "$muted")
        return (parsed.value,)

    def _say(self, sentence: str, style: str) -> None:
        self.query_one("#wrong", Static).update(say((sentence, style)))

    def action_keep(self) -> None:
        if (value := self._value()) is not None:
            self.dismiss(value)

    def action_leave(self) -> None:
        if self.query_one(TextArea).text == self.text or self._warned:
            self.dismiss(None)
        else:
            self._warned = True
            self._say(t("esc again drops what was typed"), "$warning")
