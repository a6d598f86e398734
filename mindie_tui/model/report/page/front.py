"""Several points held against each other: which loads no other one beats, and how far repeats of a load lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.bench.figures.metrics import Metric
from mindie_tui.model.bench.figures.repeats import Repeats
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report import tables
from mindie_tui.model.report.page.charts import Trace, chart
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import key_text


def front(source: PageSource) -> list[Element]:
    """Both parts; nothing for a run of one load that was measured once."""
    points = [point for point in source.report.get("points") or () if isinstance(point, Mapping)]
    metric = tables.front_metric(points)
    found = [_against(tables.loads(points, metric), metric)] if metric is not None else []
    return found + [_repeats(one) for one in tables.repeated(points)]


def _against(rows: tuple[tables.ParetoRow, ...], metric: Metric) -> Element:
    """Throughput against one latency: all loads, those that no other one beats joined by a line."""
    best = [row for row in rows if row.beaten_by is None]
    beaten = [row for row in rows if row.beaten_by is not None]
    names = (t("not beaten"), t("beaten"))
    lines = [Trace(name, sorted((row.latency, row.output_tok_s) for row in some), ink, dots=True, joined=not ink)
             for ink, (name, some) in enumerate(zip(names, (best, beaten), strict=True))]  # fmt: skip
    label = in_language(metric.label)
    title = t("Throughput against {latency}", latency=label)
    drawn = chart(title, lines, x_unit=f"{label}, {metric.unit}", y_unit="tok/s", least=1)
    said = t("No other load has as much throughput at as little {latency} as these {count}: the Pareto front.",
             latency=label, count=len(best))  # fmt: skip
    cells = [_cells(row, metric) for row in rows]
    heads = (t("load"), t("output"), label, t("Pareto front"))
    return section(title, tag("p", said), table(heads, cells, figures=(1, 2)), drawn)


def _cells(row: tables.ParetoRow, metric: Metric) -> list[Element | str]:
    beaten: dict[str, Any] | None = dict(row.beaten_by) if row.beaten_by is not None else None
    stands = (
        tag("span", t("on it"), of="good")
        if beaten is None
        else tag("span", t("beaten by {load}", load=key_text(beaten)), of="dim")
    )
    return [key_text(row.key), number(row.output_tok_s, "tok/s"), number(row.latency, metric.unit), stands]


def _repeats(one: Repeats) -> Element:
    """One load over its repeats: the mean of each figure and how far they lie apart."""
    rows = []
    for row in tables.spread(one):
        unit = row.metric.unit
        figures = (number(row.mean, unit), tables.noise_text(row), number(row.lowest, unit), number(row.highest, unit))
        rows.append((in_language(row.metric.label), *figures, str(row.n)))
    heads = (t("metric"), t("mean"), t("noise"), t("lowest"), t("highest"), t("repeats"))
    title = t("Repeats of {load}", load=key_text(one.key))
    said = t("Noise is the standard deviation of one measurement, in per cent of the mean.")
    return section(title, tag("p", said, of="dim"), table(heads, rows, figures=range(1, 6)))
