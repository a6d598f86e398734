"""`trend PROFILE`: a figure over the newest runs of a profile, and the run at which a regression began. No network."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.bench.figures.metrics import BY_NAME, Metric
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.markdown import number
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.runs.trend import TrendSeries, series_of
from mindie_tui.model.runs.trend_verdict import verdict
from mindie_tui.store.runs.history.trend import reports_of

_WIDTH = 40
"""Columns between the lowest and the highest figure of the chart."""


def run(args: argparse.Namespace) -> int:
    """Print one chart for each point of the newest run. CommandLineError for a metric that is not known."""
    metric = BY_NAME.get(args.metric)
    if metric is None:
        raise CommandLineError(
            Message("{metric!r} is not a metric of a run", metric=args.metric),
            do=Message("write one of {names}", names=", ".join(BY_NAME)),
        )
    found = series_of(reports_of(args.profile, args.last), metric, args.tolerance)
    if args.json:
        for series in found:
            write_json(_as_json(args.profile, metric, series), sys.stdout)
        return 0
    if not found:
        none = "no run of {profile} on this machine has measured {metric}; `mindie-tui runs` lists what there is"
        print(in_language(Message(none, profile=args.profile, metric=metric.name)))
    for at, series in enumerate(found):
        if at:
            print()
        _print(args.profile, metric, series)
    return 0


def _print(profile: str, metric: Metric, series: TrendSeries) -> None:
    unit = f" ({metric.unit})" if metric.unit else ""
    print(f"{profile}  {metric.label}{unit}  {key_text(series.key)}")
    values = series.trend.values
    low, high = min(values), max(values)
    marks = {shift.at: "worse" if shift.worse else "better" for shift in series.trend.shifts}
    rows = []
    for at, run in enumerate(series.runs):
        column = round((run.figure.mean - low) / (high - low) * (_WIDTH - 1)) if high > low else 0
        spread = "" if run.figure.noise_percent is None else f"+-{run.figure.noise_percent:.1f} %"
        figure = number(run.figure.mean, metric.unit).removesuffix(f" {metric.unit}").rjust(10)
        mark = in_language(Message("{word} from here", word=Message(marks[at]))) if at in marks else ""
        rows.append((f"  {run.run}", figure, spread, "." * column + "o" + "." * (_WIDTH - 1 - column), mark))
    print_table(rows)
    print(in_language(verdict(series, metric)))


def _as_json(profile: str, metric: Metric, series: TrendSeries) -> dict[str, Any]:
    """One series as a line of `--json`; `began` is null where there is no regression."""
    return {
        "v": 1, "event": "trend", "profile": profile, "metric": metric.name, "unit": metric.unit,
        "key": dict(series.key), "noise_percent": series.trend.noise, "began": series.began,
        "runs": [{"run": one.run, "value": one.figure.mean, "repeats": one.figure.n,
                  "noise_percent": one.figure.noise_percent} for one in series.runs],
        "shifts": [{"run": series.runs[shift.at].run, "before": shift.before, "after": shift.after,
                    "change": shift.percent, "worse": shift.worse} for shift in series.trend.shifts],
    }  # fmt: skip
