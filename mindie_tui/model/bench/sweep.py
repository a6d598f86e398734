"""Several points of one bench: which there are, whether a point counts, where the knee is, how long the rest takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mindie_tui.model.bench.aisbench import lengths
from mindie_tui.model.bench.search import BUDGET, Search
from mindie_tui.model.bench.search_point import NAMES, SHORT, Over, format_load, limits_of, pace_of, reached_of
from mindie_tui.model.deployment import Deployment, Performance, Sweep
from mindie_tui.model.message import Message

AXES: tuple[Over, ...] = ("batch_size", "request_rate")
LEAST_RATE, MOST_RATE = 0.1, 200.0
"""Requests a second that a search tries: AISBench warns below the first, and starts one request in 5 ms at most."""
MOST_AT_ONCE = 1000
"""The concurrency up to which a search goes where the service says nothing: MindIE's default maxLinkNum."""
AROUND_S = 18.0
"""What AISBench takes around any load: imports, warm-up, tables (15 to 18 s were seen)."""
Kind = Literal["point", "sweep", "search"]


@dataclass(frozen=True, slots=True)
class Load:
    """What a point changes of AISBench's settings; None leaves the profile's own."""

    batch_size: int | None = None
    request_rate: float | None = None
    lengths: tuple[int, int] | None = None
    """(input, output) tokens of made-up requests; None leaves the profile's data set."""
    turn: int = 0
    """Which repeat of the point it is, from 0."""

    def settings(self) -> dict[str, Any]:
        """The keys that are set."""
        return {axis: value for axis in AXES if (value := getattr(self, axis)) is not None}


def kind_of(performance: Performance | None) -> Kind:
    """What a profile asks for: one point, a sweep, or the search for an objective."""
    if performance is not None and performance.objective is not None:
        return "search"
    several = performance is not None and (performance.sweep is not None or performance.repeat > 1)
    return "sweep" if several else "point"


def loads(performance: Performance) -> tuple[Load, ...]:
    """Each combination of the sweep's lists, each once: all concurrencies at the first rate and lengths, and so on.

    With `repeat` all of them come again behind the last, so that a slow drift of the service touches each point alike.
    """
    sweep = performance.sweep
    rates: Iterable[float | None] = sweep.request_rate if sweep is not None and sweep.request_rate else (None,)
    sizes: Iterable[int | None] = sweep.batch_size if sweep is not None and sweep.batch_size else (None,)
    pairs: Iterable[tuple[int, int] | None] = sweep.lengths if sweep is not None and sweep.lengths else (None,)
    once = dict.fromkeys(Load(size, rate, pair) for pair in pairs for rate in rates for size in sizes)
    return tuple(replace(load, turn=turn) for turn in range(performance.repeat) for load in once)


def at(deployment: Deployment, load: Load) -> Deployment:
    """The deployment that asks for this one point."""
    performance = deployment.bench.performance
    if performance is None:
        return deployment
    settings = {**performance.settings, **load.settings()}
    changes: dict[str, Any] = {"settings": settings, "sweep": None}
    if load.lengths is not None:
        changes |= {"sweep": Sweep(lengths=(load.lengths,)), "datasets": lengths.NAME}
        changes["settings"] = settings | {"max_out_len": load.lengths[1]}
        changes["generation_kwargs"] = {"ignore_eos": True, **performance.generation_kwargs}  # no answer ends early
    one = performance.model_copy(update=changes)
    return deployment.model_copy(update={"bench": deployment.bench.model_copy(update={"performance": one})})


def key_of(performance: Performance, settings: Mapping[str, Any], load: Load) -> dict[str, Any]:
    """The `key` of the point, as its report has it. `settings` as aisbench.settings_of gives them."""
    own: dict[str, Any] = {axis: settings.get(axis) for axis in AXES}
    pair = load.lengths
    return {
        "datasets": performance.datasets if pair is None else lengths.NAME,
        "num_prompts": performance.num_prompts,
        **own,
        **load.settings(),
        **({} if pair is None else lengths.key(pair)),
    }


def search_of(performance: Performance, settings: Mapping[str, Any], most_at_once: int | None) -> Search:
    """The search that a profile asks for; ValueError where its objective has no limit.

    `settings` as aisbench.settings_of gives them, `most_at_once` the service's maxLinkNum.
    """
    objective = performance.objective
    limits = limits_of(objective) if objective is not None else ()
    if objective is None or not limits:
        raise ValueError("bench.performance.objective sets no limit; write ttft_p99_ms: 2000, say")
    own = settings.get(objective.over)
    if objective.over == "request_rate":
        start = float(own) if isinstance(own, int | float) and LEAST_RATE < own <= MOST_RATE else None
        return Search(limits, "request_rate", LEAST_RATE, MOST_RATE, "AISBench starts no more in a second", start=start)
    ends = [(most_at_once or MOST_AT_ONCE, "maxLinkNum"), (performance.num_prompts, "as many as there are prompts")]
    high, bound = min(ends)
    start = float(own) if isinstance(own, int) and 1 < own <= high else None
    rate = settings.get("request_rate")
    pace = f"request_rate {format_load(rate)}" if isinstance(rate, int | float) and rate > 0 else "AISBench itself"
    return Search(limits, "batch_size", 1, high, bound, pace, start)


def load_of(over: Over, value: float) -> Load:
    """The load that a search asks for."""
    return Load(batch_size=round(value)) if over == "batch_size" else Load(request_rate=value)


def most_points(performance: Performance) -> int:
    """How many points there are at most."""
    return BUDGET if performance.objective is not None else len(loads(performance))


# -- what a point is worth


def reached(point: Mapping[str, Any]) -> tuple[float, float] | None:
    """(asked, reached) concurrency of a point; None where it does not say."""
    found = point.get("concurrency") or {}
    asked, there = found.get("asked"), found.get("reached")
    if not isinstance(asked, int | float) or not isinstance(there, int | float):
        return None
    return asked, there


def short_of(point: Mapping[str, Any]) -> str | None:
    """ "asked 64 at once, reached 51.2" where the load that was asked for was not there; else None.

    With a request rate the concurrency is only a limit: then the rate is what must be reached.
    """
    rate = (point.get("key") or {}).get("request_rate")
    if isinstance(rate, int | float) and rate > 0:
        sent = reached_of(point, "request_rate")
        if sent is None or sent >= SHORT * rate:
            return None
        held = Message(", {pace} held it down", pace=pace) if (pace := pace_of(point)) else ""
        return Message("asked {rate:g} requests a second, {sent:.2f} were sent{held}", rate=rate, sent=sent, held=held)
    both = reached(point)
    at_once = reached_of(point, "batch_size")
    if both is None or at_once is None or at_once >= SHORT * both[0]:
        return None
    return Message("asked {both:g} at once, reached {at_once:.1f}", both=both[0], at_once=at_once)


def output(point: Mapping[str, Any]) -> float | None:
    """Output tokens a second of a point."""
    return _number((point.get("throughput") or {}).get("output_tok_s"))


def response(point: Mapping[str, Any]) -> float | None:
    """Mean E2EL of a point in ms."""
    return _number(((point.get("latency") or {}).get("e2el_ms") or {}).get("avg"))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# -- the knee


@dataclass(frozen=True, slots=True)
class Knee:
    """The knee of one curve."""

    point: str
    over: Over
    value: float
    where: Literal["inside", "first", "last"]
    beside: Mapping[str, Any]
    """The other setting, where that was swept too."""
    says: str
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.says.format(**self.values)


BEYOND = "beyond {over} {value} output grows by {gain} % and {metric} by {cost} %"
NO_KNEE = "up to {over} {value} output still grows faster than latency: the knee lies there or beyond"


def knee(points: Sequence[Mapping[str, Any]], over: Over) -> tuple[str, float] | None:
    """(point, load) of the knee: where throughput divided by response time is largest; None below three points.

    That is Kleinrock's "power" (L. Kleinrock, Power and deterministic rules of thumb for probabilistic problems in
    computer communications, ICC 1979): below it more load brings more throughput than it costs time, above it costs
    more time than it brings. Throughput is output tokens a second, response time the mean E2EL.
    """
    rows = [(p, out / took) for p in points if (out := output(p)) is not None and (took := response(p))]
    if len({(p.get("key") or {}).get(over) for p, _ in rows}) < 3:
        return None
    best, _ = max(rows, key=lambda row: row[1])
    return str(best.get("point") or ""), float(best["key"][over])


def knees(points: Sequence[Mapping[str, Any]]) -> tuple[Knee, ...]:
    """The knee of each curve in these points: over the concurrency where that was swept, for each request rate; else
    over the request rate. What has fewer than three loads has none."""
    if len({lengths.of_key(p.get("key") or {}) for p in points}) > 1:
        return ()  # no curve is of several lengths; the table of throughput against latency shows them
    over: Over = "batch_size" if len(_values(points, "batch_size")) >= 3 else "request_rate"
    other: Over = "request_rate" if over == "batch_size" else "batch_size"
    beside = _values(points, other)
    found = []
    for value in beside:
        curve = sorted((p for p in points if p["key"].get(other) == value), key=lambda p: p["key"].get(over) or 0)
        if one := _knee(curve, over, {other: value} if len(beside) > 1 else {}):
            found.append(one)
    return tuple(found)


def _values(points: Sequence[Mapping[str, Any]], axis: Over) -> list[Any]:
    return list(dict.fromkeys((p.get("key") or {}).get(axis) for p in points))


def _knee(curve: Sequence[Mapping[str, Any]], over: Over, beside: Mapping[str, Any]) -> Knee | None:
    found = knee(curve, over)
    if found is None:
        return None
    point, value = found
    rows = [p for p in curve if output(p) is not None and response(p)]
    here = next(p for p in rows if p.get("point") == point and p["key"][over] == value)
    values: dict[str, Any] = {"over": NAMES[over], "value": format_load(value)}
    after = next((p for p in rows if p["key"][over] > value), None)
    if after is None:
        return Knee(point, over, value, "last", beside, NO_KNEE, values)
    metric, cost = _cost(here, after)
    values |= {"gain": f"{_percent(output(here), output(after)):+.0f}", "metric": metric, "cost": f"{cost:+.0f}"}
    where: Literal["inside", "first"] = "first" if here is rows[0] else "inside"
    return Knee(point, over, value, where, beside, BEYOND, values)


def _cost(here: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, float]:
    """The tail that an operator looks at first: TTFT p99; the mean E2EL where that was not measured."""
    ttft = [_number(((p.get("latency") or {}).get("ttft_ms") or {}).get("p99")) for p in (here, after)]
    if all(ttft):
        return "TTFT p99", _percent(*ttft)
    return "E2EL", _percent(response(here), response(after))


def _percent(before: float | None, now: float | None) -> float:
    return 100 * (now - before) / before if before and now is not None else 0.0


# -- how long it takes


def eta_s(
    todo: Sequence[Mapping[str, Any]], measured: Sequence[Mapping[str, Any]], around_s: float = AROUND_S
) -> float | None:
    """Approximate seconds that the points with these keys take; None while it cannot be estimated: the first
    concurrency.

    A request rate gives its own time. A concurrency is estimated from the measured point next to it: the same
    throughput above the highest, a proportional throughput below. `around_s` is the time that a point takes besides its
    load.
    """
    total = 0.0
    for key in todo:
        took = _load_s(key, measured)
        if took is None:
            return None
        total += took + around_s
    return round(total, 1)


def _load_s(key: Mapping[str, Any], measured: Sequence[Mapping[str, Any]]) -> float | None:
    prompts, rate, size = key.get("num_prompts"), key.get("request_rate"), key.get("batch_size")
    if not isinstance(prompts, int):
        return None
    arrivals = prompts / rate if isinstance(rate, int | float) and rate > 0 else 0.0
    known = [
        (at, per_s)
        for p in measured
        if (at := _number((p.get("key") or {}).get("batch_size")))
        and (per_s := _number((p.get("throughput") or {}).get("request_s")))
    ]
    if not known or not isinstance(size, int | float):
        return arrivals or None
    near, per_s = min(known, key=lambda pair: (abs(pair[0] - size), -pair[1]))
    return max(arrivals, prompts / (per_s * min(size / near, 1.0)))
