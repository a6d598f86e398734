"""Whether the figures of a point can be true together: what was not measured although a table has it, what contradicts.

Sources: docs/developers/aisbench.md (how each figure is made); AISBench/benchmark issues 98, 113, 218, 311 and 430.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.message import Message

STREAM_FIGURES = ("ttft_ms", "tpot_ms", "itl_ms")
"""Latencies that only an answer in several pieces has."""
_STATS = ("avg", "min", "p50", "p75", "p90", "p99", "max")
_RISING = ("min", "p50", "p75", "p90", "p99", "max")
_SLACK = 0.02
"""AISBench rounds each cell: figures that follow from each other agree within this part."""
_FASTEST_MS = 0.05
"""No model writes a token of one answer faster: below this the tokens came together."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why figures of a point are not what they seem."""

    text: str
    spoils: tuple[str, ...] = ()
    """The latencies that were not measured."""
    worthless: bool = False
    """No figure of the point measures the service."""
    contradiction: bool = False
    """Figures exclude each other: the point is no baseline."""


def doubts(point: Mapping[str, Any], *, streams: bool = True) -> tuple[Doubt, ...]:
    """What is wrong with a point of report.json; `streams`: its answers were asked for as streams."""
    found: list[Doubt | None] = [_empty(point)]
    if found == [None]:
        found += [_in_one_piece(point, streams=streams)]
    found += [*_order(point), _counts(point), *_totals(point), _too_long(point)]
    return tuple(doubt for doubt in found if doubt is not None)


def sound(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point without the figures that it cannot have measured; what a comparison may use.

    A point that is worthless or marked as contradicting itself has none left. A point of an earlier version has no
    marks: it loses what it cannot have measured.
    """
    kept, known = dict(point), _known(point)
    spoiled = known.get("latency")
    if not is_baseline(point):
        for name in ("latency", "throughput", "requests"):
            kept.pop(name, None)
    if isinstance(kept.get("latency"), Mapping) and isinstance(spoiled, Sequence):
        kept["latency"] = {key: value for key, value in kept["latency"].items() if key not in spoiled}
    return kept


def with_doubts(point: Mapping[str, Any], *, streams: bool) -> dict[str, Any]:
    """The point without the latencies that were not measured, and with `doubts` where there are some.

    `doubts`: {"latency": names that were taken out, "worthless": true, "contradiction": true}, each where it holds.
    """
    found = doubts(point, streams=streams)
    marks = _marks(found)
    spoiled = tuple(marks.get("latency", ()))
    kept = dict(point)
    if spoiled and isinstance(kept.get("latency"), Mapping):
        kept["latency"] = {key: value for key, value in kept["latency"].items() if key not in spoiled}
    limits = (kept.get("attainment") or {}).get("limits") or {}
    if any(name in spoiled for name in limits):
        kept.pop("attainment")  # what was not measured was not met either
    return kept | ({"doubts": marks} if marks else {})


def is_baseline(point: Mapping[str, Any]) -> bool:
    """Whether later runs may be compared with the point."""
    known = _known(point)
    return not (known.get("worthless") or known.get("contradiction"))


def _known(point: Mapping[str, Any]) -> Mapping[str, Any]:
    marks = point.get("doubts")
    return marks if isinstance(marks, Mapping) else _marks([d for d in doubts(point) if not d.contradiction])


def _marks(found: Sequence[Doubt]) -> dict[str, Any]:
    spoiled = list(dict.fromkeys(name for doubt in found for name in doubt.spoils))
    marks: dict[str, Any] = {"latency": spoiled} if spoiled else {}
    marks |= {"worthless": True} if any(doubt.worthless for doubt in found) else {}
    return marks | ({"contradiction": True} if any(doubt.contradiction for doubt in found) else {})


# -- what a point says


def _number(value: Any) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if good else None


def _stat(point: Mapping[str, Any], group: str, row: str, stat: str) -> float | None:
    rows = point.get(group)
    values = rows.get(row) if isinstance(rows, Mapping) else None
    return _number(values.get(stat)) if isinstance(values, Mapping) else None


def _of(point: Mapping[str, Any], group: str, name: str) -> float | None:
    values = point.get(group)
    return _number(values.get(name)) if isinstance(values, Mapping) else None


def output_per_answer(point: Mapping[str, Any]) -> float | None:
    """Output tokens of an answer on average; None where nothing says it."""
    average = _stat(point, "tokens", "output_per_request", "avg")
    total, answers = _of(point, "tokens", "output"), _of(point, "requests", "success")
    return average if average is not None or total is None or not answers else total / answers


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _SLACK * max(abs(a), abs(b)) + 1e-4  # cells have four digits


# -- the checks


def _empty(point: Mapping[str, Any]) -> Doubt | None:
    answers = _of(point, "requests", "success")
    total, average = _of(point, "tokens", "output"), _stat(point, "tokens", "output_per_request", "avg")
    known = [value for value in (total, average) if value is not None]
    if not answers or not known or any(known):
        return None
    of = _of(point, "requests", "total") or answers
    return Doubt(
        Message(
            "{answers:g} of {of:g} requests succeeded with 0 output tokens: nothing was "
            "generated. The answers were empty, or their text is in a field that AISBench does "
            "not read (reasoning_content). This point measures nothing",
            answers=answers,
            of=of,
        ),
        STREAM_FIGURES,
        worthless=True,
    )


def _in_one_piece(point: Mapping[str, Any], *, streams: bool) -> Doubt | None:
    ttft = [_stat(point, "latency", "ttft_ms", stat) for stat in _STATS]
    whole = [_stat(point, "latency", "e2el_ms", stat) for stat in _STATS]
    pairs = [(a, b) for a, b in zip(ttft, whole, strict=True) if a is not None and b is not None]
    tokens = output_per_answer(point)
    if not streams:
        if pairs:
            return Doubt(
                "TTFT and TPOT were not measured: the answers were not streamed, so the first piece is the "
                "whole answer",
                STREAM_FIGURES,
            )
        return None
    if tokens is not None and tokens <= 1:
        return None  # one token: the first is the last
    if not pairs:
        return None
    if all(a == b for a, b in pairs) and (tokens is not None or _stat(point, "latency", "tpot_ms", "max") is None):
        held = "" if tokens is None else Message(" although an answer has {tokens:g} tokens on average", tokens=tokens)
        more = " or has one token" if tokens is None else ""
        return Doubt(
            Message(
                "TTFT and TPOT were not measured: TTFT equals E2EL{held}, so each answer came in one "
                "piece{more}. The endpoint does not stream, or a proxy collects the answer",
                held=held,
                more=more,
            ),
            STREAM_FIGURES,
        )
    first, last = pairs[0]
    if tokens is not None and tokens >= 10 and 0 <= last - first < _FASTEST_MS * (tokens - 1):
        return Doubt(
            Message(
                "TTFT and TPOT were not measured: {tokens:g} tokens came within {last:.1f} ms after "
                "the first, faster than any model writes. A proxy collects the answer and sends it "
                "at once",
                tokens=tokens,
                last=last - first,
            ),
            STREAM_FIGURES,
        )
    return None


def _order(point: Mapping[str, Any]) -> list[Doubt]:
    found = []
    latency = point.get("latency")
    for name in latency if isinstance(latency, Mapping) else ():
        values = [(stat, v) for stat in _RISING if (v := _stat(point, "latency", str(name), stat)) is not None]
        wrong = [(a, b) for a, b in zip(values, values[1:], strict=False) if a[1] > b[1]]
        label = str(name).removesuffix("_ms").upper()
        if wrong:
            (low, a), (high, b) = wrong[0]
            found.append(
                Doubt(
                    Message(
                        "{label} {low} ({a:g} ms) is above its {high} ({b:g} ms): the table contradicts itself",
                        label=label,
                        low=low,
                        a=a,
                        high=high,
                        b=b,
                    ),
                    contradiction=True,
                )
            )
        if values and min(v for _, v in values) < 0:
            found.append(
                Doubt(
                    Message("{label} is negative: a clock jumped, or the table is broken", label=label),
                    contradiction=True,
                )
            )
    for stat in _STATS:
        first, whole = (_stat(point, "latency", row, stat) for row in ("ttft_ms", "e2el_ms"))
        if first is not None and whole is not None and first > whole + 0.1:
            found.append(
                Doubt(
                    Message(
                        "TTFT {stat} ({first:g} ms) is above E2EL {stat} ({whole:g} ms): no first token "
                        "comes after the whole answer",
                        stat=stat,
                        first=first,
                        whole=whole,
                    ),
                    contradiction=True,
                )
            )
            break
    return found


def _counts(point: Mapping[str, Any]) -> Doubt | None:
    total, success, failed = (_of(point, "requests", name) for name in ("total", "success", "failed"))
    if point.get("stage") == "stable" or total is None or success is None or failed is None:
        return None  # of the stable stage the table counts wrongly where requests failed
    if success + failed == total:
        return None
    return Doubt(
        Message(
            "{success:g} requests succeeded and {failed:g} failed, which is not the {total:g} in all",
            success=success,
            failed=failed,
            total=total,
        ),
        contradiction=True,
    )


def _totals(point: Mapping[str, Any]) -> list[Doubt]:
    if point.get("stage") == "stable":
        return []
    found = []
    answers, output, took = (
        _of(point, "requests", "success"), _of(point, "tokens", "output"), _number(point.get("duration_s"))
    )  # fmt: skip
    average, rate = _stat(point, "tokens", "output_per_request", "avg"), _of(point, "throughput", "output_tok_s")
    if answers and output is not None and average is not None and not _same(average * answers, output):
        found.append(
            Doubt(
                Message(
                    "{answers:g} answers of {average:g} tokens on average are not the {output:g} output tokens in all",
                    answers=answers,
                    average=average,
                    output=output,
                ),
                contradiction=True,
            )
        )
    if output is not None and took and rate is not None and not _same(output / took, rate):
        found.append(
            Doubt(
                Message(
                    "{output:g} output tokens in {took:.1f} s are not {rate:g} token/s",
                    output=output,
                    took=took,
                    rate=rate,
                ),
                contradiction=True,
            )
        )
    per_s = _of(point, "throughput", "request_s")
    if answers and took and per_s is not None and not _same(answers / took, per_s):
        found.append(
            Doubt(
                Message(
                    "{answers:g} answers in {took:.1f} s are not {per_s:g} requests a second",
                    answers=answers,
                    took=took,
                    per_s=per_s,
                ),
                contradiction=True,
            )
        )
    return found


def _too_long(point: Mapping[str, Any]) -> Doubt | None:
    longest, took = _stat(point, "latency", "e2el_ms", "max"), _number(point.get("duration_s"))
    if longest is None or not took or longest <= took * 1000 * (1 + _SLACK):
        return None
    return Doubt(
        Message(
            "an answer took {longest:.1f} s in a load of {took:.1f} s: the tables are not of one load",
            longest=longest / 1000,
            took=took,
        ),
        contradiction=True,
    )
