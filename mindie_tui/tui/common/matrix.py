"""A table on the line API: checks x nodes, phases x nodes, runs, metrics. One row per subject, one cursor, no frame.

Rows are values; `show` compares them with the present ones and repaints only the lines that changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from mindie_tui.model.text import printable
from mindie_tui.tui.text import cells

Span = tuple[str, str]
"""Text and style; an empty style is the row's own."""
Cell = tuple[Span, ...]

_FIGURE = re.compile(r"[-+]?\d{1,3}(?: \d{3})+(?:\.\d+)?(?![\d.-])|[-+]?\d+(?:\.\d+)?(?![\w.-])")
"""A number as the screens write it: "1 057", "12.5 ms"; not the beginning of a name or an address."""
_NUMBER = re.compile(r"\d+")
NAME_AT = 5
"""Column 1 is the cursor's, column 3 the state's, the name begins here."""


def text(words: str, style: str = "") -> Cell:
    """A cell of one style."""
    return ((words, style),) if words else ()


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in cells; 0 takes what is left. `gap` are the blanks before it."""

    head: str
    width: int
    right: bool = False
    gap: int = 3


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line. Without a key the cursor passes it by: a section, a foot."""

    key: str | None
    cells: tuple[Cell, ...]
    glyph: Span = ("", "")
    style: str = "$foreground"

    @classmethod
    def section(cls, name: str) -> MatrixRow:
        return cls(None, (text(name, "bold $muted"),), style="bold $muted")


class Matrix(ScrollView, can_focus=True):
    """Lines of cells under one line of heads. The cursor stays on its row's key when rows come and go."""

    DEFAULT_CSS = """
    Matrix { height: auto; background: $background; color: $foreground; overflow-x: hidden; }
    """
    BINDINGS = [
        Binding("down,j", "move(1)", "down", show=False),
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("g,home", "edge(-1)", "first", show=False),
        Binding("G,end", "edge(1)", "last", show=False),
    ]

    class Moved(Message):
        """The cursor moved to another row; `key` is None when there is none."""

        def __init__(self, matrix: Matrix, key: str | None) -> None:
            super().__init__()
            self.matrix, self.key = matrix, key

        @property
        def control(self) -> Matrix:
            return self.matrix

    class Chosen(Message):
        """A double click on a row. Enter is the screen's own key, so that it is a hint."""

        def __init__(self, matrix: Matrix, key: str) -> None:
            super().__init__()
            self.matrix, self.key = matrix, key

        @property
        def control(self) -> Matrix:
            return self.matrix

    def __init__(self, *, id: str | None = None, empty: str = "", head_at: int = NAME_AT) -> None:
        super().__init__(id=id)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[MatrixRow, ...] = ()
        self.empty = empty
        """The sentence in place of the first row."""
        self.key: str | None = None
        self._wish: str | None = None
        self._head_at = head_at
        self._given: tuple[MatrixRow, ...] = ()
        self._sorted: tuple[int, bool] | None = None
        """The column by which the rows are sorted, and whether downwards; None: as they were given."""

    # -- what is shown

    def show(self, columns: Sequence[Column], rows: Iterable[MatrixRow]) -> None:
        """Other rows. The cursor keeps its key, or goes to the nearest row that can hold it."""
        columns, self._given, before = tuple(columns), tuple(rows), self.rows
        if self._sorted is not None and self._sorted[0] >= len(columns):
            self._sorted = None
        rows = in_order(self._given, *self._sorted) if self._sorted is not None else self._given
        at = next((n for n, row in enumerate(before) if row.key is not None and row.key == self.key), 0)
        same = columns == self.columns and len(rows) == len(before)
        self.columns, self.rows = columns, rows
        keys = [row.key for row in rows]
        key: str | None
        if self._wish is not None and self._wish in keys:
            key, self._wish = self._wish, None
        elif self.key is not None and self.key in keys:
            key = self.key
        else:
            near = sorted((n for n, k in enumerate(keys) if k is not None), key=lambda n: abs(n - at))
            key = keys[near[0]] if near else None
        moved, self.key = key != self.key, key
        if same:
            for n, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new or moved:
                    self.refresh_line(n + 1)
        else:
            self.virtual_size = Size(self.size.width, len(rows) + 1)
            self.refresh(layout=True)
        if moved:
            self.call_after_refresh(self._keep_in_sight)
            self.post_message(self.Moved(self, key))

    def go_to(self, key: str | None) -> None:
        """Put the cursor on a row, now or when it comes."""
        if key not in {row.key for row in self.rows}:
            self._wish = key
        elif key != self.key:
            self.key = key
            self.refresh()
            self._keep_in_sight()
            self.post_message(self.Moved(self, key))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self.rows), 1) + 1

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    # -- keys and mouse

    def _stops(self) -> list[int]:
        return [n for n, row in enumerate(self.rows) if row.key is not None]

    @property
    def _at(self) -> int:
        return next((n for n, row in enumerate(self.rows) if row.key == self.key and row.key is not None), -1)

    def _put(self, n: int) -> None:
        self.go_to(self.rows[n].key)

    def action_move(self, by: int) -> None:
        stops = self._stops()
        if stops and self._at in stops:
            self._put(stops[max(0, min(len(stops) - 1, stops.index(self._at) + by))])

    def action_page(self, by: float) -> None:
        if stops := self._stops():
            wanted = self._at + int(by * max(self.size.height - 2, 2))
            self._put(min(stops, key=lambda n: abs(n - wanted)))

    def action_edge(self, way: int) -> None:
        if stops := self._stops():
            self._put(stops[0 if way < 0 else -1])

    def on_click(self, event: Click) -> None:
        if event.y == 0:
            self._sort_by(event.x)
            return
        n = event.y - 1 + self.scroll_offset.y
        if event.y and 0 <= n < len(self.rows) and (key := self.rows[n].key) is not None:
            self.go_to(key)
            if event.chain == 2:
                self.post_message(self.Chosen(self, key))

    def _sort_by(self, x: int) -> None:
        """A click on a head sorts by its column, a second one downwards, a third gives the rows as they were."""
        left = 0
        for n, (column, room) in enumerate(zip(self.columns, self._widths(self.size.width), strict=True)):
            right = (NAME_AT + room) if n == 0 else left + column.gap + room
            if left <= x < right and column.head.strip():
                before = self._sorted
                self._sorted = (n, False) if before is None or before[0] != n else None if before[1] else (n, True)
                self.show(self.columns, self._given)
                self.refresh()
            left = right

    def on_resize(self) -> None:
        self._keep_in_sight()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _keep_in_sight(self) -> None:
        n, top, seen = self._at, self.scroll_offset.y, self.size.height - 1
        if n < 0 or seen < 1:
            return
        if n < top or (n == top and n > 0 and self.rows[n - 1].key is None):
            self.scroll_to(y=n - 1 if n and self.rows[n - 1].key is None else n, animate=False, immediate=True)
        elif n >= top + seen:
            self.scroll_to(y=n - seen + 1, animate=False, immediate=True)

    # -- paint

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            return self._heads(width)
        n = y - 1 + self.scroll_offset.y
        if n < len(self.rows):
            return self._row(self.rows[n], width)
        if not self.rows and y == 1 and self.empty:
            return cells.strip(Content(" " * 3) + Content.styled(self.empty, "$muted"), width, self.visual_style)
        return Strip.blank(width, self.visual_style.rich_style)

    def _widths(self, width: int) -> list[int]:
        """Cells of each column; the open one takes the rest up to two cells before the edge."""
        margin = 1 if self.show_vertical_scrollbar else 2
        taken = sum(c.width for c in self.columns) + sum(c.gap for c in self.columns[1:])
        rest = max(width - NAME_AT - margin - taken, 0)
        return [c.width or rest for c in self.columns]

    def _heads(self, width: int) -> Strip:
        if not any(c.head for c in self.columns):
            return Strip.blank(width, self.visual_style.rich_style)
        line = Content(" " * self._head_at)
        widths = self._widths(width)
        for n, (column, room) in enumerate(zip(self.columns, widths, strict=True)):
            room += NAME_AT - self._head_at if n == 0 else 0
            here = self._sorted is not None and self._sorted[0] == n
            head = column.head
            if here and self._sorted is not None and cells.width(head) + 2 <= room:
                head += " v" if self._sorted[1] else " ^"
            words = cells.right(head, room) if column.right else cells.left(head, room)
            line += Content.styled(" " * (column.gap if n else 0) + words, "bold $strong" if here else "$muted")
        return cells.strip(line, width, self.visual_style)

    def _row(self, row: MatrixRow, width: int) -> Strip:
        here = row.key is not None and row.key == self.key
        base = self.visual_style
        if here:
            ground = "$block-cursor-background" if self.has_focus else "$block-cursor-blurred-background"
            base += Style.parse(f"on {ground}")
        mark = Content.styled(" ▸ " if here else "   ", "$accent" if self.has_focus else "$muted")
        if row.key is None and not row.glyph[0] and len(row.cells) == 1:
            return cells.strip(mark + _cell(row.cells[0], 0, False, row.style, width - 5), width, base)
        line = mark + Content.styled(cells.left(row.glyph[0], 1), row.glyph[1]) + Content(" ")
        for n, (column, room) in enumerate(zip(self.columns, self._widths(width), strict=True)):
            cell = row.cells[n] if n < len(row.cells) else ()
            style = "bold $strong" if here and n == 0 else row.style
            line += Content(" " * (column.gap if n else 0)) + _cell(cell, room, column.right, style, room)
        return cells.strip(line, width, base)


def in_order(rows: Sequence[MatrixRow], column: int, downwards: bool) -> tuple[MatrixRow, ...]:
    """The rows by one of their cells, each section for itself; figures by their size, what is missing last."""
    made: list[MatrixRow] = []
    block: list[MatrixRow] = []
    for row in (*rows, None):
        if row is not None and row.key is not None:
            block.append(row)
            continue
        known = [one for one in block if not _lacks(one, column)]
        known.sort(key=lambda one: _size(one, column), reverse=downwards)
        made += [*known, *(one for one in block if _lacks(one, column))]
        block = []
        made += [row] if row is not None else []
    return tuple(made)


def _words(row: MatrixRow, column: int) -> str:
    return "".join(words for words, _ in row.cells[column]).strip() if column < len(row.cells) else ""


def _lacks(row: MatrixRow, column: int) -> bool:
    return _words(row, column) in ("", "-")


def _size(row: MatrixRow, column: int) -> tuple[float, str]:
    """Figures first, by their size; then words, with the numbers in them by their size too."""
    words = _words(row, column).lower()
    figure = _FIGURE.match(words)
    if figure is not None:
        return float(figure[0].replace(" ", "")), words
    return math.inf, _NUMBER.sub(lambda found: found[0].zfill(12), words)


def _cell(cell: Cell, room: int, right: bool, style: str, most: int) -> Content:
    """A cell cut to `most` and padded to `room`. What came from outside is made one harmless line."""
    made = cells.fit(Content.assemble(*((clean(words), own or style) for words, own in cell)), max(most, 0))
    lack = max(room - made.cell_length, 0)
    return made.pad_left(lack) if right else made.pad_right(lack)


def clean(words: str) -> str:
    """One harmless line; unlike `one_line` it keeps its blanks, a cell may begin with some."""
    return printable(words).replace("\n", " ")
