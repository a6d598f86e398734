"""The inspector: lines about the row under the cursor, on a ground of their own."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mindie_tui.tui.text.cells import fit, say


class Inspector(Widget):
    """Lines of Content with an empty row above and below; it is as high as the screen gives it room."""

    DEFAULT_CSS = "Inspector { height: auto; background: $panel; padding: 0 0 0 3; }"
    ALLOW_SELECT = True

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Content] = []
        self._placed: tuple[int | str, int | str] | None = None
        """Width and height as the screen gave them."""

    def show(self, lines: list[Content]) -> None:
        """Draw these; the same again draws nothing."""
        side, room = self.screen.side, self.screen.room  # type: ignore[attr-defined]  # every step has them
        size = (side, "100%") if side else ("1fr", room)
        if size != self._placed:
            self._placed = size
            self.styles.width, self.styles.height = size
        if len(lines) != len(self._lines) or not all(a.is_same(b) for a, b in zip(lines, self._lines, strict=True)):
            self._lines = lines
            self.refresh()

    def render(self) -> Content:
        cells = max(self.size.width - 1, 0)
        top = Content.styled("⠤" * cells, "$rule") if self.app.has_class("-rules") else Content("")
        return Content("\n").join([top, *(fit(line, cells) for line in self._lines)])


def labelled(label: str, value: Content | str, cells: int = 12) -> Content:
    """A muted label of so many cells, and a value."""
    from mindie_tui.tui.text.cells import left

    value = Content.styled(value, "$foreground") if isinstance(value, str) else value
    return say((left(label, cells), "$muted")) + value


def chip(key: str, words: str) -> Content:
    """The one action that is offered."""
    return say((f" {key}", "bold $accent on $cursor"), (f" {words} ", "$accent on $cursor"))


def key(key: str, words: str) -> Content:
    """A further key beside the chip."""
    return say((key, "bold $strong"), (f" {words}", "$foreground"))
