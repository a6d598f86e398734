"""What a comparison with a baseline left out, as parts of report.json, as Markdown and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mindie_tui.model.events.codec import ComparisonGap
from mindie_tui.model.message import Message, joined

GAPS = Message("the comparison has gaps")
FAILED = Message("the baseline could not be compared")


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
    if gap.whole:
        load = _load(gap.key)
        point = Message("{point} of the baseline", point=gap.point)
        if load:
            point = Message("{point} of the baseline ({load})", point=gap.point, load=load)
        return Message("{point} was not measured in this run", point=point)
    named = ", ".join(gap.metrics[:3])
    if len(gap.metrics) > 3:
        named = Message("{metrics} and {count} more", metrics=named, count=len(gap.metrics) - 3)
    if gap.lacks != "run":
        return Message("{point}: the baseline has no {metrics}", point=gap.point, metrics=named)
    says = (
        "{point}: {metrics} was not measured, and the baseline has a value"
        if len(gap.metrics) == 1
        else "{point}: {metrics} were not measured, and the baseline has a value"
    )
    return Message(says, point=gap.point, metrics=named)


def _load(key: Mapping[str, Any]) -> str:
    names = (("batch_size", "concurrency"), ("request_rate", "request rate"), ("num_prompts", "prompts"),
             ("datasets", "dataset"))  # fmt: skip
    said = [Message("{setting} {value}", setting=Message(word), value=key[name])
            for name, word in names if key.get(name) not in (None, "")]  # fmt: skip
    return joined(*said, between=", ")


def lines(report: Mapping[str, Any]) -> list[str]:
    """The Markdown section; none where all was compared."""
    found: list[str] = []
    if error := report.get("comparison_error"):
        found += ["", f"**{FAILED.capitalize()}**: {error}."]
    gaps = read(report.get("gaps") or ())
    if gaps:
        allowed = "" if not report.get("gaps_allowed") else " Allowed by baseline.partial."
        found += ["", "## Not compared with the baseline", "", *(f"- {sentence(gap)}" for gap in gaps)]
        found += ["", allowed.strip()] if allowed else []
    return found


def read(gaps: Iterable[Any]) -> list[ComparisonGap]:
    return [
        ComparisonGap(
            str(g.get("point")), g.get("key") or {}, tuple(g.get("metrics") or ()),
            "baseline" if g.get("lacks") == "baseline" else "run", bool(g.get("whole")),
        )
        for g in gaps if isinstance(g, Mapping)
    ]  # fmt: skip
