"""What the terminal shows, cell by cell, and the shortest text that turns it into what the screen draws now.

Textual sends every cell of each widget that draws itself again. A line of 120 columns whose clock goes on is 120 cells
then, and a step that is drawn at each event is a whole screen, through somebody's SSH.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

NEAR = 6
"""Changed cells this close are written in one go: to move the cursor costs as much."""
_MANY_STYLES = 4000
Cell = tuple[str, object]
"""A character and how it looks; the second cell of a wide character has none."""


class Painter:
    """Remembers what was written to one terminal."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._rows: dict[int, list[Cell | None]] = {}
        self._looks: dict[Style | None, object] = {None: None}

    def forget(self) -> None:
        """The terminal may show anything: the next update is written whole."""
        self._rows.clear()

    def text(self, update: CompositorUpdate, console: Console) -> str:
        """What changes the terminal to this update; "" where it shows that already."""
        if isinstance(update, LayoutUpdate) and update.region.size != self._size:
            self._size = update.region.size
            self.forget()
        return "".join(self._change(x, y, strip, console) for x, y, strip in _pieces(update))

    def _change(self, x: int, y: int, strip: Strip, console: Console) -> str:
        cells = [cell for segment in strip for cell in self._cells(segment)]
        row = self._rows.setdefault(y, [])
        end = x + len(cells)
        if len(row) < end:
            row.extend([None] * (end - len(row)))
        old = row[x:end]
        if old == cells:
            return ""
        row[x:end] = cells
        written = []
        for first, last in _runs(old, cells):
            piece = strip if (first, last) == (0, len(cells)) else strip.crop(first, last)
            written.append(f"\x1b[{y + 1};{x + first + 1}H{piece.render(console)}")
        return "".join(written)

    def _cells(self, segment: Segment) -> list[Cell]:
        text, style, control = segment
        if control:
            return []
        look = self._look(style)
        if text.isascii():
            return [(character, look) for character in text]
        cells: list[Cell] = []
        for character in text:
            width = get_character_cell_size(character)
            if width:
                cells += [(character, look), ("", look)][:width]
            elif cells:  # it is drawn onto the character before
                at = len(cells) - 1 if cells[-1][0] else max(len(cells) - 2, 0)
                cells[at] = (cells[at][0] + character, look)
        return cells

    def _look(self, style: Style | None) -> object:
        """What of a style can be seen; two that differ in their meta data alone look alike."""
        look = self._looks.get(style)
        if look is None and style is not None:
            if len(self._looks) > _MANY_STYLES:
                self._looks = {None: None}
            attributes = tuple(getattr(style, name) for name in _ATTRIBUTES)
            look = self._looks[style] = (style.color, style.bgcolor, style.link, *attributes)
        return look


_ATTRIBUTES = ("bold", "dim", "italic", "underline", "blink", "blink2", "reverse", "conceal", "strike", "underline2")


def _runs(old: list[Cell | None], new: list[Cell]) -> Iterator[tuple[int, int]]:
    """(first, one behind the last) of the cells to write; a wide character is never cut."""
    changed = [at for at, (before, now) in enumerate(zip(old, new, strict=True)) if before != now]
    first = last = changed[0]
    for at in changed[1:]:
        if at - last > NEAR:
            yield _whole(new, first, last + 1)
            first = at
        last = at
    yield _whole(new, first, last + 1)


def _whole(cells: list[Cell], first: int, end: int) -> tuple[int, int]:
    if any(len(text) > 1 for text, _ in cells[first:end]):
        return 0, len(cells)  # a strip that is cut behind a combining character loses it
    while first > 0 and not cells[first][0]:
        first -= 1
    while end < len(cells) and not cells[end][0]:
        end += 1
    return first, end


def _pieces(update: CompositorUpdate) -> Iterator[tuple[int, int, Strip]]:
    """(x, y, strip) of all that an update draws: what its render_segments would write."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield x, y, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, first, last in update.spans:
            for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if chop is None or x > last or end <= first:
                    continue
                yield x, y, chop if first <= x < last and end <= last else chop.crop(0, min(end, last) - x)
