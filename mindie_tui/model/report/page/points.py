"""The measured points: how each went, its figures beside the baseline's, and the load over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.bench.comparison import METRICS, point_name, value_of
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.page.charts import Trace, chart
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.runs.series import Windows

MOST_DRAWN = 6
"""Points whose load is drawn: the best one and the newest; a sweep's curves show them all."""
_COLOURS = {"worse": "bad", "better": "good"}


def points(source: PageSource) -> list[Element]:
    """A part for each point of the report."""
    report = source.report
    compared = {(c["point"], c["metric"]): c for c in report.get("comparison") or ()}
    measured = [point for point in report.get("points") or () if isinstance(point, Mapping)]
    drawn = {point_name(point, at) for at, point in enumerate(measured)} if len(measured) <= MOST_DRAWN else set()
    found: list[Element] = []
    for at, point in enumerate(measured):
        name = point_name(point, at)
        parts = [tag("p", key_text(point.get("key") or {}) + ". " + in_language(reports.how_it_went(point)))]
        if notes := [tag("li", in_language(note)) for note in reports.beside(point)]:
            parts.append(tag("ul", *notes))
        parts.append(_figures(name, point, compared))
        if name in drawn:
            parts += _charts(source, name)
        found.append(section(name, *parts))
    return found


def _figures(name: str, point: Mapping[str, Any], compared: Mapping[tuple[str, str], Mapping[str, Any]]) -> Element:
    measured = [(metric, value) for metric in METRICS if (value := value_of(point, metric)) is not None]
    if not any((name, metric.name) in compared for metric, _ in measured):
        rows = [(in_language(metric.label), number(value, metric.unit)) for metric, value in measured]
        return table((t("metric"), t("this run")), rows, figures=(1,))
    heads = (t("metric"), t("this run"), t("baseline"), t("change"), t("tolerance"), t("verdict"))
    return table(
        heads,
        [_compared(metric, value, compared.get((name, metric.name), {})) for metric, value in measured],
        figures=range(1, 5),
    )


def _compared(metric: Any, value: float, c: Mapping[str, Any]) -> Sequence[str | Element]:
    within, verdict = c.get("within_percent"), str(c.get("verdict", ""))
    said = in_language(verdict) if verdict else ""
    if c.get("proven") is not None:  # of repeats the mean is compared
        value = c["value"]
        noise = f"{c['noise_percent']:.1f} %"
        says = "{verdict}, noise {noise}: proven" if c["proven"] else "{verdict}, noise {noise}: not proven"
        said = t(says, verdict=said, noise=noise)
    return (
        in_language(metric.label),
        number(value, metric.unit),
        number(c.get("baseline"), metric.unit),
        reports.signed_percent(c.get("change_percent")),
        "" if within is None else f"{within:g} %",
        tag("span", said, of=_COLOURS.get(verdict, "")),
    )


def _charts(source: PageSource, name: str) -> Iterator[Element]:
    """Throughput and latency second by second, the baseline's beside it where its seconds are known."""
    state = source.state.points.get(name)
    windows: Windows = state.windows if state is not None else ()
    before = source.before.get(name, ())
    drawn = [
        chart(
            t("Output throughput over time"),
            [
                Trace(t("this run"), _line(windows, "output_tok_s")),
                Trace(t("baseline"), _line(before, "output_tok_s"), ink=2),
            ],
            x_unit=t("seconds of the load"),
            y_unit="tok/s",
        )
    ]
    for label, key in (("TTFT", "ttft_ms"), ("TPOT", "tpot_ms")):
        lines = [
            Trace(f"{quantile} {t(of)}", _line(of_run, key, quantile), ink=ink)
            for of, of_run, inks in (("this run", windows, (0, 1)), ("baseline", before, (2, 3)))
            for quantile, ink in zip(("p50", "p99"), inks, strict=True)
        ]
        title = t("{metric} over time", metric=label)
        drawn.append(chart(title, lines, x_unit=t("seconds of the load"), y_unit="ms"))
    yield from (one for one in drawn if one is not None)


def _line(windows: Windows, key: str, quantile: str = "") -> list[tuple[float, float]]:
    """(second, figure) of each window that has it."""
    found = []
    for window in windows:
        value: Any = window.get(key)
        if quantile:
            value = value.get(quantile) if isinstance(value, Mapping) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            found.append((float(window["at_s"]), float(value)))
    return found
