"""A tile: label and unit, one figure large in braille, below it verdict and baseline; and the counters beside."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.bench.figures.repeats import Repeats
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.runs.state import PointState
from mindie_tui.tui.bench import figures
from mindie_tui.tui.bench.figures import ComparedFigure, figure_text, judged
from mindie_tui.tui.common.raster import figure
from mindie_tui.tui.text.cells import fit, number, right, say, width
from mindie_tui.tui.text.translate import t

TILES = (
    ("output", "token/s", "output_tok_s"),
    ("TTFT p50", "ms", "ttft_p50_ms"),
    ("TPOT p50", "ms", "tpot_p50_ms"),
    ("E2EL p50", "s", "e2el_p50_ms"),
)
"""Label, unit and metric of each tile."""
SHORT = {"last 10 s": ", 10 s"}
"""The time that a figure is over, where a tile has no room for the words."""


class Tile(Widget):
    """On a narrow screen the figure is one bold number."""

    DEFAULT_CSS = "Tile { height: 5; width: 1fr; }"

    def __init__(self, label: str, unit: str, *, id: str) -> None:
        super().__init__(id=id)
        self.label, self.unit = label, unit
        self._one, self.over = ComparedFigure(None), ""

    def show(self, one: ComparedFigure, over: str = "") -> None:
        """Another figure, in the tile's unit, and the time that it is over; the same again draws nothing."""
        if (one, over) != (self._one, self.over):
            self._one, self.over = one, over
            self.refresh()

    def render(self) -> Content:
        one, narrow = self._one, self.app.size.width < 100
        words = figure_text(one.value, self.unit)
        over = f" {t(self.over)}" if self.over and not narrow else ""
        head = say((t(self.label), "$muted" if narrow else "$foreground"), (f" {self.unit}{over}", "$muted"))
        if not narrow and head.cell_length >= self.size.width:  # it would touch the next tile's
            head = say((t(self.label), "$foreground"), (f" {self.unit}{SHORT.get(self.over, '')}", "$muted"))
            head = fit(head, max(self.size.width - 2, 1))
        base = say((f"{t('base')} {_base(one.base, self.unit)}", "$muted")) if one.base is not None else Content("")
        if narrow:
            plain = number(float(words), len(words.partition(".")[2])) if one.value is not None else words
            return (
                head + "\n" + say((plain, "bold $strong" if one.value is not None else "$muted"), "   ") + judged(one)
            )
        ink = "$strong" if one.value is not None else "$muted"
        rows = figure(words) if one.value is not None else ["", "-", ""]
        if len(rows[0]) >= self.size.width:
            rows = ["", words, ""]
        below = judged(one)
        return Content("\n").join(
            [head, *(Content.styled(row, ink) for row in rows), below + ("  " if below and base else "") + base]
        )


def _base(value: float, unit: str) -> str:
    return number(value) if value >= 100 else number(value, 2 if unit == "s" and value < 10 else 1)


class Counters(Widget):
    """posted, received, finished, in flight, failed."""

    DEFAULT_CSS = "Counters { height: 5; width: 17; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[tuple[str, int | None]] = []

    def show(self, point: PointState | None) -> None:
        rows = counts(point)
        if rows != self._rows:
            self._rows = rows
            self.refresh()

    def render(self) -> Content:
        lines = []
        for label, count in self._rows:
            ink = (
                "$muted"
                if count is None
                else "bold $strong"
                if label == "finished"
                else "bold $error"
                if label == "failed" and count
                else "$foreground"
            )
            words = "-" if count is None else number(count)
            lines.append(say((t(label), "$muted"), (right(words, 17 - width(t(label))), ink)))
        return Content("\n").join(lines)


def counts(point: PointState | None) -> list[tuple[str, int | None]]:
    """The requests of a point. In flight: posted and not yet finished."""
    last = point.latest if point is not None else None
    ended = point.summary.get("requests") if point is not None and point.summary else None
    if ended and last is None:
        total, failed = int(ended.get("total", 0)), int(ended.get("failed", 0))
        return [
            ("posted", total),
            ("received", total - failed),
            ("finished", total),
            ("in flight", 0),
            ("failed", failed),
        ]
    if last is None:
        return [(label, None) for label in ("posted", "received", "finished", "in flight", "failed")]
    flying = max(last.posted - last.finished, 0) if point is not None and point.state == "running" else 0
    return [
        ("posted", last.posted),
        ("received", last.received),
        ("finished", last.finished),
        ("in flight", flying),
        ("failed", last.failed),
    ]


class Tiles(Horizontal):
    """The four figures of a point, and its counters."""

    def compose(self) -> Iterable[Widget]:
        for label, unit, metric in TILES:
            yield Tile(label, unit, id=f"tile-{metric}")
        yield Counters(id="counters")

    def show(self, shown: PointState | None, base: Repeats | None, limits: Baseline) -> None:
        """The figures of a point beside those of the baseline; without a point none."""
        point = shown or PointState("")
        latencies = figures.stats(point)
        values: dict[str, float | None] = {"output_tok_s": figures.output_tok_s(point)}
        values |= {f"{name}_p50_ms": latencies.get(f"{name}_ms", {}).get("p50") for name in ("ttft", "tpot", "e2el")}
        for _, unit, metric in TILES:
            one = figures.against(metric, values[metric], base, limits)
            if unit == "s":
                value, before = (v / 1000 if v is not None else None for v in (one.value, one.base))
                one = ComparedFigure(value, before, one.change, one.verdict)
            over = "" if point.state != "running" else "last 10 s" if metric == "output_tok_s" else "so far"
            self.query_one(f"#tile-{metric}", Tile).show(one, over if one.value is not None else "")
        self.query_one(Counters).show(shown)
