"""One measured point as a search sees it: the limits of an objective, the worst figure, the load that was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.bench.figures.attainment import limits_text, own_limits
from mindie_tui.model.deployment import Objective
from mindie_tui.model.message import Message

SHORT = 0.8
"""A load counts as not reached below this part of what was asked for."""
TAKEN = 0.6
"""From this part of the places on they are what holds a request rate down; a place stays free for a moment after each
answer."""
LEAST_SENT = 10
"""The rate of fewer requests is chance: AISBench spaces them at random."""
Over = Literal["batch_size", "request_rate"]
NAMES: Mapping[str, str] = {"batch_size": "concurrency", "request_rate": "request rate"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of an objective: p99 of TTFT is at most 2000 ms."""

    name: str
    """As in the profile: ttft_p99_ms."""
    metric: str
    """ttft_ms, as in a point's latencies."""
    stat: str
    most: float
    within: tuple[tuple[str, float], ...] = ()
    """Of an attainment, whose `most` is the least share in per cent: the limits of each request."""

    def __str__(self) -> str:
        if self.within:
            return Message(
                "{most:g} % of requests meet {within}", most=self.most, within=limits_text(dict(self.within))
            )
        return f"{self.metric[:-3].upper()} {self.stat} <= {self.most:g} ms"

    def part(self, point: Mapping[str, Any]) -> float | None:
        """The figure of a point as a part of the limit, 1 is the limit itself; None where it was not measured."""
        if self.within:
            return _number((point.get("attainment") or {}).get("margin"))
        value = _number(((point.get("latency") or {}).get(self.metric) or {}).get(self.stat))
        return None if value is None or (self.metric == "tpot_ms" and value == 0) else value / self.most

    def words(self, point: Mapping[str, Any]) -> str:
        """The figure of a point that was measured: TTFT p99 is 2 310.0 ms."""
        if self.within:
            return f"{point['attainment']['percent']:.1f} % meet {limits_text(dict(self.within))}"
        value = point["latency"][self.metric][self.stat]
        return f"{self.metric[:-3].upper()} {self.stat} is {value:,.1f} ms".replace(",", " ")


def limits_of(objective: Objective) -> tuple[Limit, ...]:
    """The limits that an objective sets, in the profile's order."""
    found = []
    for name, most in objective.model_dump().items():
        metric, _, rest = name.partition("_")
        if rest.endswith("_ms") and most is not None:
            found.append(Limit(name, f"{metric}_ms", rest.removesuffix("_ms"), float(most)))
    within = own_limits(objective)
    if objective.attainment is not None and within:
        found.append(Limit("attainment", "attainment", "", objective.attainment, tuple(within.items())))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Measured:
    """One point as the search sees it."""

    load: float
    """What was asked for."""
    margin: float | None
    """The worst figure as a part of its limit: 1 is the limit itself. None: more than 5 % of the requests failed."""
    throughput: float = 0.0
    """Any throughput, as long as it is the same one in all points: output tokens a second."""
    reached: float | None = None
    """The load that was there: requests at once on average, or requests sent in a second. Less than SHORT of what was
    asked for: the load was not there, and the point does not hold an objective."""
    worst: str = ""
    """The worst figure as words: TTFT p99 is 2 310.0 ms."""
    point: str = ""
    pace: str = ""
    """What limited the load, where the point itself shows it: batch_size 8."""

    @property
    def short(self) -> bool:
        return self.reached is not None and self.reached < SHORT * self.load


def unmeasured(point: Mapping[str, Any], limits: Sequence[Limit]) -> str | None:
    """Why a point of report.json cannot be compared with these limits, or None: answers of one token have no TPOT."""
    for limit in limits:
        if limit.part(point) is None:
            name = limit.name if limit.within else f"{limit.metric[:-3].upper()} {limit.stat}"
            return Message("{name} was not measured, so {limit} cannot be judged", name=name, limit=limit)
    return None


def measured(point: Mapping[str, Any], limits: Sequence[Limit], over: Over, *, failed: bool = False) -> Measured:
    """A point of report.json for the search. `failed`: too many of its requests failed.

    KeyError where a limit's figure was not measured: ask `unmeasured` before.
    """
    load = float((point.get("key") or {})[over])
    throughput = point.get("throughput") or {}
    reached = reached_of(point, over)
    name = str(point.get("point") or "")
    if failed:
        return Measured(load, None, point=name)
    margin, limit = max(((limit.part(point), limit) for limit in limits), key=lambda pair: pair[0] or 0.0)
    if margin is None:
        raise KeyError(limit.name)
    return Measured(
        load,
        margin,
        float(throughput.get("output_tok_s") or 0),
        reached,
        limit.words(point),
        name,
        pace_of(point) if over == "request_rate" else "",
    )


def reached_of(point: Mapping[str, Any], over: Over) -> float | None:
    """The load that a point actually reached; None where the point does not contain it.

    For a concurrency: the requests at once while the concurrency was at its limit. For a request rate: the requests
    that AISBench sent per second, from the first to the last. A point of an earlier version has neither; AISBench's own
    mean, and the answers per second without the last one, take their place.
    """
    if over == "batch_size":
        held = _number(point.get("in_flight"))
        return held if held is not None else _number((point.get("concurrency") or {}).get("reached"))
    if (sent := _number(point.get("sent_s"))) is not None:
        return sent
    per_s = _number((point.get("throughput") or {}).get("request_s"))
    took, answers = _number(point.get("duration_s")), _number((point.get("requests") or {}).get("success"))
    last = _number(((point.get("latency") or {}).get("e2el_ms") or {}).get("avg"))
    if took is None or answers is None or last is None:
        return per_s
    if answers < LEAST_SENT or took - last / 1000 <= 0:
        return None
    return answers / (took - last / 1000)


def pace_of(point: Mapping[str, Any]) -> str:
    """What kept a request rate from being sent: batch_size where all its places were taken, else AISBench."""
    concurrency = point.get("concurrency") or {}
    places, taken = _number(concurrency.get("asked")), reached_of(point, "batch_size")
    full = places is not None and taken is not None and taken >= TAKEN * places
    return f"batch_size {format_load(places)}" if full and places is not None else ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def format_load(load: float) -> str:
    """A load as people write it: 64, 4.5."""
    return f"{load:.0f}" if float(load).is_integer() else f"{load:.4g}"
