"""The charts of a point: its throughput at the left, one latency as p99 and p50 at the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.report import report as reports
from mindie_tui.model.runs.state import PointState
from mindie_tui.tui.bench import figures
from mindie_tui.tui.bench.sweep_pane import CurveBox
from mindie_tui.tui.common.chart import Chart
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t

SHOWN = (("ttft_ms", "TTFT", "ms"), ("tpot_ms", "TPOT", "ms"), ("e2el_ms", "E2EL", "s"))
"""What `v` turns the right chart to: as many as sweep_rows.LATENCIES."""


class Charts(Horizontal):
    """The lines of a point; of a sweep its curve takes the place of the latency."""

    def compose(self) -> Iterable[Widget]:
        yield Vertical(Static("", id="left-head"), Chart("$series-now", thick=2, id="throughput"), id="left")
        yield Vertical(
            Static("", id="p99-head"),
            Chart("$series-tail", axis=False, id="p99"),
            Static("", id="p50-head"),
            Chart("$series-now", thick=2, id="p50"),
            id="right",
        )
        yield CurveBox(id="curve-box")

    def show(self, point: PointState, base: Mapping[str, Any] | None, latency: int, *, wide: bool) -> None:
        """Draw a point with the lines of its baseline; `latency` is one of SHOWN."""
        live = point.state == "running"
        output, rough = figures.series(point, "output_tok_s"), figures.generated(point) if live else []
        seconds = point.latest.elapsed_s if point.latest else 0.0
        if not live and output:
            seconds = output[-1][0]
        head = say((t("output"), "bold $strong"), (" token/s, ", "$muted"), (_window(output, rough, wide), "$muted"))
        self.query_one("#left-head", Static).update(head)
        before = _baseline_value(base, "output_tok_s")
        self.query_one("#throughput", Chart).show(output, before, seconds, rough=rough, live=live)
        name, label, unit = SHOWN[latency]
        for stat in ("p99", "p50"):
            self.query_one(f"#{stat}-head", Static).update(_latency_head(f"{label} {stat}", unit))
            before = _baseline_value(base, name.replace("_ms", f"_{stat}_ms"))
            values, divide = figures.series(point, name, stat), 1000.0 if unit == "s" else 1.0
            self.query_one(f"#{stat}", Chart).show(values, before, seconds, divide=divide, live=live)


def _baseline_value(base: Mapping[str, Any] | None, metric: str) -> float | None:
    return reports.value_of(base, reports.BY_NAME[metric]) if base is not None else None


def _window(output: object, rough: object, wide: bool) -> str:
    """What the throughput is over, or where it comes from."""
    if rough and not output:
        return t("by the service's /metrics") if wide else t("by /metrics")
    return t("the last 10 s") + (t("; grey: /metrics, newer") if rough and wide else "")


def _latency_head(label: str, unit: str) -> Content:
    return say((label, "bold $strong"), (f" {unit}, ", "$muted"), (t("the last 10 s"), "$muted"))
