"""The accuracy part of a report: scores with their intervals, against the baseline, and what was no score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.bench.accuracy import score_text
from mindie_tui.model.events.codec import MetricCompared
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.model.text import one_line

_MOST_SUBJECTS = 120


def measured(runs: Mapping[str, AccuracyState]) -> tuple[Mapping[str, Any], ...]:
    """The entries of report.json's `accuracy`."""
    return tuple(run.summary for run in runs.values() if run.state == "finished")


def unmeasured(runs: Mapping[str, AccuracyState]) -> list[dict[str, Any]]:
    """What is no score: {point, state, reason, requests where they are known}."""
    found = []
    for run in runs.values():
        if run.state != "finished":
            one: dict[str, Any] = {"point": run.name, "state": run.state, "reason": run.reason}
            if counts := run.summary.get("requests"):
                one["requests"] = dict(counts)
            found.append(one)
    return found


def markdown(report: Mapping[str, Any]) -> list[str]:
    """The lines of the section, none where no accuracy was asked for."""
    entries, bad = report.get("accuracy") or (), report.get("accuracy_unmeasured") or ()
    compared = {c["point"]: c for c in report.get("comparison") or () if c["metric"] == "accuracy"}
    lines: list[str] = []
    for entry in entries:
        lines += ["", f"## {entry.get('point') or entry.get('dataset')}", "", *_entry(entry, compared)]
    for one in bad:
        lines += ["", f"## {one['point']}", "", f"**No score**: {one['reason'] or one['state']}."]
        if counts := one.get("requests"):
            lines += ["", _counts(counts)]
    return lines


def _entry(entry: Mapping[str, Any], compared: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [f"{entry.get('dataset')} {entry.get('metric')}: **{score_text(entry)}**"]
    if method := entry.get("interval_method"):
        lines[0] += f" ({method})"
    lines[0] += "."
    comparison = compared.get(str(entry.get("point")))
    if comparison and comparison.get("baseline") is not None:
        verdict = f"**{comparison['verdict']}**" if comparison["verdict"] == "worse" else comparison["verdict"]
        lines += ["", f"Baseline {comparison['baseline']:.2f} %: {comparison['change_points']:+.2f} points, tolerance "
                      f"{comparison['within_points']:g} points, {verdict}."]  # fmt: skip
    elif comparison:
        lines += ["", "The baseline has no such score."]
    lines += ["", _counts(entry.get("requests") or {}), _shares(entry)]
    lines += [f"- {note}" for note in entry.get("notes") or ()]
    if entry.get("wrong"):
        lines += ["", f"{entry['wrong']} wrong answers: {entry.get('wrong_answers')}"]
    subjects = entry.get("subjects") or ()
    if len(subjects) > 1:
        lines += ["", "| subject | score | right | of |", "| --- | ---: | ---: | ---: |"]
        lines += [_row(subject) for subject in subjects[:_MOST_SUBJECTS]]
    return lines


def _row(subject: Mapping[str, Any]) -> str:
    score = subject.get("score")
    cells = [one_line(str(subject.get("name"))).replace("|", "\\|"), "-" if score is None else f"{score:.2f}"]
    cells += ["-" if subject.get(key) is None else str(subject[key]) for key in ("correct", "total")]
    return f"| {' | '.join(cells)} |"


def _counts(counts: Mapping[str, Any]) -> str:
    said = [f"{counts.get('success', 0)} of {counts.get('asked', 0)} answered"]
    said += [f"{counts[key]} {word}" for key, word in _WORDS if counts.get(key)]
    return f"- {', '.join(said)}"


_WORDS = (("failed", "failed"), ("cancelled", "cancelled"), ("unsent", "never sent"))


def _shares(entry: Mapping[str, Any]) -> str:
    cut, empty = entry.get("cut_percent"), entry.get("empty_percent")
    said = [
        "cut at max_out_len: " + ("not known" if cut is None else f"{cut:g} %"),
        "empty: " + ("not known" if empty is None else f"{empty:g} %"),
    ]
    return f"- {', '.join(said)}"


def in_points(c: MetricCompared) -> dict[str, Any]:
    """The part of a score's comparison that is in percentage points."""
    return {} if c.within_points is None else {"change_points": c.change_points, "within_points": c.within_points}
