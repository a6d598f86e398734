"""A report against its baseline as lines: figures, change around a zero line, what differs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from mindie_tui.model.documents.document import compact
from mindie_tui.model.report import report as reports
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.raster import change
from mindie_tui.tui.text.cells import cut, cut_head, left, number, right, say
from mindie_tui.tui.text.translate import label_of, t

UNITS = {"output_tok_s": "token/s", "request_s": "req/s"}
FEW = frozenset(m.name for m in reports.METRICS if "_p90_" not in m.name)
"""What is shown where there is little room."""
VERDICTS = {
    "better": ("✓", "$success"),
    "worse": ("!", "$warning"),
    "same": ("=", "$muted"),
    "within": ("✓", "$success"),
    "new": ("-", "$muted"),
}


def compared(report: Mapping[str, Any], *, columns: int, rows: int, at: int = -1) -> list[Content]:
    """One point's figures, one line each, of the newest by default; with a baseline the change and its verdict."""
    points = report.get("points") or ()
    if not points:
        return [] if report.get("accuracy") else [say((t("nothing was measured in this run"), "$muted"))]
    at = at if 0 <= at < len(points) else len(points) - 1
    point, name = points[at], reports.point_name(points[at], at)
    held = {c["metric"]: c for c in report.get("comparison") or () if c.get("point") == name}
    based = any(c.get("baseline") is not None for c in held.values())
    wide = columns >= 70
    shape = TableShape(columns - (52 if wide else 40) if based else min(columns - 14, 36), based, wide)
    within = next((c["within_percent"] for c in held.values() if c.get("within_percent") is not None), 5)
    heads = say((left(t("metric"), shape.label_cells), "$muted"), (right(t("this run"), 9), "$muted"))
    if based:
        heads += say((right(t("baseline"), 10), "$muted"), (right(t("change"), 9), "$muted"))
        heads += say((f"   {'-' + f'{within:g}':<4} {'+' + f'{within:g}':>3}" if shape.bars else "", "$muted"))
    lines = [heads]
    metrics = [m for m in reports.METRICS if reports.value_of(point, m) is not None]
    if len(metrics) + 1 > rows:
        metrics = [m for m in metrics if m.name in FEW]
    for metric in metrics[: max(rows - 1, 0)]:
        lines.append(_line(metric, reports.value_of(point, metric), held.get(metric.name), shape))
    return lines


@dataclass(frozen=True, slots=True)
class TableShape:
    """The columns of the table of figures."""

    label_cells: int
    based: bool
    """There is a baseline, so a change and a verdict."""
    wide: bool

    @property
    def bars(self) -> bool:
        """The change is drawn around a zero line too."""
        return self.based and self.wide


def _line(metric: reports.Metric, value: float | None, held: Mapping[str, Any] | None, shape: TableShape) -> Content:
    seconds = metric.name.startswith("e2el")
    unit = "s" if seconds else UNITS.get(metric.name, metric.unit)
    label = metric.label
    line = say(
        (label, "$foreground"),
        (left(f" {unit}", max(shape.label_cells - len(label), 0)), "$muted"),
        (right(_figure(metric, value), 9), "bold $strong"),
    )
    if not shape.based:
        return line
    before, percent = (held or {}).get("baseline"), (held or {}).get("change_percent")
    verdict = str((held or {}).get("verdict", "new"))
    glyph, colour = VERDICTS.get(verdict, VERDICTS["new"])
    ink = colour if verdict in ("better", "worse") else "$foreground"
    said = (
        reports.signed_percent(percent)
        if percent is not None
        else (label_of("verdict", "new") if before is None else _count_change(value, before))
    )
    line += say((right(_figure(metric, before), 10), "$muted"), (right(said, 9), ink))
    if shape.bars:
        within = (held or {}).get("within_percent")
        mine, posts = change(percent, within if within is not None else 0)
        line += Content("   ") + _layers(mine, posts, colour if verdict in ("better", "worse") else "$muted")
    word = verdict if verdict in ("better", "same", "worse", "new") else ""
    loud = verdict == "worse" or (shape.wide and verdict != "same")
    return line + say(
        (f"   {glyph}", colour), (f" {label_of('verdict', word)}" if word else "", ink if loud else "$muted")
    )


def _layers(mine: str, posts: str, ink: str) -> Content:
    """The bar over the posts: the top one owns a cell, dots of both are kept."""
    parts = []
    for top, below in zip(mine, posts, strict=True):
        if top != " ":
            both = chr(ord(top) | (ord(below) if below != " " else 0))
            parts.append((both, ink))
        else:
            parts.append((below, "$rule"))
    return say(*parts)


def _figure(metric: reports.Metric, value: float | None) -> str:
    if value is None:
        return "-"
    if metric.kind == "count":
        return number(value)
    if metric.name.startswith("e2el"):
        return f"{value / 1000:.2f}"
    return f"{value:.2f}" if metric.name == "request_s" else number(value, 1)


def _count_change(value: float | None, before: float) -> str:
    return f"{(value or 0) - before:+.0f}" if value != before else "0"


def differs(report: Mapping[str, Any], *, columns: int, rows: int) -> list[Content]:
    """What differs from the baseline's configuration, as a seam: old right-aligned, new left-aligned."""
    changes: Sequence[Mapping[str, Any]] = report.get("configuration_changes") or ()
    if not changes or rows < 2:
        return []
    name = min(26, columns // 3)
    old = (columns - name - 3) // 2
    heads = left(t("what differs"), name) + right(t("baseline"), old) + "   " + t("this run")
    lines = [say((heads, "$muted"))]
    room = rows - 1
    shown = changes[:room] if len(changes) <= room else changes[: room - 1]
    for row in shown:
        lines.append(
            say(
                (left(one_line(str(row["field"])), name), "$foreground"),
                (right(_said(row["baseline"], old), old), "$muted"),
                ("   " + _said(row["this"], columns - name - old - 3), "$strong"),
            )
        )
    if len(shown) < len(changes):
        lines.append(say((t("and {n} more", n=len(changes) - len(shown)), "$muted"), ("   d", "bold $strong")))
    return lines


def _said(value: Any, room: int) -> str:
    if value is None:
        return "-"
    words = one_line(value if isinstance(value, str) else compact(value))
    return (cut_head if words.startswith("/") else cut)(words, room)


def headline(report: Mapping[str, Any]) -> tuple[str, str, str]:
    """(glyph, its colour, sentence): how the run compares with its baseline."""
    held = report.get("comparison") or ()
    words = t(reports.headline(report))
    worse = [c for c in held if c.get("verdict") == "worse"]
    something = report.get("points") or report.get("accuracy")
    if not something or not held:
        glyph = ("-", "$muted") if not something else ("✓", "$success") if reports_whole(report) else ("!", "$warning")
        return (*glyph, words)
    if worse:
        count = sum(c.get("verdict") != "new" for c in held)
        percents = sorted({c["within_percent"] for c in worse if c.get("within_percent") is not None})
        said = [f"{p:g} %" for p in percents]
        said += sorted({f"{c['within_points']:g} pt" for c in worse if c.get("within_points") is not None})
        limits = ", ".join(said) or t("the limits")
        words = t("{n} of {all} metrics outside {limits}", n=len(worse), all=count, limits=limits)
        return "!", "$warning", words if reports_whole(report) else f"{words}   {t('incomplete')}"
    return ("✓", "$success", words) if reports_whole(report) else ("!", "$warning", words)


def reports_whole(report: Mapping[str, Any]) -> bool:
    """Whether all that was asked for was measured."""
    if report.get("gaps") and not report.get("gaps_allowed"):
        return False
    return not any(report.get(key) for key in ("stopped", "unmeasured", "accuracy_unmeasured", "comparison_error"))
