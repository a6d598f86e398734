"""Notes on the figures of a point, without which they would be misunderstood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.bench import point_checks, sweep
from mindie_tui.model.bench.figures.metrics import METRICS, count_of, least_count, value_of
from mindie_tui.model.documents.document import Json
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters import plugin_params

WARM_UPS = 1
"""Requests that AISBench sends before a load, and does not count."""
MORE = 0.02
"""Requests beyond those of AISBench, as a part of them, from which on they are reported."""


def notes(
    point: Mapping[str, Any],
    config: Json,
    *,
    streams: bool,
    environment: Mapping[str, str] | None = None,
    repeated: int = 0,
    received: float | None = None,
) -> list[str]:
    """A sentence for each thing that a reader of this point of report.json would else not know.

    `config` and `environment` are the service's; `streams`: the answers were asked for as streams; `repeated`: how
    many requests sent a prompt that another of the point had sent; `received`: how many requests the service counted
    meanwhile.
    """
    latency = point.get("latency") or {}
    doubts = point_checks.doubts(point, streams=streams)
    found = [doubt.text for doubt in doubts]
    if point.get("stage") == "stable":
        found.append(_stable_stage(point))
    if short := sweep.short_of(point):
        found.append(Message("{short}: the requested load was not reached", short=short))
    spoiled = {name for doubt in doubts for name in doubt.spoils}
    if streams and latency.get("e2el_ms") and "tpot_ms" not in spoiled:
        found += _unstreamed(point, latency)
    if prefix_cache(config):
        found.append(
            "the service has a prefix cache: AISBench's warm-up and earlier points of this run sent the same "
            "prompts, so TTFT may be that of a cache"
        )
    if repeated:
        cached = "their TTFT is that of a cache" if prefix_cache(config) else "a prefix cache would answer them faster"
        found.append(
            Message(
                "{repeated} requests sent a prompt that another had sent: {cached}", repeated=repeated, cached=cached
            )
        )
    found += [others] if (others := _other_requests(point, received)) else []
    if (environment or {}).get("MINDIE_LOG_TO_STDOUT") == "1":
        found.append("MINDIE_LOG_TO_STDOUT=1: printing the log slowed the service; turn it off for final figures")
    found += [few] if (few := few_requests(point)) else []
    return found


def _stable_stage(point: Mapping[str, Any]) -> Message:
    latency, requests = point.get("latency") or {}, point.get("requests") or {}
    return Message(
        "the figures cover only the stable stage: {count} of {of} requests, those that started while the "
        "concurrency was at its limit",
        count=_count((latency.get("e2el_ms") or {}).get("n")),
        of=_count(requests.get("total")),
    )


def _other_requests(point: Mapping[str, Any], received: float | None) -> Message | None:
    """Whether the service received more requests than AISBench counts."""
    counted = (point.get("requests") or {}).get("total")
    if received is None or not isinstance(counted, int) or received - counted - WARM_UPS < max(MORE * counted, 2):
        return None
    return Message(
        "the service received {received:g} requests, AISBench counts {counted}: AISBench repeats a request whose "
        "connection broke (retry) without reporting it, or somebody else used the service",
        received=received,
        counted=counted,
    )


def few_requests(point: Mapping[str, Any]) -> Message | None:
    """Which percentiles of a point say no more than its slowest request; None where there are enough requests."""
    there = (metric for metric in METRICS if value_of(point, metric) is not None)
    few = [metric for metric in there if (n := count_of(point, metric)) is not None and n < least_count(metric)]
    if not few:
        return None
    stats = list(dict.fromkeys(metric.path[2] for metric in few))
    return Message(
        "{percentiles} of {count} requests: nearly their maximum, too few requests to say; measure {least} or more",
        percentiles=" and ".join(stats), count=min(count_of(point, metric) or 0 for metric in few),
        least=max(map(least_count, few)),
    )  # fmt: skip


def _unstreamed(point: Mapping[str, Any], latency: Mapping[str, Any]) -> list[str]:
    """What a stream has and this table lacks, with the cause as far as the table shows it."""
    tokens = point_checks.output_per_answer(point)
    lacking = [word for word, name in (("TTFT", "ttft_ms"), ("TPOT", "tpot_ms")) if not _measured(latency.get(name))]
    if lacking and tokens is not None and tokens > 1:
        said = Message(
            "{figures} could not be measured although an answer has {tokens:g} tokens on "
            "average: the endpoint does not "
            "stream, or a proxy collects the answer",
            figures=" and ".join(lacking),
            tokens=tokens,
        )
        return [said]
    return ["TPOT was not measured: it needs answers of more than one token"] if "TPOT" in lacking else []


def _measured(values: Any) -> bool:
    return isinstance(values, Mapping) and any(values.get(stat) for stat in ("avg", "p50", "max"))


def _count(value: Any) -> str:
    return str(value) if isinstance(value, int) else "?"


def prefix_cache(config: Json) -> bool:
    """Whether plugin_params turns the prefix cache on: {"plugin_type": "mtp,prefix_cache"}."""
    kinds = str(plugin_params.keys(config).get("plugin_type", ""))
    return "prefix_cache" in (kind.strip() for kind in kinds.split(","))
