"""A live line: Textual's Sparkline with its data drawn in braille dots, so that it keeps its columns in every terminal.

Round ticks stand exactly on a row, the newest value is labelled at its end, a baseline is dashed. No frame, no legend.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Sparkline

from mindie_tui.tui.cells import number, right, say
from mindie_tui.tui.widgets.raster import Scale, level, raster, scale, trace

TICKS = 6
"""Cells of the upright axis' numbers."""
LABELS = 11
"""Cells for "1 462 now" behind the line."""


class Chart(Sparkline):
    """`show(values, base, seconds)`; one value a step, oldest first, None where nothing was known."""

    DEFAULT_CSS = "Chart { height: 1fr; }"

    def __init__(self, ink: str, *, thick: int = 1, axis: bool = True, id: str) -> None:
        super().__init__(id=id)
        self.ink, self.thick, self.axis = ink, thick, axis
        self.base: float | None = None
        self.seconds = 0.0
        self.divide = 1.0

    def show(self, values: Sequence[float | None], base: float | None, seconds: float, divide: float = 1.0) -> None:
        """Other values; `divide` turns ms into s."""
        self.base, self.seconds, self.divide = base, seconds, divide
        self.data = [value if value is None else value / divide for value in values]  # type: ignore[assignment]

    def render(self) -> Content:
        values: list[float | None] = list(self.data or ())
        known = [value for value in values if value is not None]
        narrow = self.app.size.width < 100
        labels = LABELS - (3 if narrow else 0)
        columns = max(self.size.width - TICKS - 1 - labels, 4)
        rows = max(self.size.height - (1 if self.axis else 0), 1)
        base = self.base / self.divide if self.base is not None else None
        if not known:
            return Content.styled(" " * (TICKS + 1) + "-", "$muted")
        shown = [*known, base] if base is not None else known
        axis = scale(min(shown), max(shown), rows)
        dots = raster(trace(values, columns, rows, axis.low, axis.high, thick=self.thick), columns, rows)
        dashes = (
            raster(level(base, columns, rows, axis.low, axis.high), columns, rows)
            if base is not None
            else [" " * columns] * rows
        )
        ends = self._ends(known[-1], base, axis, rows, narrow)
        lines = [
            self._row(row, axis, dots[row], dashes[row], columns) + ends.get(row, Content("")) for row in range(rows)
        ]
        if self.axis:
            lines.append(self._time(columns))
        return Content("\n").join(lines)

    def _row(self, row: int, axis: Scale, dots: str, dashes: str, columns: int) -> Content:
        """One row: its tick, then grid, baseline and line; the top one owns a cell."""
        tick = axis.ticks().get(row)
        parts: list[tuple[str, str]] = [(right("" if tick is None else _tick(tick, axis.step), TICKS) + " ", "$muted")]
        for at in range(columns):
            grid = "⠂" if tick is not None and at % 2 == 0 else " "
            char, ink = next(
                pair
                for pair in ((dots[at], self.ink), (dashes[at], "$series-base"), (grid, "$grid"))
                if pair[0] != " " or pair[1] == "$grid"
            )
            if len(parts) > 1 and parts[-1][1] == ink:
                parts[-1] = (parts[-1][0] + char, ink)
            else:
                parts.append((char, ink))
        return say(*parts)

    def _ends(self, last: float, base: float | None, axis: Scale, rows: int, narrow: bool) -> dict[int, Content]:
        """What stands behind the line: the newest value and the baseline, never on one row."""
        at = _row_of(last, axis, rows)
        words = _value(last)
        ends = {at: say((f" {words}", f"bold {self.ink}"), ("" if narrow else " now", f"bold {self.ink}"))}
        if base is not None and rows > 1:
            below = _row_of(base, axis, rows)
            if below == at:
                below = at + 1 if at + 1 < rows and (base <= last or at == 0) else at - 1
            ends[below] = say((f" {'base' if narrow else _value(base) + ' base'}", "$series-base"))
        return ends

    def _time(self, columns: int) -> Content:
        """0, the middle and the end, in seconds."""
        line = " " * (TICKS + 1) + "0"
        if self.seconds >= 1:
            half, end = f"{self.seconds / 2:.0f}", f"{self.seconds:.0f} s"
            line = line.ljust(TICKS + 1 + columns // 2 - len(half) // 2) + half if self.seconds >= 4 else line
            line = line.ljust(TICKS + 1 + columns - len(end) + 2) + end
        return Content.styled(line, "$muted")


def _row_of(value: float, axis: Scale, rows: int) -> int:
    share = (value - axis.low) / (axis.high - axis.low) if axis.high > axis.low else 0
    return max(0, min(rows - 1, round((1 - share) * (rows - 1))))


def _value(value: float) -> str:
    return number(value) if abs(value) >= 100 else number(value, 1)


def _tick(value: float, step: float) -> str:
    return number(value, 0 if step >= 1 and float(step).is_integer() else 1 if step >= 0.1 else 2)
