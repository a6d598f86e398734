"""The visible lines of a log: read, painted, selected. The lines above and below cost nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from mindie_tui.tui.launch.log.filter import VisibleLines
from mindie_tui.tui.launch.log.lines import parse, seconds_of
from mindie_tui.tui.launch.log.paint import LinePainter, ShownLine, Voice, lit
from mindie_tui.tui.launch.log.rows import RowContent, Rows
from mindie_tui.tui.text import cells

MOST_COPIED = 2_000
LOOKED_AT = 200
"""Rows at the beginning of a log that are searched for the first time in it."""
CLOCKS = ("clock", "since", "none")
"""What `t` goes through: the time of the line, the time since the first line, no time."""


class LogPage(ScrollView):
    """The lines of `seen` that fit the height. A subclass provides the lines and their places."""

    following: var[bool] = var(True)
    wrapping: var[bool] = var(False)
    clock: var[str] = var("clock")

    def __init__(self, rows: Rows, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows, self.seen = rows, VisibleLines(rows)
        self.first_error = ""
        """The line of the first error: the only one whose text is coloured."""
        self.marked: int | None = None
        """The row, counted over all levels, of `e`, `n` or a click."""
        self.sought = ""
        self._aside = 0
        self._pulls = 0
        self._page: tuple[tuple[object, ...], list[ShownLine | None]] = ((), [])
        self._layout: tuple[tuple[object, ...], list[tuple[int, int]]] = ((), [])
        self._zero: tuple[int, float | None] = (0, None)

    def voices(self) -> tuple[Voice, ...]:
        """The sources of these rows, in their order."""
        raise NotImplementedError

    @property
    def line_count(self) -> int:
        """Lines of this view."""
        return len(self.seen)

    # -- read

    def read(self, rows: Sequence[int]) -> list[ShownLine | None]:
        """The texts of some rows, counted over all levels."""
        return self._read([(row, self.rows.place(row)) for row in rows])

    def _read(self, wanted: Sequence[tuple[int, RowContent]]) -> list[ShownLine | None]:
        """Neighbours of one node are read together."""
        found: list[ShownLine | None] = []
        while len(found) < len(wanted):
            at = len(found)
            node, first, stop = wanted[at][1].node, wanted[at][1].line, at + 1
            while stop < len(wanted) and (p := wanted[stop][1]).node == node and p.line == first + stop - at:
                stop += 1
            spool = self.rows.spool(node)
            texts = spool.lines(first, stop - at) if spool is not None else []
            texts += [""] * (stop - at - len(texts))
            name = self.rows.nodes[node]
            found += [
                ShownLine(
                    name,
                    text.rstrip(),
                    place,
                    row,
                    self.seen.is_open(row) and (place.hidden > 0 or place.mask.bit_count() > 1),
                )
                for text, (row, place) in zip(texts, wanted[at:stop], strict=True)
            ]
        return found

    def entry(self, row: int) -> ShownLine | None:
        """The content of a row, counted over all levels."""
        return self.read([row])[0] if 0 <= row < len(self.rows) else None

    def lines(self, first: int, count: int) -> list[ShownLine | None]:
        """The content of some lines of the view."""
        key = (first, count, self.line_count)
        if self._page[0] != key:
            upto = min(first + count, self.line_count)
            at = [self.seen.at(n) for n in range(first, upto)]
            self._page = (key, self._read([(row, inside or self.rows.place(row)) for row, inside in at]))
        return self._page[1]

    def forget_page(self) -> None:
        """Read the visible lines again."""
        self._page = ((), [])

    def zero(self) -> float | None:
        """The time of the first line that has one, in seconds of its day."""
        if self._zero[0] != id(self.rows) or self._zero[1] is None:
            firsts = self.read(range(min(LOOKED_AT, len(self.rows))))
            times = (parse(entry.raw).time for entry in firsts if entry is not None)
            self._zero = (id(self.rows), next((seconds_of(time) for time in times if time), None))
        return self._zero[1]

    # -- paint

    def _shown(self) -> list[tuple[int, int]]:
        """(line of the view, which part of it) for each row of the screen; wrapped lines take several."""
        height, top, count = self.size.height, round(self.scroll_y), self.line_count
        if not self.wrapping:
            return [(n, 0) for n in range(top, min(top + height, count))]
        key = (height, top, count, self.size.width, self._pulls if self.following else 0)
        if self._layout[0] != key:
            painter = self.painter()
            last = top >= self.max_scroll_y
            made: list[tuple[int, int]] = []
            order = range(count - 1, -1, -1) if last else range(top, count)
            for n in order:
                entry = self.lines(n, 1)[0]
                parts = painter.parts(entry) if entry is not None else 1
                rows = [(n, part) for part in range(parts)]
                made = rows + made if last else made + rows
                if len(made) >= height:
                    break
            self._layout = (key, made[-height:] if last else made[:height])
        return self._layout[1]

    def painter(self) -> LinePainter:
        """How a line is drawn now."""
        since = self.zero() if self.clock == "since" else None
        return LinePainter(
            self.voices(), self.size.width, self.app.size.width >= 100, self.sought, self.first_error, self._aside,
            "clock" if self.clock == "since" and since is None else self.clock, since or 0.0,
        )  # fmt: skip

    def render_line(self, y: int) -> Strip:
        base, width = self.visual_style, self.size.width
        page = self._shown()
        if y >= len(page):
            return Strip.blank(width, base.rich_style)
        n, part = page[y]
        first = n if self.wrapping else page[0][0]
        entries = self.lines(first, 1 if self.wrapping else len(page))
        entry = entries[n - first] if n - first < len(entries) else None
        if entry is None:
            return Strip.blank(width, base.rich_style)
        here = self.marked is not None and entry.row == self.marked
        if here:
            ground = "$block-cursor-background" if self.has_focus else "$block-cursor-blurred-background"
            base += Style.parse(f"on {ground}")
        painter = self.painter()
        content = painter.wrapped(entry, here)[part] if self.wrapping else painter.line(entry, here)
        if (selection := self.text_selection) is not None and (span := selection.get_span(n)) is not None:
            content = lit(content, span)
        return cells.strip(content, width, base).apply_offsets(0, n)

    def line_under(self, y: int) -> int | None:
        """The line of the view in row `y` of the screen."""
        page = self._shown()
        return page[y][0] if 0 <= y < len(page) else None

    # -- select

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that the mouse has selected, of at most so many lines."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self.line_count - 1
        last = min(last, first + MOST_COPIED, self.line_count - 1)
        painter, texts = self.painter(), []
        for n, entry in enumerate(self.lines(first, last + 1 - first), first):
            plain = painter.line(entry, False).plain.rstrip() if entry is not None else ""
            span = selection.get_span(n)
            if span is not None:
                texts.append(plain[span[0] : None if span[1] == -1 else span[1]])
        return "\n".join(texts), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()
