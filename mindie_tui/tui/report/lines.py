"""What a report says beside one point's figures: all points, knee or verdict, accuracy scores. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from mindie_tui.model.report import report as reports
from mindie_tui.model.text import one_line
from mindie_tui.tui.report.compare import VERDICTS
from mindie_tui.tui.text.cells import cut, left, number, right, say
from mindie_tui.tui.text.translate import label_of, t

FIGURES = (("output_tok_s", "token/s", 9), ("request_s", "req/s", 7), ("ttft_p50_ms", "TTFT p50", 9),
           ("ttft_p99_ms", "TTFT p99", 9), ("tpot_p50_ms", "TPOT p50", 9), ("failed", "failed", 7))  # fmt: skip
FEW = ("output_tok_s", "ttft_p99_ms", "tpot_p50_ms", "failed")


def points_of(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [point for point in report.get("points") or () if isinstance(point, Mapping)]


def overview(report: Mapping[str, Any], at: int, *, columns: int) -> list[Content]:
    """All points, a line each, `at` marked; what was not measured, and the knee or the verdict. Empty for one point."""
    points = points_of(report)
    lines = _ended(report, columns)
    if len(points) > 1:
        figures = [f for f in FIGURES if columns >= 70 or f[0] in FEW]
        heads = "".join(right(t(head), room) for _, head, room in figures)
        lines.append(say(("  " + left(t("conc"), 6) + left(t("rate"), 7) + heads, "$muted")))
        lines += [_point(report, point, n, n == at, figures) for n, point in enumerate(points)]
    lines += [_missing(point, columns) for point in report.get("unmeasured") or ()]
    return [*lines, Content("")] if lines else []


def _ended(report: Mapping[str, Any], columns: int) -> list[Content]:
    """How the run ended, the verdict of a search, the knees of a sweep."""
    search = report.get("search") or {}
    said = [(f"{search['code']}: {search['text']}", "$strong")] if search.get("text") else []
    said += [(f"{t('knee')}: {knee['text']}", "$strong") for knee in (report.get("sweep") or {}).get("knees") or ()]
    if report.get("stopped"):
        said.append((f"{t('stopped before its end')}: {report['stopped']}", "$warning"))
    lines = []
    for words, style in said:
        lines += Content.styled(one_line(words), style).wrap(max(columns, 20))
    return lines


def _load(key: Mapping[str, Any]) -> str:
    batch, rate = key.get("batch_size"), key.get("request_rate")
    return left(_plain(batch), 6) + left(_plain(rate), 7)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else "-"


def _point(
    report: Mapping[str, Any], point: Mapping[str, Any], n: int, here: bool, figures: Sequence[tuple[str, str, int]]
) -> Content:
    name = reports.point_name(point, n)
    line = say(("▸ " if here else "  ", "$accent"), (_load(point.get("key") or {}), "bold $strong"))
    for metric, _, room in figures:
        value = reports.value_of(point, reports.BY_NAME[metric])
        digits = 2 if metric == "request_s" else 0 if metric == "failed" else 1
        shown = "-" if value is None else number(value, digits) if digits else number(value)
        line += say((right(shown, room), "$foreground"))
    verdicts = {c["verdict"] for c in report.get("comparison") or () if c.get("point") == name}
    for verdict in ("worse", "better", "within", "same", "new"):
        if verdict in verdicts:
            glyph, colour = VERDICTS[verdict]
            return line + say((f"  {glyph}", colour), (f" {t(verdict)}" if verdict == "worse" else "", colour))
    return line


def _missing(point: Mapping[str, Any], columns: int) -> Content:
    words = one_line(str(point.get("reason") or point.get("state") or ""))
    return say(
        ("✗ ", "$error"),
        (_load(point.get("key") or {}), "bold $strong"),
        (cut(f"{t(str(point.get('state')))}  {words}", max(columns - 16, 10)), "$muted"),
    )


def accuracy(report: Mapping[str, Any], *, columns: int) -> list[Content]:
    """A score a line, with its interval and the difference to the baseline in points; what is no score."""
    entries, bad = report.get("accuracy") or (), report.get("accuracy_unmeasured") or ()
    if not entries and not bad:
        return []
    held = {c.get("point"): c for c in report.get("comparison") or () if c.get("metric") == "accuracy"}
    wide = columns >= 70
    room = max(min(columns - (46 if wide else 30), 40), 12)
    heads = left(t("accuracy") + " %", room) + right(t("score"), 8) + (right("95 %", 16) if wide else "")
    lines = [say((heads + right(t("change"), 10), "$muted"))]
    for entry in entries:
        lines.append(_score(entry, held.get(entry.get("point")), room, wide))
        beside = _beside(entry)
        lines += [say(("  " + cut(line, columns - 2), "$muted")) for line in beside]
    for one in bad:
        words = one_line(str(one.get("reason") or one.get("state") or ""))
        lines.append(say(("✗ ", "$error"), (cut(f"{one.get('point')}: {words}", columns - 2), "$error")))
    return [Content(""), *lines]


def _score(entry: Mapping[str, Any], held: Mapping[str, Any] | None, room: int, wide: bool) -> Content:
    score, interval = entry.get("score"), entry.get("interval")
    name = cut(one_line(str(entry.get("dataset") or entry.get("point"))), room - 1)
    line = say((left(name, room), "$foreground"))
    line += say((right(f"{score:.2f}" if isinstance(score, int | float) else "-", 8), "bold $strong"))
    if wide:
        line += say((right(f"{interval[0]:.2f}..{interval[1]:.2f}" if interval else "-", 16), "$muted"))
    if held is None or held.get("baseline") is None:
        return line + say((right(label_of("verdict", "new") if held else "", 10), "$muted"))
    verdict = str(held.get("verdict", "new"))
    glyph, colour = VERDICTS.get(verdict, VERDICTS["new"])
    change = held.get("change_points")
    ink = colour if verdict in ("worse", "better") else "$foreground"
    line += say((right(f"{change:+.2f} pt" if isinstance(change, int | float) else "-", 10), ink))
    return line + say((f"  {glyph}", colour), (f" {t(verdict)}" if verdict in ("worse", "better", "same") else "", ink))


def _beside(entry: Mapping[str, Any]) -> list[str]:
    """What is to be known beside a score: answers that are missing, cut, empty."""
    counts = entry.get("requests") or {}
    said = [
        f"{counts[key]} {t(word)}"
        for key, word in (("failed", "failed"), ("cancelled", "cancelled"), ("unsent", "never sent"))
        if counts.get(key)
    ]
    for key, word in (("cut_percent", "cut at max_out_len"), ("empty_percent", "empty")):
        if entry.get(key):
            said.append(f"{entry[key]:g} % {t(word)}")
    return [", ".join(said)] if said else []
