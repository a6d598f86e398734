"""A sweep or a search as a whole: all points in a table, the curves, the knee, the edge; and what was not measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.bench.aisbench.lengths import of_key
from mindie_tui.model.bench.comparison import BY_NAME, point_name, value_of
from mindie_tui.model.bench.figures.repeats import Repeats, groups
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report import gaps
from mindie_tui.model.report.page.charts import Trace, chart
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.report.tables import front_metric

_COLUMNS = ("output_tok_s", "request_s", "ttft_p50_ms", "ttft_p99_ms", "tpot_p50_ms", "tpot_p99_ms", "failed")
MOST_CURVES = 4
"""Lines of one chart: the page has as many colours."""
_AXES = (("batch_size", "concurrency"), ("request_rate", "request rate"))


def sweep(source: PageSource) -> list[Element]:
    """Nothing for a run of one point."""
    report = source.report
    points = [point for point in report.get("points") or () if isinstance(point, Mapping)]
    if len(points) < 2:
        return []
    said = [tag("p", tag("b", line)) for line in _verdicts(report)]
    rows = [_row(report, point, at) for at, point in enumerate(points)]
    heads = [t("point"), t("load"), *(in_language(BY_NAME[name].label) for name in _COLUMNS), ""]
    curves = [one for one in _curves(points) if one is not None]
    return [section(t("All points"), *said, table(heads, rows, figures=range(2, 9)), *curves)]


def _verdicts(report: Mapping[str, Any]) -> list[str]:
    search = report.get("search") or {}
    found = [f"{search['code']}: {in_language(str(search['text']))}"] if search.get("text") else []
    knees = (report.get("sweep") or {}).get("knees") or ()
    return found + [t("Knee: {text}.", text=in_language(str(knee["text"]))) for knee in knees]


def _row(report: Mapping[str, Any], point: Mapping[str, Any], at: int) -> list[Element | str]:
    name = point_name(point, at)
    knees = {str(knee["point"]) for knee in (report.get("sweep") or {}).get("knees") or () if knee["where"] != "last"}
    marks = [t("knee")] if name in knees else []
    marks += [t("edge")] if name == (report.get("search") or {}).get("point") else []
    worse = sum(c["point"] == name and c["verdict"] == "worse" for c in report.get("comparison") or ())
    marks += [t("{count} worse", count=worse)] if worse else []
    figures = [number(value_of(point, BY_NAME[metric]), BY_NAME[metric].unit) for metric in _COLUMNS]
    return [tag("span", name, of="whole"), key_text(point.get("key") or {}), *figures, ", ".join(marks)]


def _curves(points: list[Mapping[str, Any]]) -> list[Element | None]:
    """Throughput and latency over the load that was swept, and each against the other; repeats are their mean.

    A line for each setting beside that load, as each pair of lengths: what was measured with others is no curve.
    """
    loads = groups(points)
    found: list[Element | None] = []
    for axis, word in _AXES:
        curves = _beside(loads, axis)
        if not curves:
            continue
        load, several = in_language(word), len(curves) > 1
        title = t("Output throughput over {load}", load=load)
        lines = [_line(t("output"), key, curve, axis, "output_tok_s", ink) for ink, (key, curve) in enumerate(curves)]
        found.append(chart(title, lines, x_unit=load, y_unit="tok/s"))
        names = ("ttft_p99_ms",) if several else ("ttft_p50_ms", "ttft_p99_ms")
        lines = [_line(BY_NAME[name].label, key, curve, axis, name, at or ink)
                 for ink, (key, curve) in enumerate(curves) for at, name in enumerate(names)]  # fmt: skip
        title = t("{metric} over {load}", metric="TTFT p99", load=load) if several else t("TTFT over {load}", load=load)
        found.append(chart(title, lines, x_unit=load, y_unit="ms"))
    pairs = [(one.figure(BY_NAME["tpot_p50_ms"]), one.figure(BY_NAME["output_tok_s"])) for one in loads]
    against = sorted((x.mean, y.mean) for x, y in pairs if x is not None and y is not None)
    title = t("Output throughput against TPOT p50")
    if front_metric(points) is None:  # else throughput is held against a latency further below
        found.append(chart(title, [Trace(t("output"), against, dots=True)], x_unit="TPOT p50, ms", y_unit="tok/s"))
    return found


def _beside(loads: Sequence[Repeats], axis: str) -> list[tuple[Mapping[str, Any], list[Repeats]]]:
    """(the other settings, loads) of each curve over an axis that has two loads or more, at most MOST_CURVES."""
    found: list[tuple[Mapping[str, Any], list[Repeats]]] = []
    for one in loads:
        if not isinstance(one.key.get(axis), int | float):
            continue
        rest = {name: value for name, value in one.key.items() if name != axis}
        curve = next((curve for key, curve in found if key == rest), None)
        if curve is None:
            found.append((rest, [one]))
        else:
            curve.append(one)
    return [(key, curve) for key, curve in found if len(curve) > 1][:MOST_CURVES]


def _line(word: str, key: Mapping[str, Any], curve: Sequence[Repeats], axis: str, metric: str, ink: int) -> Trace:
    lengths = of_key(key)
    name = word if lengths == (None, None) else t("input {input}, output {output}", input=lengths[0], output=lengths[1])
    figures = ((float(one.key[axis]), one.figure(BY_NAME[metric])) for one in curve)
    return Trace(name, sorted((load, figure.mean) for load, figure in figures if figure is not None), ink, dots=True)


def missing(source: PageSource) -> list[Element]:
    """The points that were not measured, and what of the baseline was not compared."""
    report = source.report
    found: list[Element] = []
    if rest := report.get("unmeasured"):
        rows = [
            (
                str(one["point"]),
                key_text(one["key"]),
                in_language(str(one["state"])),
                in_language(str(one["reason"])) or "-",
            )
            for one in rest
        ]
        found.append(
            section(t("Points that were not measured"), table((t("point"), t("load"), t("state"), t("why")), rows))
        )
    said = [tag("li", in_language(gaps.sentence(gap))) for gap in gaps.read(report.get("gaps") or ())]
    if error := report.get("comparison_error"):
        said.insert(0, tag("li", f"{in_language(gaps.FAILED)}: {error}"))
    return found + ([section(t("Not compared with the baseline"), tag("ul", *said))] if said else [])
