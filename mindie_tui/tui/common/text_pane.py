"""A text to read: scrolled as less does it, searched by /, each line in the colour that it was given."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mindie_tui.model.text import printable
from mindie_tui.tui.text import cells

Line = tuple[str, str]
"""Text and style."""


def plain(text: str, style: str = "$foreground") -> list[Line]:
    """The lines of a text in one style."""
    return [(line, style) for line in printable(text).split("\n")]


def of_diff(lines: Sequence[str]) -> list[Line]:
    """The lines of a unified difference; an empty line marks lines that were left out."""
    made: list[Line] = []
    for line in lines:
        line = printable(line).replace("\n", " ")
        if line.startswith(("--- ", "+++ ")):
            continue
        if line.startswith("@@"):
            if made:
                made.append(("", ""))
        elif line.startswith("+"):
            made.append(("+ " + line[1:], "$success"))
        elif line.startswith("-"):
            made.append(("- " + line[1:], "$error"))
        else:
            made.append(("  " + line[1:], "$muted"))
    return made


class TextPane(ScrollView, can_focus=True):
    """Lines that are wrapped to the width. It has no cursor; `n` and `N` go from hit to hit."""

    DEFAULT_CSS = "TextPane { background: transparent; color: $foreground; overflow-x: hidden; }"
    BINDINGS = [
        Binding("down,j", "by(1)", "down", show=False),
        Binding("up,k", "by(-1)", "up", show=False),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False),
        Binding("pagedown,space", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("g,home", "edge(0)", "first", show=False),
        Binding("G,end", "edge(1)", "last", show=False),
        Binding("n", "hit(1)", "next hit", show=False),
        Binding("N", "hit(-1)", "hit before", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._rows: list[Line] = []
        self.sought = ""

    def show(self, lines: Sequence[Line]) -> None:
        """Another text, from its beginning."""
        self._lines = list(lines)
        self._lay_out()
        self.scroll_to(y=0, animate=False, immediate=True)

    def _lay_out(self) -> None:
        room = max(self.size.width - 1, 10)
        self._rows = [(piece, style) for line, style in self._lines for piece in _pieces(line, room)]
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.refresh()

    def on_resize(self) -> None:
        self._lay_out()

    def seek(self, text: str) -> int:
        """Mark a text; how many lines hold it. The first one comes into sight."""
        self.sought = text.lower()
        self.refresh()
        hits = self._hits()
        if hits and not any(self.scroll_offset.y <= hit < self.scroll_offset.y + self.size.height for hit in hits):
            self.scroll_to(y=max(hits[0] - 2, 0), animate=False, immediate=True)
        return len(hits)

    def _hits(self) -> list[int]:
        return [n for n, (line, _) in enumerate(self._rows) if self.sought and self.sought in line.lower()]

    def action_hit(self, by: int) -> None:
        """The next line with what is sought, in the middle of the pane."""
        hits, middle = self._hits(), self.scroll_offset.y + self.size.height // 2
        ahead = [hit for hit in hits if (hit - middle) * by > 0]
        if hits:
            at = (ahead or hits)[0 if by > 0 else -1]
            self.scroll_to(y=max(at - self.size.height // 2, 0), animate=False, immediate=True)

    def action_by(self, rows: int) -> None:
        self.scroll_relative(y=rows, animate=False, immediate=True)

    def action_page(self, by: float) -> None:
        self.action_by(int(by * max(self.size.height - 1, 1)))

    def action_edge(self, end: int) -> None:
        self.scroll_to(y=self.max_scroll_y if end else 0, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        n, width = y + self.scroll_offset.y, self.size.width
        if n >= len(self._rows):
            return Strip.blank(width, self.visual_style.rich_style)
        text, style = self._rows[n]
        content = Content.styled(text, style) if style else Content(text)
        at = text.lower().find(self.sought) if self.sought else -1
        while at >= 0:
            content = content.stylize("bold $strong on $find", at, at + len(self.sought))
            at = text.lower().find(self.sought, at + len(self.sought))
        return cells.strip(content, width, self.visual_style)


def _pieces(line: str, room: int) -> list[str]:
    """One line in pieces of so many cells; continuation lines keep its indentation, plus two."""
    if cells.width(line) <= room:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()) + 2, room // 2)
    pieces, rest, lead = [], line, ""
    while cells.width(rest) > room - len(lead):
        take, used = 0, 0
        for char in rest:
            used += cells.width(char)
            if used > room - len(lead):
                break
            take += 1
        pieces.append(lead + rest[:take])
        rest, lead = rest[take:], indent
    return [*pieces, lead + rest]
