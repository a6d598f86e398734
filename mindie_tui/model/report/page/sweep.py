"""A sweep or a search as a whole: all points in a table, the curves, the knee, the edge; and what was not measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.bench.comparison import BY_NAME, point_name, value_of
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report import gaps
from mindie_tui.model.report.page.charts import Trace, chart
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import key_text

_COLUMNS = ("output_tok_s", "request_s", "ttft_p50_ms", "ttft_p99_ms", "tpot_p50_ms", "tpot_p99_ms", "failed")
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


def _row(report: Mapping[str, Any], point: Mapping[str, Any], at: int) -> list[str]:
    name = point_name(point, at)
    knees = {str(knee["point"]) for knee in (report.get("sweep") or {}).get("knees") or () if knee["where"] != "last"}
    marks = [t("knee")] if name in knees else []
    marks += [t("edge")] if name == (report.get("search") or {}).get("point") else []
    worse = sum(c["point"] == name and c["verdict"] == "worse" for c in report.get("comparison") or ())
    marks += [t("{count} worse", count=worse)] if worse else []
    figures = [number(value_of(point, BY_NAME[metric]), BY_NAME[metric].unit) for metric in _COLUMNS]
    return [name, key_text(point.get("key") or {}), *figures, ", ".join(marks)]


def _curves(points: list[Mapping[str, Any]]) -> list[Element | None]:
    """Throughput and latency over the load that was swept, and each against the other."""
    found: list[Element | None] = []
    for key, word in _AXES:
        loads = [(point.get("key") or {}).get(key) for point in points]
        if len({load for load in loads if isinstance(load, int | float)}) > 1:
            title = t("Output throughput over {load}", load=in_language(word))
            line = Trace(t("output"), _over(points, key, "output_tok_s"), dots=True)
            found.append(chart(title, [line], x_unit=in_language(word), y_unit="tok/s"))
            names = ("ttft_p50_ms", "ttft_p99_ms")
            lines = [Trace(BY_NAME[m].label, _over(points, key, m), ink, dots=True) for ink, m in enumerate(names)]
            found.append(
                chart(t("TTFT over {load}", load=in_language(word)), lines, x_unit=in_language(word), y_unit="ms")
            )
    pairs = [(value_of(p, BY_NAME["tpot_p50_ms"]), value_of(p, BY_NAME["output_tok_s"])) for p in points]
    against = sorted((x, y) for x, y in pairs if x is not None and y is not None)
    title = t("Output throughput against TPOT p50")
    found.append(chart(title, [Trace(t("output"), against, dots=True)], x_unit="TPOT p50, ms", y_unit="tok/s"))
    return found


def _over(points: list[Mapping[str, Any]], key: str, metric: str) -> list[tuple[float, float]]:
    found = []
    for point in points:
        load, value = (point.get("key") or {}).get(key), value_of(point, BY_NAME[metric])
        if isinstance(load, int | float) and value is not None:
            found.append((float(load), value))
    return sorted(found)


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
