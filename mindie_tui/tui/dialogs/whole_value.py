"""WholeValue: a value that is longer than its field, in several rows, with the original below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from mindie_tui.model.documents.kinds import Kind
from mindie_tui.model.finding import localized_kind
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say, tame, width
from mindie_tui.tui.text.translate import t


class WholeValue(Sheet[str | None]):
    """`await app.push_screen_wait(WholeValue(...))` gives the text on one line; None on esc.

    `flaw(text)` says whether the text can be kept, and what is wrong with it ("" where nothing is).
    """

    BINDINGS = [
        Binding("enter,ctrl+s", "keep", "keep", priority=True, key_display="enter"),
        Binding("escape", "leave", "unchanged", priority=True),
    ]
    columns = 100

    def __init__(
        self, label: str, kind: Kind, original: str, value: str, flaw: Callable[[str], tuple[bool, str]]
    ) -> None:
        super().__init__()
        self.label, self.kind, self.original, self.value, self.flaw = label, kind, original, value, flaw
        self._warned = False

    def headline(self) -> Content:
        kind = tame(localized_kind(self.kind.describe()))
        return say((tame(self.label), "bold $strong"), (f"   {kind}", "$muted"))

    def content(self) -> Iterable[Widget]:
        area = TextArea(self.value, compact=True, soft_wrap=True, tab_behavior="focus")
        room = max(min(self.columns, self.app.size.width) - 12, 20)
        rows = width(self.value) // room + 2
        area.styles.height = max(min(rows, self.app.size.height - 14), 3)
        yield area
        original = tame(self.original) or "-"
        said = Static(say((t("original") + "  ", "$muted"), original), classes="sheet-answers")
        said.styles.max_height = 5
        yield said
        yield Static("", id="wrong", classes="sheet-answers")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self._judge()

    @property
    def typed(self) -> str:
        """The text on one line: what was pasted with line ends is one value all the same."""
        return "".join(part.strip() for part in self.query_one(TextArea).text.splitlines())

    def on_text_area_changed(self) -> None:
        self._warned = False
        self._judge()

    def _judge(self) -> bool:
        keeps, wrong = self.flaw(self.typed)
        self._say(tame(wrong), "$error")
        return keeps

    def _say(self, sentence: str, style: str) -> None:
        self.query_one("#wrong", Static).update(say((sentence, style)))

    def action_keep(self) -> None:
        if self._judge():
            self.dismiss(self.typed)

    def action_leave(self) -> None:
        if self.typed == self.value or self._warned:
            self.dismiss(None)
        else:
            self._warned = True
            self._say(t("esc again drops what was typed"), "$warning")
