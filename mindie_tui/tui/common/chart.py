"""A live line in braille dots over the seconds of a load, so that it keeps its columns in every terminal.

The upright axis begins at 0 and has round ticks, each exactly on a row; the newest value is labelled at its end, a
baseline is dashed. No frame, no legend. Seconds that are not fully known yet are grey, with a rough figure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from mindie_tui.tui.common.raster import Scale, level, raster, scale, trace
from mindie_tui.tui.text.cells import number, right, say
from mindie_tui.tui.text.translate import t

TICKS = 6
"""Cells of the upright axis' numbers."""
LABELS = 11
"""Cells for "1 462 now" behind the line."""

Pairs = Sequence[tuple[float, float | None]]
"""(second of the load, value), by second; None where there is no value: the line is broken there."""
_ALONE_S = 1.0
"""A value between two seconds without one fills half of a second to each side."""


class Chart(Widget):
    """`show(values, base, seconds)`; a line over the seconds of a load."""

    DEFAULT_CSS = "Chart { height: 1fr; }"

    def __init__(self, ink: str, *, thick: int = 1, axis: bool = True, id: str) -> None:
        super().__init__(id=id)
        self.ink, self.thick, self.axis = ink, thick, axis
        self.values: Pairs = ()
        self.rough: Pairs = ()
        self.base: float | None = None
        self.seconds = 0.0
        self.live = True

    def show(
        self,
        values: Pairs,
        base: float | None,
        seconds: float,
        *,
        divide: float = 1.0,
        rough: Pairs = (),
        live: bool = True,
    ) -> None:
        """Other values over 0 to `seconds`; `rough` is drawn behind the last of them. `divide` turns ms into s.

        The newest value is "now" while the load is `live`, "end" after it.
        """
        end = values[-1][0] if values else -1.0
        fresh = (
            _divided(values, divide),
            _divided([pair for pair in rough if pair[0] > end], divide),
            base / divide if base is not None else None,
            seconds,
            live,
        )
        if fresh != (self.values, self.rough, self.base, self.seconds, self.live):
            self.values, self.rough, self.base, self.seconds, self.live = fresh
            self.refresh()

    def render(self) -> Content:
        narrow = self.app.size.width < 100
        columns = max(self.size.width - TICKS - 1 - (LABELS - (3 if narrow else 0)), 4)
        rows = max(self.size.height - (1 if self.axis else 0), 1)
        known = [value for _, value in (*self.values, *self.rough) if value is not None]
        if not known:
            return Content.styled(" " * (TICKS + 1) + "-", "$muted")
        axis = scale(min(0.0, *known), max(*known, self.base or 0.0), rows)
        seconds = max(self.seconds, *(at for at, _ in (*self.values, *self.rough)))

        def line(pairs: Pairs, thick: int) -> list[str]:
            values = sampled(pairs, seconds, columns * 2)
            return raster(trace(values, columns, rows, axis.low, axis.high, thick=thick), columns, rows)

        dashes = (
            raster(level(self.base, columns, rows, axis.low, axis.high), columns, rows)
            if self.base is not None
            else [" " * columns] * rows
        )
        layers = [(line(self.values, self.thick), self.ink), (line(self.rough, 1), "$muted"), (dashes, "$series-base")]
        ends = self._ends(axis, rows, narrow)
        lines = [
            self._row(row, axis, [(dots[row], ink) for dots, ink in layers], columns) + ends.get(row, Content(""))
            for row in range(rows)
        ]
        if self.axis:
            lines.append(self._time(columns))
        return Content("\n").join(lines)

    def _row(self, row: int, axis: Scale, layers: list[tuple[str, str]], columns: int) -> Content:
        """One row: its tick, then the layers and the grid; the first that has dots in a cell owns it."""
        tick = axis.ticks().get(row)
        parts: list[tuple[str, str]] = [(right("" if tick is None else _tick(tick, axis.step), TICKS) + " ", "$muted")]
        for at in range(columns):
            grid = "⠂" if tick is not None and at % 2 == 0 else " "
            char, ink = next(((dots[at], ink) for dots, ink in layers if dots[at] != " "), (grid, "$grid"))
            if len(parts) > 1 and parts[-1][1] == ink:
                parts[-1] = (parts[-1][0] + char, ink)
            else:
                parts.append((char, ink))
        return say(*parts)

    def _ends(self, axis: Scale, rows: int, narrow: bool) -> dict[int, Content]:
        """The labels after the line: the newest value and the baseline, never on one row.

        Where the load is live and no request ended in the last seconds, there is no newest value.
        """
        ends: dict[int, Content] = {}
        pairs, ink = (self.values, f"bold {self.ink}") if self.values else (self.rough, "$muted")
        last = pairs[-1][1] if self.live else next((v for _, v in reversed(pairs) if v is not None), None)
        at = -1
        if last is not None:
            at = _row_of(last, axis, rows)
            ends[at] = say((f" {_value(last)}", ink), ("" if narrow else " " + t("now" if self.live else "end"), ink))
        if self.base is not None and rows > 1:
            below = _row_of(self.base, axis, rows)
            if below == at:
                below = at + 1 if at + 1 < rows and (self.base <= (last or 0.0) or at == 0) else at - 1
            words = t("base") if narrow else f"{_value(self.base)} {t('base')}"
            ends[below] = say((f" {words}", "$series-base"))
        return ends

    def _time(self, columns: int) -> Content:
        """0, the middle and the end, in seconds."""
        line = " " * (TICKS + 1) + "0"
        if self.seconds >= 1:
            half, end = f"{self.seconds / 2:.0f}", f"{self.seconds:.0f} s"
            line = line.ljust(TICKS + 1 + columns // 2 - len(half) // 2) + half if self.seconds >= 4 else line
            line = line.ljust(TICKS + 1 + columns - len(end) + 2) + end
        return Content.styled(line, "$muted")


def sampled(pairs: Pairs, seconds: float, count: int) -> list[float | None]:
    """`count` values over 0 to `seconds`, on the straight lines between the pairs; None outside of them.

    A pair without a value breaks the line. One pair alone is drawn as a dash, so that it is seen.
    """
    if not pairs:
        return [None] * count
    ats = [at for at, _ in pairs]
    step = seconds / max(count - 1, 1) if seconds else 1.0
    found: list[float | None] = []
    for n in range(count):
        at = n * step
        right_of = bisect_left(ats, at)
        before, after = pairs[max(right_of - 1, 0)], pairs[min(right_of, len(pairs) - 1)]
        low, high = before[1], after[1]
        if low is None or high is None or before is after:
            near = min((before, after), key=lambda pair: abs(pair[0] - at))
            reach = max(step, 0.0 if before is after else _ALONE_S) * 0.51
            found.append(near[1] if abs(near[0] - at) < reach else None)
        else:
            found.append(low + (high - low) * (at - before[0]) / (after[0] - before[0]))
    return found


def _divided(pairs: Pairs, by: float) -> list[tuple[float, float | None]]:
    return [(at, None if value is None else value / by) for at, value in pairs]


def _row_of(value: float, axis: Scale, rows: int) -> int:
    share = (value - axis.low) / (axis.high - axis.low) if axis.high > axis.low else 0
    return max(0, min(rows - 1, round((1 - share) * (rows - 1))))


def _value(value: float) -> str:
    return number(value) if abs(value) >= 100 else number(value, 1)


def _tick(value: float, step: float) -> str:
    return number(value, 0 if step >= 1 and float(step).is_integer() else 1 if step >= 0.1 else 2)
