"""How many requests of a point meet limits that each of them must meet, with the interval of that share.

A request that failed meets none. A margin says how near the limits the share that was asked for lies: 1 is the limit
itself, 2 twice as long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from mindie_tui.model.bench.figures.share import wilson
from mindie_tui.model.deployment import Performance
from mindie_tui.model.message import Message

NAMES = ("ttft_ms", "tpot_ms", "e2el_ms")
_MOST_MARGIN = 1000.0
"""Stands for a request that failed: it takes for ever."""


class Timed(Protocol):
    """A request that succeeded; times in seconds."""

    @property
    def ttft(self) -> float: ...

    @property
    def tpot(self) -> float: ...

    @property
    def e2el(self) -> float: ...


def request_limits(performance: Performance) -> dict[str, float]:
    """What each request must meet, in ms: the objective's own limits, else `slo`, else the objective's percentiles.

    Empty where the profile sets no limit at all.
    """
    objective = performance.objective
    if objective is not None and (own := own_limits(objective)):
        return own
    if performance.slo is not None and (own := own_limits(performance.slo)):
        return own
    found: dict[str, float] = {}
    for name, most in (objective.model_dump() if objective is not None else {}).items():
        metric, _, rest = name.partition("_")
        if rest.endswith("_ms") and most is not None:
            found[f"{metric}_ms"] = max(float(most), found.get(f"{metric}_ms", 0.0))
    return found


def own_limits(limits: Any) -> dict[str, float]:
    """The limits of `ttft_ms`, `tpot_ms` and `e2el_ms` that are set."""
    return {name: float(most) for name in NAMES if (most := getattr(limits, name, None)) is not None}


def attainment(
    requests: Iterable[Timed], failed: int, limits: Mapping[str, float], asked: float | None = None
) -> dict[str, Any] | None:
    """The `attainment` of a point of report.json; None where there is no limit or no request.

    {"limits", "met", "of", "percent", "interval"}, and with `asked` per cent {"asked", "margin"}.
    """
    parts = sorted(
        [max((1000 * getattr(one, name[:-3]) / most for name, most in limits.items()), default=0.0) for one in requests]
        + [_MOST_MARGIN] * failed
    )
    if not parts or not limits:
        return None
    met = sum(part <= 1 for part in parts)
    found: dict[str, Any] = {
        "limits": dict(limits), "met": met, "of": len(parts), "percent": round(100 * met / len(parts), 2),
        "interval": list(wilson(met, len(parts))),
    }  # fmt: skip
    if asked is not None:
        place = max(math.ceil(asked / 100 * len(parts) - 1e-9), 1) - 1
        found |= {"asked": asked, "margin": round(min(parts[place], _MOST_MARGIN), 6)}
    return found


def of_point(
    performance: Performance | None, requests: Iterable[Timed], failed: int, *, streams: bool, tokens_known: bool
) -> dict[str, Any]:
    """The `attainment` of a point by its key, as a profile asks for it; {} where it asks for none or none is known.

    Answers that are no streams have no TTFT and no TPOT; without `tokens_known` nobody knows the TPOT of a request.
    """
    limits = request_limits(performance) if performance is not None else {}
    if performance is None or (not streams and {"ttft_ms", "tpot_ms"} & limits.keys()):
        return {}
    if "tpot_ms" in limits and not tokens_known:
        return {}
    objective = performance.objective
    found = attainment(requests, failed, limits, None if objective is None else objective.attainment)
    return {} if found is None else {"attainment": found}


def limits_text(limits: Mapping[str, float]) -> str:
    """ "TTFT <= 2000 ms and TPOT <= 50 ms"."""
    return " and ".join(f"{name[:-3].upper()} <= {most:g} ms" for name, most in limits.items())


def sentence(point: Mapping[str, Any]) -> Message | None:
    """The attainment of a point of report.json for people; None where it has none, or one of another shape."""
    says = "{percent} % of {count} requests meet {limits}, 95 % interval {low} to {high}"
    try:
        found = point["attainment"]
        low, high = found["interval"]
        return Message(says, percent=f"{found['percent']:.1f}", count=found["of"], limits=limits_text(found["limits"]),
                       low=f"{low:.1f}", high=f"{high:.1f}")  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
