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


# -- figures: seven segments, upright strokes two dots thick, level ones one

_SEGMENTS = {
    "0": "abcdef", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc",
    "7": "abc", "8": "abcdefg", "9": "abcdfg", "-": "g",
}  # fmt: skip
_LEVEL = {"a": 0, "g": 5, "d": 10}
_UPRIGHT = {"f": (0, 0), "b": (5, 0), "e": (0, 5), "c": (5, 5)}
_WIDTHS = {"1": 2, ".": 2, " ": 2}
_WIDE = 7
FIGURE_ROWS = 3


def _digit(char: str) -> set[Point]:
    """The dots of one character, 11 high."""
    if char == "1":
        return {(x, y) for x in (0, 1) for y in range(11)}
    if char == ".":
        return {(x, y) for x in (0, 1) for y in (9, 10)}
    on = _SEGMENTS.get(char, "")
    dots = {(x, _LEVEL[s]) for s in on if s in _LEVEL for x in range(1, 6)}
    for s in on:
        if s in _UPRIGHT:
            left, top = _UPRIGHT[s]
            dots |= {(left + x, y) for x in (0, 1) for y in range(top + 1, top + 5)}
    for half, (upper, lower) in enumerate((("f", "e"), ("b", "c"))):  # where an upright ends or turns
        left = half * 5
        outer = left if half == 0 else left + 1
        if upper in on and "a" not in on:
            dots |= {(left, 0), (left + 1, 0)}
        if lower in on and "d" not in on:
            dots |= {(left, 10), (left + 1, 10)}
        if (upper in on and lower in on) or ((upper in on or lower in on) and "g" in on):
            dots |= {(outer, 5), (left + (1 - half), 5)}
    return dots


def figure(text: str) -> list[str]:
    """A number in three rows of braille: 4.5 cells a digit, 2 for a one. Characters it cannot draw are blanks."""
    dots: set[Point] = set()
    left = 0
    for char in text:
        dots |= {(left + x, y) for x, y in _digit(char)}
        left += _WIDTHS.get(char, _WIDE) + 2
    return raster(dots, max(1, (left - 1) // 2), FIGURE_ROWS)


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
        """Row, counted from the top: the value that stands there."""
        return {
            self.rows - 1 - n * self.every: self.low + n * self.step for n in range((self.rows - 1) // self.every + 1)
        }


def scale(low: float, high: float, rows: int) -> Scale:
    """The tightest round scale that holds `low` to `high` in `rows` rows. It need not start at 0."""
    spread = max(high - low, abs(high) * 0.02, 1e-6)
    if rows < 2:
        return Scale(low, spread, 1, max(rows, 1))
    best: Scale | None = None
    for every in (2, 3, 4) if rows > 3 else (max(1, rows - 1),):
        reach = (rows - 1) / every
        exponent = math.floor(math.log10(spread / reach))
        for step in (factor * 10.0**power for power in (exponent, exponent + 1) for factor in (1, 2, 2.5, 5)):
            sub = (
                step / 5 if rows <= 4 and step > 1e-5 else step
            )  # few rows: the lowest tick is less round, the line larger
            first = math.floor(low / sub + 1e-9) * sub
            found = Scale(first, step, every, rows)
            if found.high >= high - step * 1e-9:
                if best is None or found.high - found.low < best.high - best.low - step * 1e-9:
                    best = found
                break
    return best or Scale(low, spread, 1, rows)


def trace(
    values: Sequence[float | None], width: int, height: int, low: float, high: float, *, thick: int = 1
) -> set[Point]:
    """The dots of a line through `values`, oldest at the left, over `width` x `height` cells. None is a gap.

    `low` is on the bottom row's second dot, `high` on the top row's: where the ticks stand.
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

    The posts stand at plus and minus `tolerance`; what goes beyond the field ends at its edge.
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
