"""The head of the page: the verdict in one sentence, the figures that everybody asks for, what was waived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model.bench.comparison import BY_NAME, value_of
from mindie_tui.model.markdown import number
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import key_text

_TILES = ("output_tok_s", "request_s", "ttft_p99_ms", "tpot_p99_ms")


def head(source: PageSource) -> list[Element]:
    """Title, verdict, where and when, tiles."""
    report = source.report
    marks = [tag("span", t("simulated"), of="mark warn")] if source.state.simulated else []
    title = tag("h1", str(report.get("profile") or source.run.profile), " ", *marks)
    verdict = tag("p", t("{sentence}.", sentence=reports.headline(report)), of=f"verdict {_stands(report)}".strip())
    nodes = ", ".join(source.state.nodes) or "-"
    where = t("Run {run}, begun {at}, on {nodes}.", run=source.run.id, at=_when(source.state.started), nodes=nodes)
    tiles = tag("div", *_tiles(source), of="tiles")
    beside = tag("p", _of_which(report), of="dim")
    return [title, verdict, tag("p", where, of="dim"), *([tiles, beside] if len(tiles) else [])]


def _stands(report: Mapping[str, Any]) -> str:
    """The colour of the verdict: of what is bad, of what is not whole, of what held."""
    compared = report.get("comparison") or ()
    if any(c["verdict"] == "worse" for c in compared):
        return "bad"
    whole = not (report.get("stopped") or report.get("unmeasured") or report.get("gaps"))
    if not whole or report.get("comparison_error") or not (report.get("points") or report.get("accuracy")):
        return "warn"
    return "good" if compared else ""


def _when(iso: str) -> str:
    return iso[:16].replace("T", " ") or "-"


def _best(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The point with the highest output."""
    points = [point for point in report.get("points") or () if isinstance(point, Mapping)]
    return max(points, key=lambda point: value_of(point, BY_NAME["output_tok_s"]) or 0.0, default=None)


def _of_which(report: Mapping[str, Any]) -> str:
    """The load of the figures."""
    best = _best(report)
    if best is None:
        return ""
    load = key_text(best.get("key") or {})
    several = len(report.get("points") or ()) > 1
    return t("Figures of the point with the highest output: {load}.", load=load) if several else load


def _tiles(source: PageSource) -> Iterator[Element]:
    """The figures of the best point, the scores, the time of the start."""
    best = _best(source.report) or {}
    for name in _TILES:
        if (value := value_of(best, BY_NAME[name])) is not None:
            yield _tile(number(value, BY_NAME[name].unit), t(BY_NAME[name].label))
    for entry in source.report.get("accuracy") or ():
        score, interval = entry.get("score"), entry.get("interval")
        beside = t("{low} to {high}", low=f"{interval[0]:.2f}", high=f"{interval[1]:.2f}") if interval else ""
        name = str(entry.get("dataset") or entry.get("point") or "")
        yield _tile("-" if score is None else f"{score:.2f} %", f"{name}{beside and f' ({beside})'}")
    start = source.report.get("start") or {}
    if "ready_s" in start:
        yield _tile(f"{start['ready_s']:.0f} s", t("until ready"))


def _tile(figure: str, name: str) -> Element:
    return tag("div", tag("b", figure), tag("span", name), of="tile")


def waived(source: PageSource) -> list[Element]:
    """The checks that somebody waived, with the reasons."""
    rows = [(str(one["check"]), str(one["reason"])) for one in source.report.get("waived") or ()]
    return [section(t("Checks that were waived"), table((t("check"), t("reason")), rows))] if rows else []
