"""Accuracy: each score with its interval, against the baseline, and what was no score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.message import in_language
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag

MOST_SUBJECTS = 120


def accuracy(source: PageSource) -> list[Element]:
    """Nothing where no accuracy was asked for."""
    report = source.report
    entries, bad = report.get("accuracy") or (), report.get("accuracy_unmeasured") or ()
    if not entries and not bad:
        return []
    held = {c["point"]: c for c in report.get("comparison") or () if c["metric"] == "accuracy"}
    heads = (t("data set"), t("metric"), t("score"), t("95 % interval"), t("baseline"), t("change"), t("answered"))
    rows = [_row(entry, held.get(str(entry.get("point"))) or {}) for entry in entries]
    parts = [table(heads, rows, figures=range(2, 7))] if rows else []
    parts += [tag("p", f"{one['point']}: {in_language(str(one['reason'] or one['state']))}", of="bad") for one in bad]
    for entry in entries:
        parts += _subjects(entry)
    return [section(t("Accuracy"), *parts)]


def _row(entry: Mapping[str, Any], compared: Mapping[str, Any]) -> list[str | Element]:
    interval, change = entry.get("interval"), compared.get("change_points")
    counts = entry.get("requests") or {}
    verdict = str(compared.get("verdict", ""))
    said = f"{change:+.2f} {t('points')}" if isinstance(change, int | float) else ""
    return [
        str(entry.get("dataset") or ""),
        str(entry.get("metric") or ""),
        _percent(entry.get("score")),
        f"{interval[0]:.2f} .. {interval[1]:.2f}" if interval else "-",
        _percent(compared.get("baseline")),
        tag("span", said, of={"worse": "bad", "better": "good"}.get(verdict, "")),
        f"{counts.get('success', '?')} / {counts.get('asked', '?')}",
    ]


def _percent(value: Any) -> str:
    return f"{value:.2f} %" if isinstance(value, int | float) else "-"


def _subjects(entry: Mapping[str, Any]) -> list[Element]:
    subjects = entry.get("subjects") or ()
    if len(subjects) < 2:
        return []
    rows = [
        [str(one.get("name")), _percent(one.get("score")), *(_count(one.get(key)) for key in ("correct", "total"))]
        for one in subjects[:MOST_SUBJECTS]
    ]
    heads = (t("subject"), t("score"), t("right"), t("of"))
    return [tag("h3", str(entry.get("dataset") or "")), table(heads, rows, figures=(1, 2, 3))]


def _count(value: Any) -> str:
    return "-" if value is None else str(value)
