"""Sheet: the ground of every dialog. A title, facts, answers in one row; its hints replace the page's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.tui.common.hints import Hints

Answer = TypeVar("Answer")


class Bar(Widget):
    """The line of dots at the left of a sheet, in the colour of its weight."""

    DEFAULT_CSS = "Bar { dock: left; width: 1; height: 100%; }"

    def render(self) -> Content:
        return Content("\n".join("⡇" * self.size.height))


class Sheet(ModalScreen[Answer], Generic[Answer]):
    """A modal of 64 columns. `weight` colours the bar at its left: accent, warning or error."""

    BINDINGS = [Binding("escape", "leave", "cancel")]
    weight = "accent"
    columns = 64

    def compose(self) -> ComposeResult:
        with Vertical(classes=f"sheet -{self.weight}") as sheet:
            sheet.styles.width = self.columns
            yield Bar()
            with Vertical(classes="sheet-page"):
                yield Static(self.headline(), classes="sheet-title")
                yield from self.content()
        yield Hints()

    def headline(self) -> Content:
        raise NotImplementedError

    def content(self) -> Iterable[Widget]:
        return ()

    def action_leave(self) -> None:
        """Out, with nothing done."""
        self.dismiss(None)
