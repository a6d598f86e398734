"""Throughput over latency: a dot for each point of a sweep or a search, joined in the order of the load; it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from mindie_tui.tui.common.raster import Across, Point, Scale, across, raster, scale
from mindie_tui.tui.text.cells import number, right, say, width

TICKS = 6
"""Cells of the upright axis' numbers."""
GAP = 10
"""Cells between two numbers of the lower axis, at least."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One measured point."""

    x: float
    """Latency."""
    y: float
    """Throughput."""
    label: str
    """Its load: 64."""
    mark: str = ""
    """What it is: knee, edge."""
    holds: bool = True
    """False: it misses the objective."""


class Curve(Widget):
    """`show(spots, limit)`: spots in the order of the load, a dashed line where the objective's limit is."""

    DEFAULT_CSS = "Curve { height: 1fr; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.lines: tuple[tuple[Spot, ...], ...] = ()
        self.limit: float | None = None

    def show(self, lines: Sequence[Sequence[Spot]], limit: float | None) -> None:
        """Other spots, a line for each curve; the same again draws nothing."""
        fresh = (tuple(tuple(line) for line in lines), limit)
        if fresh != (self.lines, self.limit):
            self.lines, self.limit = fresh
            self.refresh()

    def render(self) -> Content:
        spots = [spot for line in self.lines for spot in line]
        columns = max(self.size.width - TICKS - 2, 8)
        rows = max(self.size.height - 1, 2)
        if not spots:
            return Content.styled(" " * (TICKS + 1) + "-", "$muted")
        up = scale(0.0, max(s.y for s in spots), rows)
        along = _along([s.x for s in spots], self.limit, columns)
        joined: set[Point] = set()
        for line in self.lines:
            dots = [_dot(spot, along, up, columns, rows) for spot in line]
            for a, b in zip(dots, dots[1:], strict=False):
                joined |= _segment(a, b)
        good = {dot for s in spots if s.holds for dot in _blob(_dot(s, along, up, columns, rows))}
        bad = {dot for s in spots if not s.holds for dot in _blob(_dot(s, along, up, columns, rows))}
        limit: set[Point] = set()
        if self.limit is not None and self.limit <= along.high:
            x = along.at(self.limit, columns * 2)
            limit = {(x, y) for y in range(rows * 4) if y % 8 < 4}
        layers = [
            (raster(bad, columns, rows), "$warning"),
            (raster(good, columns, rows), "$series-now"),
            (raster(joined, columns, rows), "$series-tail"),
            (raster(limit, columns, rows), "$series-base"),
        ]
        named = _labels(spots, along, up, columns, rows)
        drawn = [self._row(row, up, layers, named.get(row, {}), columns) for row in range(rows)]
        return Content("\n").join([*drawn, _lower(along, columns)])

    def _row(
        self, row: int, up: Scale, layers: list[tuple[list[str], str]], named: dict[int, tuple[str, str]], columns: int
    ) -> Content:
        """One row: its tick, then names over dots over the grid."""
        tick = up.ticks().get(row)
        parts: list[tuple[str, str]] = [(right("" if tick is None else _said(tick, up.step), TICKS) + " ", "$muted")]
        at = 0
        while at < columns:
            if at in named:
                words, ink = named[at]
                parts.append((words, ink))
                at += width(words)
                continue
            grid = "⠂" if tick is not None and at % 2 == 0 else " "
            char, ink = next(((dots[row][at], ink) for dots, ink in layers if dots[row][at] != " "), (grid, "$grid"))
            if len(parts) > 1 and parts[-1][1] == ink:
                parts[-1] = (parts[-1][0] + char, ink)
            else:
                parts.append((char, ink))
            at += 1
        return say(*parts)


def _along(values: Sequence[float], limit: float | None, columns: int) -> Across:
    """The lower axis: all points, the limit where it is not far away, and a margin."""
    high = max(values)
    if limit is not None and limit < 2 * high:
        high = max(high, limit)
    return across(high * 1.05, columns // GAP)


def _dot(spot: Spot, along: Across, up: Scale, columns: int, rows: int) -> Point:
    x = along.at(spot.x, columns * 2)
    top, bottom = 1, rows * 4 - 3
    share = (spot.y - up.low) / (up.high - up.low) if up.high > up.low else 0.5
    return x, round(bottom - share * (bottom - top))


def _blob(at: Point) -> set[Point]:
    return {(at[0] + right, at[1] + down) for right in (0, 1) for down in (-1, 0, 1)}


def _segment(a: Point, b: Point) -> set[Point]:
    """The dots between two, every second one: the line is thinner than its points."""
    steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
    return {
        (round(a[0] + (b[0] - a[0]) * n / steps), round(a[1] + (b[1] - a[1]) * n / steps)) for n in range(0, steps, 2)
    }


def _labels(
    spots: Sequence[Spot], along: Across, up: Scale, columns: int, rows: int
) -> dict[int, dict[int, tuple[str, str]]]:
    """Row: column: (words, ink) of the names beside the points; the marked ones first, none over another."""
    taken: set[tuple[int, int]] = set()
    cells = {}
    for spot in spots:
        x, y = _dot(spot, along, up, columns, rows)
        cells[id(spot)] = (x // 2, y // 4)
        taken |= {(y // 4, x // 2), (y // 4, (x + 1) // 2)}
    named: dict[int, dict[int, tuple[str, str]]] = {}
    for spot in sorted(spots, key=lambda s: not s.mark):
        words = f"{spot.label} {spot.mark}".strip()
        column, row = cells[id(spot)]
        ink = "bold $strong" if spot.mark else "$warning" if not spot.holds else "$muted"
        for at, down in ((column + 2, 0), (column - width(words) - 1, 0), (column, -1), (column, 1)):
            place = {(row + down, at + n) for n in range(-1, width(words) + 1)}
            inside = 0 <= row + down < rows and at >= 0 and at + width(words) <= columns
            if inside and not place & taken:
                named.setdefault(row + down, {})[at] = (words, ink)
                taken |= place
                break
    return named


def _lower(along: Across, columns: int) -> Content:
    """The round numbers below."""
    line = ""
    for value in along.ticks():
        words = _said(value, along.step)
        at = min(along.at(value, columns) - width(words) // 2, columns - width(words))
        line = line.ljust(max(TICKS + 1 + at, len(line))) + words
    return Content.styled(line, "$muted")


def _said(value: float, step: float) -> str:
    return number(value, 0 if step >= 1 else 1 if step >= 0.1 else 2)
