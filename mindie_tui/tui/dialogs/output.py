"""What a command printed or a check found, in full: wrapped, scrolled, copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.text import printable
from mindie_tui.tui.cells import say
from mindie_tui.tui.dialogs.sheet import Sheet


class Output(Sheet[None]):
    """A title, then blocks of (label, text). `y` copies all of it."""

    BINDINGS = [Binding("enter", "leave", "close"), Binding("y", "copy", "copy")]
    DEFAULT_CSS = """
    Output VerticalScroll { height: auto; max-height: 18; }
    Output .label { color: $muted; }
    Output .block { margin-bottom: 1; }
    """
    columns = 96

    def __init__(self, title: str, blocks: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.blocks = title, [(label, printable(text)) for label, text in blocks if text]

    def headline(self) -> Content:
        return say((self.heading, "bold $strong"))

    def content(self) -> Iterable[Widget]:
        parts: list[Widget] = []
        for label, text in self.blocks:
            parts += [
                Static(label, classes="label", markup=False),
                Static(Content.styled(text, "$foreground"), classes="block"),
            ]
        yield VerticalScroll(*parts)

    def action_copy(self) -> None:
        self.app.copy("\n".join(text for _, text in self.blocks), self.heading)  # type: ignore[attr-defined]
