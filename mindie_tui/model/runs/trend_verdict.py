"""What a trend says, in one sentence: by the command and on the screen."""

from __future__ import annotations

from mindie_tui.model.bench.figures.metrics import Metric
from mindie_tui.model.markdown import number
from mindie_tui.model.message import Message
from mindie_tui.model.runs.trend import LEAST_RUNS, TrendSeries


def verdict(series: TrendSeries, metric: Metric) -> Message:
    """The trend in one sentence."""
    trend, regression = series.trend, series.trend.regression
    if trend.noise is None:
        return Message("{count} runs are too few to tell a trend; it needs {least}", count=len(series.runs),
                       least=LEAST_RUNS)  # fmt: skip
    noise = f"{trend.noise:.1f}" + ("" if metric.kind == "count" else " %")
    if regression is None:
        return Message("No regression in {count} runs; two runs differ by {noise}", count=len(series.runs), noise=noise)
    change = f"{regression.percent:+.1f} %" if metric.kind != "count" else f"{regression.percent:+g}"
    return Message(
        "Worse since run {run}: {before} before, {after} since ({change}); two runs differ by {noise}",
        run=series.began, before=number(regression.before, metric.unit), after=number(regression.after, metric.unit),
        change=change, noise=noise,
    )  # fmt: skip
