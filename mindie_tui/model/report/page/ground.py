"""What the figures are based on: the configuration, the start, the environment, the command that repeats it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from mindie_tui.model import language
from mindie_tui.model.message import in_language
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import section, t, table, tag
from mindie_tui.model.report.point_key import value_text

MOST_ROWS = 400
"""Of a table: a page stays below a megabyte whatever a document holds."""


def configuration(source: PageSource) -> list[Element]:
    """The settings that differ from what the release ships, and those that differ from the baseline's."""
    report = source.report
    found: list[Element] = []
    mine = source.run.configuration
    if mine is not None and source.defaults:
        plain = {"nodes": mine.get("nodes"), "config": source.defaults}
        if rows := _rows(reports.changes(mine, plain)):
            heads = (t("parameter"), t("value"), t("default"), t("what it does"))
            found.append(section(t("Configuration that differs from the default"), table(heads, rows)))
    if changed := report.get("configuration_changes"):
        heads = (t("parameter"), t("this run"), t("baseline"), t("what it does"))
        found.append(section(t("What differs from the baseline's configuration"), table(heads, _rows(changed))))
    return found


def _rows(changes: Sequence[Mapping[str, Any]]) -> list[tuple[str | Element, ...]]:
    return [
        (
            tag("code", str(one["field"])),
            tag("code", _value(one["this"])),
            tag("code", _value(one["baseline"])),
            _meaning(one),
        )
        for one in changes[:MOST_ROWS]
    ]


def _value(value: Any) -> str:
    return "-" if value is None else value_text(value)[:300]


def _meaning(change: Mapping[str, Any]) -> str:
    declared = catalogue.by_pointer(str(change.get("pointer") or ""), str(change.get("file") or ""))
    return "" if declared is None else declared.zh if language.in_force() == "zh" else declared.en


def start(source: PageSource) -> list[Element]:
    """When the slowest node reached each phase, as a bar from the launch on."""
    kept = source.report.get("start") or {}
    ends = {name: kept[key] for name, key in (("ready", "ready_s"), ("first token", "first_token_s")) if key in kept}
    phases = {**source.run.phases, **ends}
    if not phases:
        return []
    longest = max(phases.values()) or 1.0
    rows = [
        (in_language(name), f"{seconds:.0f} s", tag("span", of="bar", style=f"width: {100 * seconds / longest:.1f}%"))
        for name, seconds in phases.items()
    ]
    said = tag("p", t("Seconds after the launch until the slowest node reached each phase."), of="dim")
    return [section(t("Start"), said, table((t("phase"), t("reached after"), ""), rows, figures=(1,)))]


def environment(source: PageSource) -> list[Element]:
    """Versions, image and weights as they were found on the nodes."""
    rows = [
        (in_language(name), in_language(value[:300]))
        for name, value in list(source.run.environment.items())[:MOST_ROWS]
    ]
    nodes = [
        (node.name, _npus(node.facts), (node.facts.ip or "-") if node.facts else "-")
        for node in source.state.nodes.values()
    ]
    parts = [table((t("node"), t("NPUs"), t("address")), nodes)] if nodes else []
    parts += [table((t("fact"), t("found")), rows)] if rows else []
    return [section(t("Environment"), *parts)] if parts else []


def _npus(facts: Any) -> str:
    if facts is None or facts.npus is None:
        return t("not known")
    names = sorted({npu.name for npu in facts.npus if npu.name})
    return f"{len(facts.npus)} {', '.join(names)}".strip()


def repeat(source: PageSource) -> list[Element]:
    """The command that does the same again."""
    return [section(t("Do the same again"), tag("pre", source.repeat))] if source.repeat else []
