"""Row 1: what is true now, and what it costs or what to press; the gap below it; and what too small a terminal says."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mindie_tui.tui.text.cells import say, spread
from mindie_tui.tui.text.translate import t


class Sentence(Widget):
    """Two pieces of Content at the left and at the right."""

    DEFAULT_CSS = "Sentence { height: 1; padding: 0 0 0 3; }"
    ALLOW_SELECT = True

    def __init__(self) -> None:
        super().__init__()
        self._pair = (Content(""), Content(""))

    def show(self, left: Content, right: Content) -> None:
        """Draw these; the same again draws nothing."""
        old = self._pair
        if not (old[0].is_same(left) and old[1].is_same(right)):
            self._pair = (left, right)
            self.refresh()

    def render(self) -> Content:
        return spread(*self._pair, self.size.width)


class Gap(Widget):
    """An empty row; a rule where the theme draws rules."""

    DEFAULT_CSS = "Gap { height: 1; color: $rule; }"

    def render(self) -> Content:
        return Content("⠤" * self.size.width if self.app.has_class("-rules") else "")


class TooSmall(Widget):
    """The one line below 80x24."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 1fr; height: 1fr; padding: 0 1; }
    """

    def render(self) -> Content:
        size = self.app.size
        return say((t("80x24 needed, this is {now}", now=f"{size.width}x{size.height}"), "$foreground"))
