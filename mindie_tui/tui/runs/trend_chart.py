"""A figure over runs: a dot for each, the level of each stretch dashed, and a mark where a level shifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.runs.trend import Shift, Trend
from mindie_tui.tui.common.raster import Point, Scale, raster, scale
from mindie_tui.tui.text.cells import cut, number, right, say, width
from mindie_tui.tui.text.translate import t

TICKS = 9
"""Cells of the upright axis' numbers."""
GAP = 3
"""Cells between two words of the lower axis, at least."""


@dataclass(frozen=True, slots=True)
class TrendLine:
    """What is drawn: the trend, when each run began, and the run that is looked at."""

    trend: Trend
    times: tuple[str, ...]
    at: int


class TrendChart(Widget):
    """`show(line)`; the upright axis does not begin at 0: a few per cent are what is looked for."""

    DEFAULT_CSS = "TrendChart { height: 1fr; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.line: TrendLine | None = None

    def show(self, line: TrendLine | None) -> None:
        """Another line, or none."""
        if line != self.line:
            self.line = line
            self.refresh()

    def render(self) -> Content:
        columns = max(self.size.width - TICKS - 1, 8)
        rows = max(self.size.height - 2, 2)
        if self.line is None or not self.line.trend.values:
            return Content.styled(" " * (TICKS + 1) + "-", "$muted")
        drawn = TrendDrawing(self.line, columns, rows)
        lines = [drawn.words_above(), *(drawn.row(row) for row in range(rows)), drawn.times_below()]
        return Content("\n").join(lines)


class TrendDrawing:
    """One line in so many cells."""

    def __init__(self, line: TrendLine, columns: int, rows: int) -> None:
        self.line, self.columns, self.rows = line, columns, rows
        values = line.trend.values
        low, high = min(values), max(values)
        margin = (high - low) * 0.08 or abs(high) * 0.02
        self.axis: Scale = scale(max(low - margin, 0.0) if low >= 0 else low - margin, high + margin, rows)
        self.spots = [(self.across(at), self.down(value)) for at, value in enumerate(values)]
        self.layers = self._layers()

    def across(self, at: int) -> int:
        """The column of dots of a run."""
        count = len(self.line.trend.values)
        last = self.columns * 2 - 4
        return 2 + (round(at * (last - 2) / (count - 1)) if count > 1 else last // 2)

    def down(self, value: float) -> int:
        top, bottom = 1, self.rows * 4 - 3
        axis = self.axis
        share = (value - axis.low) / (axis.high - axis.low) if axis.high > axis.low else 0.5
        return round(bottom - share * (bottom - top))

    def _layers(self) -> list[tuple[list[str], str]]:
        """The run that is looked at, those since a regression, the others, marks, levels, what joins the dots."""
        trend = self.line.trend
        worse = trend.regression
        since = len(self.spots) if worse is None else worse.at
        blobs = [_blob(spot) for spot in self.spots]
        x, y = self.spots[self.line.at]
        here = {(x + beside, y + down) for beside in (-1, 0, 1, 2) for down in (-2, -1, 0, 1, 2)}
        good = {dot for blob in blobs[:since] for dot in blob}
        bad = {dot for blob in blobs[since:] for dot in blob}
        marks = {(self.edge(shift), y) for shift in trend.shifts for y in range(self.rows * 4) if y % 4 < 2}
        joined = {dot for a, b in zip(self.spots, self.spots[1:], strict=False) for dot in _segment(a, b)}
        inks = ((here, "$strong"), (bad, "$error"), (good, "$series-now"), (marks, "$warning"),
                (self._levels(), "$series-base"), (joined, "$series-tail"))  # fmt: skip
        return [(raster(dots, self.columns, self.rows), ink) for dots, ink in inks]

    def edge(self, shift: Shift) -> int:
        """Between the last run of a level and the first of the next one."""
        return (self.across(shift.at - 1) + self.across(shift.at)) // 2

    def _levels(self) -> set[Point]:
        """The mean of each stretch, dashed; none where there is one stretch alone."""
        shifts, found = self.line.trend.shifts, set[Point]()
        last = len(self.spots)
        for at, shift in enumerate(shifts):
            begins = shifts[at - 1].at if at else 0
            ends = shifts[at + 1].at if at + 1 < len(shifts) else last
            for level, a, b in ((shift.before, begins, shift.at), (shift.after, shift.at, ends)):
                span = range(self.across(a), self.across(b - 1) + 1)
                found |= {(x, self.down(level)) for x in span if x % 8 < 4}
        return found

    def row(self, row: int) -> Content:
        """One row: its tick, then the layers; the first that has dots in a cell owns it."""
        tick = self.axis.ticks().get(row)
        words = "" if tick is None else number(tick, _digits(self.axis.step))
        parts: list[tuple[str, str]] = [(right(cut(words, TICKS), TICKS) + " ", "$muted")]
        for at in range(self.columns):
            grid = "⠂" if tick is not None and at % 2 == 0 else " "
            char, ink = next(
                ((dots[row][at], ink) for dots, ink in self.layers if dots[row][at] != " "), (grid, "$grid")
            )
            if len(parts) > 1 and parts[-1][1] == ink:
                parts[-1] = (parts[-1][0] + char, ink)
            else:
                parts.append((char, ink))
        return say(*parts)

    def words_above(self) -> Content:
        """What each shift did, above its mark; the newest ones first, none over another."""
        named: dict[int, tuple[str, str]] = {}
        for shift in reversed(self.line.trend.shifts):
            words, ink = (t("worse"), "bold $error") if shift.worse else (t("better"), "bold $success")
            named[self.edge(shift) // 2 - width(words) // 2] = (words, ink)
        return _placed(named, self.columns, 1)

    def times_below(self) -> Content:
        """When runs began: the one that is looked at, the last, the first, then those at which a level shifted."""
        at = (self.line.at, len(self.spots) - 1, 0, *(shift.at for shift in self.line.trend.shifts))
        named: dict[int, tuple[str, str]] = {}
        for run in dict.fromkeys(at):
            words = self.line.times[run]
            ink = "bold $strong" if run == self.line.at else "$muted"
            named[self.across(run) // 2 - width(words) // 2] = (words, ink)
        return _placed(named, self.columns, GAP)


def _placed(named: Mapping[int, tuple[str, str]], columns: int, gap: int) -> Content:
    """Words at their columns, moved inside; later ones are left out where there is no room."""
    taken: list[tuple[int, int, str, str]] = []
    for at, (said, ink) in named.items():
        words = cut(said, columns)
        begins = max(0, min(at, columns - width(words)))
        ends = begins + width(words)
        if all(ends + gap <= a or b + gap <= begins for a, b, _, _ in taken):
            taken.append((begins, ends, words, ink))
    parts: list[tuple[str, str]] = [(" " * (TICKS + 1), "")]
    column = 0
    for begins, ends, words, ink in sorted(taken):
        parts += [(" " * (begins - column), ""), (words, ink)]
        column = ends
    return say(*parts)


def _blob(at: Point) -> set[Point]:
    return {(at[0] + beside, at[1] + down) for beside in (0, 1) for down in (-1, 0, 1)}


def _segment(a: Point, b: Point) -> Sequence[Point]:
    """Every third dot between two: the line is thinner than its points."""
    steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
    return [(round(a[0] + (b[0] - a[0]) * n / steps), round(a[1] + (b[1] - a[1]) * n / steps))
            for n in range(0, steps, 3)]  # fmt: skip


def _digits(step: float) -> int:
    return 0 if step >= 1 else 1 if step >= 0.1 else 2
