"""What a run came to: report.json, its comparison with a baseline, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from mindie_tui.model.bench import service_metrics
from mindie_tui.model.bench.comparison import BY_NAME, METRICS, Metric, compare, point_name, value_of
from mindie_tui.model.bench.figures import attainment
from mindie_tui.model.bench.figures.metrics import count_text
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.events.codec import MetricCompared
from mindie_tui.model.markdown import harmless, number, table
from mindie_tui.model.message import Message, joined
from mindie_tui.model.mindie.artefacts.secret import HIDDEN
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.report import accuracy, gaps as report_gaps, start as report_start, sweep as report_sweep
from mindie_tui.model.report.point_key import key_text, value_text

__all__ = ["BY_NAME", "METRICS", "Metric", "changes", "compare", "configuration", "document_of", "headline", "key_text",
           "markdown", "point_name", "report_json", "signed_percent", "value_of"]  # fmt: skip
FORMAT = 1
DOCUMENT = "config.json"
"""What the settings of a report are called where it does not name them."""


def configuration(artefacts: Any, of_the_node: frozenset[str], document: str = DOCUMENT) -> dict[str, Any]:
    """The settings that a report keeps, so that another run can be compared with them.

    `of_the_node`: the variables that describe a node, which differ from run to run. `document`: what the engine calls
    its settings; a report names it where it is not config.json.
    """
    environment = {
        name: HIDDEN if name in artefacts.unkept else text
        for name, text in artefacts.environments[0].items()
        if name not in of_the_node
    }
    named = {} if document == DOCUMENT else {"document": document}
    return {"nodes": artefacts.node_count, **named, "config": artefacts.config or None, "environment": environment}


def document_of(settings: Mapping[str, Any]) -> str:
    """What a `configuration` calls its settings: config.json where it does not say."""
    return str(settings.get("document") or DOCUMENT)


def changes(this: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What differs between two `configuration`s: field, file, pointer, this, baseline; None where it is absent.

    Lists are compared whole. A field goes by its own name where no other one in the list has it.
    """
    if not isinstance(this, Mapping) or not isinstance(other, Mapping):
        return []
    found = []
    if this.get("nodes") != other.get("nodes"):
        found.append(("nodes", "", this.get("nodes"), other.get("nodes")))
    for file, key in ((document_of(this), "config"), ("environment", "environment")):
        mine, theirs = dict(_leaves(this.get(key))), dict(_leaves(other.get(key)))
        for at in dict.fromkeys((*mine, *theirs)):
            a, b = mine.get(at), theirs.get(at)
            if a != b or type(a) is not type(b):
                found.append((file, at, a, b))
    names = [_short(at) or file for file, at, _, _ in found]
    return [
        {
            "field": name if names.count(name) == 1 else f"{_holder(at)}.{name}" if _holder(at) else name,
            "file": file,
            "pointer": at,
            "this": a,
            "baseline": b,
        }
        for name, (file, at, a, b) in zip(names, found, strict=True)
    ]


def _leaves(value: Json, at: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, at + document.pointer(key))
    elif isinstance(value, list) and at == MODEL.rpartition("/")[0]:
        for number, item in enumerate(value):
            yield from _leaves(item, at + document.pointer(number))
    elif at:
        yield at, value


def _short(at: str) -> str:
    return document.tokens(at)[-1] if at else ""


def _holder(at: str) -> str:
    parts = [part for part in document.tokens(at) if not part.isdecimal()]
    return parts[-2] if len(parts) > 1 else ""


def report_json(
    run_id: str,
    deployment: Deployment,
    points: Sequence[Mapping[str, Any]],
    waived: Mapping[str, str],
    comparison: Sequence[MetricCompared],
    configuration_changes: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """report.json: the public form, and what a baseline is."""
    return {
        "format": FORMAT,
        "run": run_id,
        "profile": deployment.name,
        "points": [dict(point) for point in points],
        "accuracy": [],
        "comparison": [
            {"point": c.point, "metric": c.metric, "value": c.value, "baseline": c.baseline}
            | {"change_percent": c.change_percent, "within_percent": c.within_percent, "verdict": c.verdict}
            | accuracy.in_points(c)
            | ({} if c.proven is None else {"noise_percent": c.noise_percent, "proven": c.proven})
            for c in comparison
        ],
        "waived": [{"check": check, "reason": reason} for check, reason in waived.items()],
        "configuration_changes": [dict(change) for change in configuration_changes],
    }


def headline(report: Mapping[str, Any]) -> str:
    """The first line of a report: whether all was measured, and how that compares with the baseline."""
    whole = report_sweep.standing(report)
    if whole is None:
        return _against(report)
    return joined(whole, *_stands(report)) if report.get("points") else whole


def _against(report: Mapping[str, Any]) -> str:
    if not report.get("points") and not report.get("accuracy"):
        return Message("nothing was measured")
    compared = report.get("comparison") or ()
    if report.get("comparison_error") or not compared:
        return joined(Message("measured"), *_stands(report))
    return joined(*_stands(report))


def _stands(report: Mapping[str, Any]) -> list[str]:
    """The clauses on the baseline."""
    compared = report.get("comparison") or ()
    gaps = [report_gaps.GAPS] if report.get("gaps") else []
    if not report.get("points") and not report.get("accuracy"):
        return [Message("nothing was measured")]
    if report.get("comparison_error"):
        return [report_gaps.FAILED]
    if not compared:
        return [*gaps] or [Message("no baseline")]
    if all(c["verdict"] == "new" for c in compared):
        return [Message("no point of the baseline has these settings")]
    worse = sum(c["verdict"] == "worse" for c in compared)
    if not worse:
        return [Message("within the baseline"), *gaps]
    limits = _limits([c for c in compared if c["verdict"] == "worse"])
    says = (
        "1 metric outside {limits} of the baseline"
        if worse == 1
        else "{count} metrics outside {limits} of the baseline"
    )
    return [Message(says, count=worse, limits=limits)]


def _limits(worse: Sequence[Mapping[str, Any]]) -> str:
    percents = sorted({c["within_percent"] for c in worse if c["within_percent"] is not None})
    points = sorted({f"{c['within_points']:g}" for c in worse if "within_points" in c})
    said: list[str] = [f"{p:g} %" for p in percents] + [Message("{points} points", points=p) for p in points]
    return (
        reduce(lambda a, b: Message("{first} and {second}", first=a, second=b), said) if said else Message("the limits")
    )


def signed_percent(change: float | None) -> str:
    """+9.7 %, or nothing where there is no change to speak of."""
    return "" if change is None else f"{change:+.1f} %" if change else "0.0 %"


def markdown(report: Mapping[str, Any]) -> str:
    """The report as Markdown: what was measured, against what, and what differs; no text in it is markup."""
    report = harmless(report)
    lines = [f"# {report.get('profile')}: {headline(report)}", "", Message("Run {run}.", run=report.get("run"))]
    lines += report_start.lines(report)
    lines += report_sweep.lines(report)
    compared = {(c["point"], c["metric"]): c for c in report.get("comparison") or ()}
    for at, point in enumerate(report.get("points") or ()):
        name = point_name(point, at)
        lines += ["", f"## {name}", "", key_text(point.get("key") or {}) + ".", ""]
        lines += [how_it_went(point), *(f"- {said}" for said in beside(point))]
        lines += ["", *_point_table(name, point, compared)]
    lines += accuracy.markdown(report)
    lines += report_gaps.lines(report)
    if report.get("configuration_changes"):
        lines += ["", f"## {Message('Configuration differences from the baseline')}", ""]
        rows = [[c["field"], _or_dash(c["this"]), _or_dash(c["baseline"])] for c in report["configuration_changes"]]
        lines += table(("field", "this run", "baseline"), rows)
    if report.get("waived"):
        lines += ["", f"## {Message('Waived checks')}", ""]
        lines += table(("check", "reason"), [[w["check"], w["reason"]] for w in report["waived"]])
    return "\n".join(lines) + "\n"


def how_it_went(point: Mapping[str, Any]) -> str:
    """How many requests, how long, and whether the concurrency that was asked for was reached."""
    requests, concurrency = point.get("requests") or {}, point.get("concurrency") or {}
    said: dict[str, object] = {
        "success": number(requests.get("success")),
        "total": number(requests.get("total")),
        "took": number(point.get("duration_s"), "s"),
    }
    reached, asked = concurrency.get("reached"), concurrency.get("asked")
    if not isinstance(reached, (int, float)):
        return Message("{success} of {total} requests succeeded in {took}.", **said)
    said["reached"] = f"{reached:.1f}"
    if not asked:
        return Message("{success} of {total} requests succeeded in {took}; on average {reached} ran at once.", **said)
    return Message(
        "{success} of {total} requests succeeded in {took}; on average {reached} ran at once, {asked} were allowed.",
        **said,
        asked=number(asked),
    )


def beside(point: Mapping[str, Any]) -> list[str]:
    """The lines beside the figures of a point: how many requests met their limits, and its notes."""
    said = (attainment.sentence(point), service_metrics.sentence(point))
    return [*(one for one in said if one is not None), *(str(note) for note in point.get("notes") or ())]


def _point_table(
    name: str, point: Mapping[str, Any], compared: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[str]:
    measured = [(metric, value) for metric in METRICS if (value := value_of(point, metric)) is not None]
    if not any((name, metric.name) in compared for metric, _ in measured):
        rows = [[metric.label, number(value, metric.unit), count_text(point, metric)] for metric, value in measured]
        return table(("metric", "this run", "requests"), rows, frozenset({1, 2}))
    rows = []
    for metric, value in measured:
        c = compared.get((name, metric.name), {})
        change, within = signed_percent(c.get("change_percent")), c.get("within_percent")
        limit = "" if within is None else f"{within:g} %"
        verdict = f"**{c['verdict']}**" if c.get("verdict") == "worse" else str(c.get("verdict", ""))
        if c.get("proven") is not None:  # of repeats the mean is compared
            value = c["value"]
            verdict += f", noise {c['noise_percent']:.1f} %: {'proven' if c['proven'] else 'not proven'}"
        rows.append(
            [metric.label, number(value, metric.unit), count_text(point, metric),
             number(c.get("baseline"), metric.unit), change, limit, verdict]
        )  # fmt: skip
    heads = ("metric", "this run", "requests", "baseline", "change", "tolerance", "verdict")
    return table(heads, rows, frozenset(range(1, 6)))


def _or_dash(value: Json) -> str:
    return "-" if value is None else value_text(value)
