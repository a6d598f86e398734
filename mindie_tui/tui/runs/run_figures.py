"""The figures of a run as lines: each point, newest first, with what the baseline says of it, and the scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from mindie_tui.model.bench.accuracy import score_of
from mindie_tui.model.bench.figures.metrics import METRICS, Metric, value_of
from mindie_tui.model.markdown import number
from mindie_tui.model.message import in_language
from mindie_tui.model.report.point_key import key_text
from mindie_tui.model.text import one_line
from mindie_tui.tui.text.cells import cut, left, right, say
from mindie_tui.tui.text.translate import label_of, t

_INKS = {"worse": "$error", "better": "$success", "lacking": "$warning"}
_LABEL, _VALUE, _CHANGE = 16, 16, 11


def of_run(report: Mapping[str, Any], columns: int) -> list[Content]:
    """All points of a report, the newest first, and its scores."""
    lines: list[Content] = []
    for entry in report.get("accuracy") or ():
        score = score_of(entry) if isinstance(entry, Mapping) else None
        if score is not None:
            lines.append(_line(one_line(str(entry.get("name") or t("accuracy"))), f"{score:.2f} %", Content("")))
    points = [point for point in report.get("points") or () if isinstance(point, Mapping)]
    for point in reversed(points):
        held = [one for one in report.get("comparison") or () if one.get("point") == point.get("point")]
        lines += [Content("")] if lines else []
        lines.append(say((cut(one_line(key_text(point.get("key") or {})), columns), "bold $foreground")))
        values = ((metric, value_of(point, metric)) for metric in METRICS)
        lines += [_figure(metric, value, held) for metric, value in values if value is not None]
    return lines


def _figure(metric: Metric, value: float, held: list[Mapping[str, Any]]) -> Content:
    one = next((one for one in held if one.get("metric") == metric.name), None)
    change = one.get("change_percent") if one is not None else None
    verdict = str(one.get("verdict")) if one is not None else ""
    beside = Content("")
    if isinstance(change, int | float):
        words = label_of("verdict", verdict)
        beside = say((right(f"{change:+.1f} %", _CHANGE), "$foreground"), (f"   {words}", _INKS.get(verdict, "$muted")))
    return _line(in_language(metric.label), number(value, metric.unit), beside)


def _line(label: str, value: str, beside: Content) -> Content:
    return say((left(cut(label, _LABEL), _LABEL), "$muted"), (right(value, _VALUE), "$foreground")) + beside
