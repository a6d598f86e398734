"""The verdict on a measured run as an exit status: the objective, the baseline, and what could not be compared."""

from __future__ import annotations

from mindie_tui.headless.printing.sweep_exit import MEASURED_OUTSIDE, why_never_met
from mindie_tui.model.bench.comparison import NOISE_PCT
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import Message, joined
from mindie_tui.model.report.gaps import sentence
from mindie_tui.model.report.report import signed_percent
from mindie_tui.model.runs.state import RunState

_NAMED = 3
"""So many metrics or gaps are named in the last sentence; the lines above it name all."""


def gate(state: RunState, limits: Baseline | None) -> tuple[int, str]:
    """(exit status, reason) of a run whose bench was measured and whose report is written.

    A gap in the comparison is status 3 unless `limits.partial` allows it.
    """
    if (never := why_never_met(state)) is not None:
        return MEASURED_OUTSIDE, never
    worse = [m for m in state.comparison if m.verdict == "worse"]
    if worse:
        moved = _some([_moved(m) for m in worse])
        if len(worse) == 1:
            return MEASURED_OUTSIDE, Message("1 metric outside the baseline: {moved}", moved=moved)
        return MEASURED_OUTSIDE, Message("{count} metrics outside the baseline: {moved}", count=len(worse), moved=moved)
    said = _some([sentence(gap) for gap in state.gaps])
    if state.gaps and not (limits is not None and limits.partial):
        return MEASURED_OUTSIDE, Message(
            "not all of the baseline was compared: {said}; --baseline-partial allows it", said=said
        )
    gaps = Message("not compared: {said}", said=said) if said else ""
    unproven = [_moved(m) for m in state.comparison if m.proven is False and abs(m.change_percent or 0) > NOISE_PCT]
    doubts = Message("not proven: {moved}", moved=_some(unproven)) if unproven else ""
    if not state.comparison:
        return 0, joined("measured", gaps, doubts)
    if all(m.verdict == "new" for m in state.comparison):
        return 0, joined("measured", "the baseline has no such point", gaps, doubts)
    return 0, joined("measured, within the baseline", gaps, doubts)


def _some(sentences: list[str]) -> str:
    named = joined(*sentences[:_NAMED])
    if len(sentences) <= _NAMED:
        return named
    return Message("{named} and {count} more", named=named, count=len(sentences) - _NAMED)


def _moved(m: ev.MetricCompared) -> str:
    """performance-01 ttft_p99_ms +9.7 % (tolerance 5 %)"""
    if m.change_points is not None:
        return Message(
            "{point} {metric} {change:+.2f} points (tolerance {tolerance:g} points)",
            point=m.point,
            metric=m.metric,
            change=m.change_points,
            tolerance=m.within_points,
        )
    if m.change_percent is not None and m.within_percent is not None:
        return Message(
            "{point} {metric} {change} (tolerance {tolerance:g} %)"
            if m.noise_percent is None
            else "{point} {metric} {change} (tolerance {tolerance:g} %, noise {noise:.1f} %)",
            point=m.point,
            metric=m.metric,
            change=signed_percent(m.change_percent),
            tolerance=m.within_percent,
            noise=m.noise_percent,
        )
    return Message(
        "{point} {metric} {value:g} instead of {baseline:g}",
        point=m.point,
        metric=m.metric,
        value=m.value,
        baseline=m.baseline,
    )
