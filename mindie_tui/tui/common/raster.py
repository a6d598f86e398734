"""Dots to braille: figures of the tiles, lines of the charts, bars. Pure functions on dot coordinates.

A cell holds 2 x 4 dots; x counts from the left, y from the top. Braille is never East Asian ambiguous, so what is
drawn with it keeps its columns in a Chinese terminal too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[int, int]
"""A dot: x, y."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
BAR = "⠶"
"""What a progress bar is made of."""


def raster(points: Iterable[Point], width: int, height: int) -> list[str]:
    """`height` rows of `width` cells; a cell without a dot is a blank. Dots outside are left out."""
    cells = [[0] * width for _ in range(height)]
    for x, y in points:
        if 0 <= x < width * 2 and 0 <= y < height * 4:
            cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
    return ["".join(chr(0x2800 + cell) if cell else " " for cell in row) for row in cells]


# -- figures: six squares high, a square is 2 x 2 dots: as wide as high, and a stroke is never one dot thin

_GLYPHS = {
    "0": (" ## ", "#  #", "#  #", "#  #", "#  #", " ## "),
    "1": (" # ", "## ", " # ", " # ", " # ", "###"),
    "2": ("### ", "   #", " ## ", "#   ", "#   ", "####"),
    "3": ("### ", "   #", " ## ", "   #", "   #", "### "),
    "4": ("#  #", "#  #", "####", "   #", "   #", "   #"),
    "5": ("####", "#   ", "### ", "   #", "   #", "### "),
    "6": (" ###", "#   ", "### ", "#  #", "#  #", " ## "),
    "7": ("####", "   #", "  # ", "  # ", " #  ", " #  "),
    "8": (" ## ", "#  #", " ## ", "#  #", "#  #", " ## "),
    "9": (" ## ", "#  #", " ###", "   #", "   #", "### "),
    ".": (" ", " ", " ", " ", " ", "#"),
    "-": ("  ", "  ", "##", "  ", "  ", "  "),
}
FIGURE_ROWS = 3


def figure(text: str) -> list[str]:
    """A number in three rows of braille: 4 cells a digit and one between. Characters it cannot draw are blanks."""
    dots: set[Point] = set()
    left = 0
    for char in text:
        glyph = _GLYPHS.get(char, ("  ",) * 6)
        for y, row in enumerate(glyph):
            for x, square in enumerate(row):
                if square == "#":
                    dots |= {(left + 2 * x + i, 2 * y + j) for i in (0, 1) for j in (0, 1)}
        left += 2 * len(glyph[0]) + 2
    return raster(dots, max(1, left // 2 - 1), FIGURE_ROWS)


# -- lines


@dataclass(frozen=True, slots=True)
class Scale:
    """The upright axis of a chart: round ticks, each exactly on a row."""

    low: float
    """The value on the bottom row."""
    step: float
    every: int
    """Rows from one tick to the next."""
    rows: int

    @property
    def high(self) -> float:
        """The value on the top row."""
        return self.low + self.step * max(self.rows - 1, 1) / self.every

    def ticks(self) -> dict[int, float]:
        """Row, counted from the top: its value."""
        return {
            self.rows - 1 - n * self.every: self.low + n * self.step for n in range((self.rows - 1) // self.every + 1)
        }


def scale(low: float, high: float, rows: int) -> Scale:
    """The tightest round scale that holds `low` to `high` in `rows` rows; its lowest tick is a multiple of its step."""
    spread = max(high - low, abs(high) * 0.02, 1e-6)
    if rows < 2:
        return Scale(low, spread, 1, max(rows, 1))
    best: Scale | None = None
    for every in (2, 3, 4) if rows > 3 else (max(1, rows - 1),):
        reach = (rows - 1) / every
        exponent = math.floor(math.log10(spread / reach))
        for step in (factor * 10.0**power for power in (exponent, exponent + 1) for factor in (1, 2, 2.5, 5)):
            first = math.floor(low / step + 1e-9) * step
            found = Scale(first, step, every, rows)
            if found.high >= high - step * 1e-9:
                if best is None or found.high - found.low < best.high - best.low - step * 1e-9:
                    best = found
                break
    return best or Scale(low, spread, 1, rows)


@dataclass(frozen=True, slots=True)
class Across:
    """The lower axis of a chart: from 0 to `high`, with round ticks."""

    high: float
    """The value at the right edge."""
    step: float

    def at(self, value: float, columns: int) -> int:
        """The column of dots of a value, of `columns` of them."""
        return round(value / self.high * (columns - 1)) if self.high else 0

    def ticks(self) -> list[float]:
        """The round values, from 0 on."""
        return [n * self.step for n in range(math.floor(self.high / self.step + 1e-9) + 1)]


def across(high: float, most: int) -> Across:
    """An axis from 0 to `high` with at most `most` ticks beside that of 0, at least one."""
    least = max(high, 1e-6) / max(most, 1)
    power = math.floor(math.log10(least))
    step = next(
        step
        for step in (factor * 10.0**p for p in (power, power + 1) for factor in (1, 2, 2.5, 5))
        if step >= least * (1 - 1e-9)
    )
    return Across(max(high, step), step)


def trace(
    values: Sequence[float | None], width: int, height: int, low: float, high: float, *, thick: int = 1
) -> set[Point]:
    """The dots of a line through `values`, oldest at the left, over `width` x `height` cells. None is a gap.

    `low` is on the bottom row's second dot, `high` on the top row's: the positions of the ticks.
    """
    known = len(values)
    columns = width * 2
    top, bottom = 1, height * 4 - 3
    dots: set[Point] = set()
    last: int | None = None
    for x in range(columns):
        value = _between(values, x * (known - 1) / max(columns - 1, 1)) if known else None
        if value is None:
            last = None
            continue
        share = (value - low) / (high - low) if high > low else 0.5
        y = round(bottom - share * (bottom - top))
        reach = range(min(y, last), max(y, last) + 1) if last is not None and abs(y - last) > 1 else (y,)
        dots |= {(x, row + down) for row in reach for down in range(thick)}
        last = y
    return dots


def _between(values: Sequence[float | None], at: float) -> float | None:
    """The value at a place between two: on the straight line that joins them; None beside a gap."""
    left = int(at)
    a, b = values[left], values[min(left + 1, len(values) - 1)]
    if a is None or (b is None and at > left):
        return None
    return a + (b - a) * (at - left) if b is not None else a


def level(value: float, width: int, height: int, low: float, high: float) -> set[Point]:
    """A dashed line, 4 dots on and 4 off: the baseline."""
    top, bottom = 1, height * 4 - 3
    y = round(bottom - (value - low) / (high - low) * (bottom - top)) if high > low else bottom
    return {(x, y) for x in range(width * 2) if x % 8 < 4}


def bar(done: float, total: float, width: int) -> tuple[str, str]:
    """A progress bar in two parts: what is done, what is left. Never full before the end."""
    if total <= 0:
        return "", BAR * width
    full = width if done >= total else min(width - 1, int(width * max(done, 0) / total))
    return BAR * full, BAR * (width - full)


CHANGE_CELLS = 9


def change(percent: float | None, tolerance: float) -> tuple[str, str]:
    """A change around a zero line, in `CHANGE_CELLS` cells, as two layers: the line with its bar, the two posts.

    The posts are at plus and minus `tolerance`; a bar that exceeds the field ends at its edge.
    """
    zero, post = CHANGE_CELLS, 4
    ink = {(zero, y) for y in range(4)}
    if percent is not None:
        length = min(
            round(abs(percent) / tolerance * post) if tolerance > 0 else (post if percent else 0), CHANGE_CELLS - 1
        )
        sign = 1 if percent > 0 else -1
        ink |= {(zero + sign * n, y) for n in range(1, length + 1) for y in (1, 2)}
    posts = {(zero + side * post, y) for side in (-1, 1) for y in range(4)}
    return raster(ink, CHANGE_CELLS, 1)[0], raster(posts, CHANGE_CELLS, 1)[0]
