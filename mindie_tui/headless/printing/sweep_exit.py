"""The exit status for the end of a bench, a sweep or a search."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.message import Message, phrase
from mindie_tui.model.runs.state import RunState

MEASURED_OUTSIDE = 3
UNMEASURED = 4
OF_VERDICT: Mapping[str, int] = {"never_met": MEASURED_OUTSIDE, "budget_spent": UNMEASURED}
"""The exit status of a verdict; 0 where it is not here. too_many_failures and not_saturated are 4 where no load was
found that holds."""


def why_unmeasured(state: RunState) -> str | None:
    """Why the bench could not be measured as it was asked for; None where it was."""
    sweep, points = state.sweep, list(state.points.values())
    if sweep is None:
        newest = points[-1:]  # an earlier one was stopped or killed, and measured again
        return next(
            (
                Message("{name} could not be measured: {reason}", name=p.name, reason=phrase(p.reason))
                for p in newest
                if p.state != "finished"
            ),
            None,
        )
    if sweep.ended is None or sweep.ended.how == "broken":
        reason = phrase(sweep.ended.reason if sweep.ended else "interrupted")
        if sweep.kind == "sweep":
            return Message("the sweep ended early: {reason}", reason=reason)
        return Message("the search ended early: {reason}", reason=reason)
    if sweep.kind == "sweep":
        mine = [state.points[name] for name in sweep.names if name in state.points]
        bad = [p for p in mine if p.state != "finished"]
        if not bad:
            return None
        first = Message("{name} could not be measured: {reason}", name=bad[0].name, reason=phrase(bad[0].reason))
        return Message("{first} (and {count} more)", first=first, count=len(bad) - 1) if bad[1:] else first
    verdict = sweep.verdict
    if verdict is None:
        return "the search ended without a verdict"
    bad_verdict = OF_VERDICT.get(verdict.code) == UNMEASURED
    nothing = verdict.code in ("too_many_failures", "not_saturated") and verdict.value is None
    return verdict.text if bad_verdict or nothing else None


def why_never_met(state: RunState) -> str | None:
    """The verdict of a search whose objective no load meets."""
    verdict = state.sweep.verdict if state.sweep else None
    return verdict.text if verdict is not None and OF_VERDICT.get(verdict.code) == MEASURED_OUTSIDE else None
