"""The rows of a comparison of two runs or more; a row is there only where something differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.bench.accuracy import score_of
from mindie_tui.model.bench.comparison import METRICS, change_text, point_name
from mindie_tui.model.bench.figures import repeats
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.point_key import key_text

Section = Literal["configuration", "environment", "start", "metrics", "accuracy"]


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that differs. `values` has an entry for each run in order, None where it is absent or unknown."""

    section: Section
    name: str
    values: tuple[Any, ...]
    unit: str = ""
    where: str = ""
    """The file of a setting, the load of a point."""
    changes: tuple[str, ...] = ()
    """What a figure did from the first run to each later one, with its noise: "-3.1 % (noise 2.4 %: not proven)"."""
    reason: str = ""
    """Why a field matters, as its declaration says; empty where it says nothing."""


def difference(runs: Sequence[ComparedRun], language: str = "en") -> tuple[DiffRow, ...]:
    """All that differs between runs; the first is what the others are compared with. Empty for a run with itself."""
    if len(runs) < 2:
        return ()
    return (*_configuration(runs, language), *_environment(runs), *_start(runs), *_metrics(runs), *_accuracy(runs))


def _configuration(runs: Sequence[ComparedRun], language: str) -> Iterator[DiffRow]:
    first = runs[0]
    if any(run.configuration is None for run in runs):
        known = tuple(None if run.configuration is None else "known" for run in runs)
        if len(set(known)) > 1:
            yield DiffRow("configuration", "configuration", known)
    rows: dict[tuple[str, str], tuple[str, list[Any]]] = {}
    for at, run in enumerate(runs[1:], 1):
        for change in reports.changes(run.configuration, first.configuration):
            if repr(change["this"]) == repr(change["baseline"]):
                continue  # NaN, which a file changed by hand may hold, is not equal to itself
            key = (change["file"], change["pointer"])
            name, values = rows.setdefault(key, (change["field"], [change["baseline"]] * len(runs)))
            values[at] = change["this"]
    for (file, pointer), (name, values) in rows.items():
        declared = catalogue.by_pointer(pointer, file)
        reason = "" if declared is None else (declared.zh if language == "zh" else declared.en)
        yield DiffRow("configuration", name, tuple(values), where=file, reason=reason)


def _environment(runs: Sequence[ComparedRun]) -> Iterator[DiffRow]:
    for name in dict.fromkeys(name for run in runs for name in run.environment):
        values = tuple(run.environment.get(name) for run in runs)
        if len(set(values)) > 1:
            yield DiffRow("environment", name, values)


def _start(runs: Sequence[ComparedRun]) -> Iterator[DiffRow]:
    for phase in dict.fromkeys(phase for run in runs for phase in run.phases):
        values = tuple(run.phases.get(phase) for run in runs)
        if len(set(values)) > 1:
            first = values[0]
            changes = tuple("" if v is None or first is None else f"{v - first:+.0f} s" for v in values[1:])
            yield DiffRow("start", phase, values, unit="s", changes=changes)


def _metrics(runs: Sequence[ComparedRun]) -> Iterator[DiffRow]:
    grouped = [repeats.groups(_points(run.report)) for run in runs]
    keys: list[Mapping[str, Any]] = []
    for group in grouped:
        keys += [one.key for one in group if one.key not in keys]
    for at, key in enumerate(keys):
        points = [next((one for one in group if one.key == key), None) for group in grouped]
        named = next(point_name(one.points[0], at) for one in points if one is not None)
        for metric in METRICS:
            figures = [None if one is None else one.figure(metric) for one in points]
            values = tuple(None if figure is None else figure.mean for figure in figures)
            if len(set(values)) > 1:
                first = figures[0]
                changes = tuple("" if f is None or first is None else change_text(metric, f, first, Baseline())
                                for f in figures[1:])  # fmt: skip
                where = f"{named}: {key_text(key)}"
                yield DiffRow("metrics", metric.label, values, metric.unit, where, changes)


def _points(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [point for point in report.get("points") or () if isinstance(point, Mapping)]


def _accuracy(runs: Sequence[ComparedRun]) -> Iterator[DiffRow]:
    scores = [_scores(run.report) for run in runs]
    for name in dict.fromkeys(name for one in scores for name in one):
        values = tuple(one.get(name) for one in scores)
        if len(set(values)) > 1:
            first = values[0]
            changes = tuple("" if v is None or first is None else f"{v - first:+.2f} points" for v in values[1:])
            yield DiffRow("accuracy", name, values, unit="%", changes=changes)


def _scores(report: Mapping[str, Any]) -> dict[str, float]:
    entries = [entry for entry in report.get("accuracy") or () if isinstance(entry, Mapping)]
    return {
        f"{entry.get('dataset')} {entry.get('metric') or ''}".strip(): score
        for entry in entries
        if (score := score_of(entry)) is not None
    }
