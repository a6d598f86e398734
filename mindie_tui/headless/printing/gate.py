"""The verdict on a measured run as an exit status: the objective, the baseline, and what could not be compared."""

from __future__ import annotations

from mindie_tui.headless.printing.sweep_exit import MEASURED_OUTSIDE, why_never_met
from mindie_tui.model.bench.comparison import NOISE_PCT
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events import codec as ev
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
        noun = "metric" if len(worse) == 1 else "metrics"
        return MEASURED_OUTSIDE, f"{len(worse)} {noun} outside the baseline: {_some([_moved(m) for m in worse])}"
    said = _some([sentence(gap) for gap in state.gaps])
    if state.gaps and not (limits is not None and limits.partial):
        allow = "--baseline-partial allows it"
        return MEASURED_OUTSIDE, f"not all of the baseline was compared: {said}; {allow}"
    behind = f"; not compared: {said}" if said else ""
    unproven = [m for m in state.comparison if m.proven is False and abs(m.change_percent or 0) > NOISE_PCT]
    behind += f"; not proven: {_some([_moved(m) for m in unproven])}" if unproven else ""
    if not state.comparison:
        return 0, f"measured{behind}"
    if all(m.verdict == "new" for m in state.comparison):
        return 0, f"measured; the baseline has no such point{behind}"
    return 0, f"measured, within the baseline{behind}"


def _some(sentences: list[str]) -> str:
    more = f" and {len(sentences) - _NAMED} more" if len(sentences) > _NAMED else ""
    return "; ".join(sentences[:_NAMED]) + more


def _moved(m: ev.MetricCompared) -> str:
    """performance-01 ttft_p99_ms +9.7 % (tolerance 5 %)"""
    if m.change_points is not None:
        return f"{m.point} {m.metric} {m.change_points:+.2f} points (tolerance {m.within_points:g} points)"
    if m.change_percent is not None and m.within_percent is not None:
        noise = f", noise {m.noise_percent:.1f} %" if m.noise_percent is not None else ""
        return f"{m.point} {m.metric} {signed_percent(m.change_percent)} (tolerance {m.within_percent:g} %{noise})"
    return f"{m.point} {m.metric} {m.value:g} instead of {m.baseline:g}"
