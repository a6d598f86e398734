"""What a comparison with a baseline left out, as parts of report.json, as Markdown and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mindie_tui.model.events.codec import ComparisonGap

GAPS = "the comparison has gaps"
FAILED = "the baseline could not be compared"


def parts(gaps: Sequence[ComparisonGap], error: str | None, *, partial: bool) -> dict[str, Any]:
    """The keys of report.json: `gaps`, `gaps_allowed` and `comparison_error`, each where there is something to say."""
    found: dict[str, Any] = {}
    if gaps:
        found["gaps"] = [
            {"point": g.point, "key": dict(g.key), "metrics": list(g.metrics), "lacks": g.lacks, "whole": g.whole}
            for g in gaps
        ]
        found["gaps_allowed"] = partial
    return found | ({"comparison_error": error} if error else {})


def sentence(gap: ComparisonGap) -> str:
    """One gap for a person: the point, the figures, and which side lacks them."""
    load = _load(gap.key)
    if gap.whole:
        return f"{gap.point} of the baseline{f' ({load})' if load else ''} was not measured in this run"
    named = ", ".join(gap.metrics[:3]) + (f" and {len(gap.metrics) - 3} more" if len(gap.metrics) > 3 else "")
    are = "was" if len(gap.metrics) == 1 else "were"
    if gap.lacks == "run":
        return f"{gap.point}: {named} {are} not measured, and the baseline has a value"
    return f"{gap.point}: the baseline has no {named}"


def _load(key: Mapping[str, Any]) -> str:
    names = (("batch_size", "concurrency"), ("request_rate", "request rate"), ("num_prompts", "prompts"),
             ("datasets", "dataset"))  # fmt: skip
    return ", ".join(f"{word} {key[name]}" for name, word in names if key.get(name) not in (None, ""))


def lines(report: Mapping[str, Any]) -> list[str]:
    """The Markdown section; none where all was compared."""
    found: list[str] = []
    if error := report.get("comparison_error"):
        found += ["", f"**{FAILED.capitalize()}**: {error}."]
    gaps = _read(report.get("gaps") or ())
    if gaps:
        allowed = "" if not report.get("gaps_allowed") else " Allowed by baseline.partial."
        found += ["", "## Not compared with the baseline", "", *(f"- {sentence(gap)}" for gap in gaps)]
        found += ["", allowed.strip()] if allowed else []
    return found


def _read(gaps: Iterable[Any]) -> list[ComparisonGap]:
    return [
        ComparisonGap(
            str(g.get("point")), g.get("key") or {}, tuple(g.get("metrics") or ()),
            "baseline" if g.get("lacks") == "baseline" else "run", bool(g.get("whole")),
        )
        for g in gaps if isinstance(g, Mapping)
    ]  # fmt: skip
