"""The service's own /metrics under a load: running and waiting requests, tokens per second, the caches.

Names of the counters and gauges: MindIE's monitoring documentation, vLLM's metrics page, and recorded answers of both;
vLLM writes `vllm:` before the same names and has its prefix cache and its drafts as counters. The counters grow from
the start of the service, so a rate is the difference of two readings; a counter that fell belongs to a service that was
restarted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from mindie_tui.model.message import Message, joined

SPAN_S = 10.0
"""Seconds that the rate looks back, as the window of the requests does."""
_TOTALS = {
    "received": "request_received_total",
    "success": "request_success_total",
    "failed": "request_failed_total",
}
_NOW = {"running": "num_requests_running", "waiting": "num_requests_waiting"}
_CACHES = ("npu_cache_usage_perc", "kv_cache_usage_perc", "gpu_cache_usage_perc")
"""Of MindIE, of vLLM, of older releases of vLLM; 1 means 100 percent."""
_GENERATED = "generation_tokens_total"
_PREFIX_RATE = "npu_prefix_cache_hit_rate"
"""MindIE's, since its start; 1 means 100 percent, and 0 also where it has no prefix cache."""
_QUERIES, _HITS = "prefix_cache_queries_total", "prefix_cache_hits_total"
"""vLLM's, in tokens of the prompts."""
_DRAFTS, _DRAFTED, _ACCEPTED = (
    f"spec_decode_num_{what}_total" for what in ("drafts", "draft_tokens", "accepted_tokens")
)
"""vLLM's speculative decoding: guesses, their tokens, and those of them that the model took."""


class Serving:
    """The readings of one load. `feed` accepts the node's answers in any order of kinds."""

    def __init__(self) -> None:
        self.error = ""
        """Why nothing is known, in the node's words; empty while it answers."""
        self._looks: deque[tuple[float, Mapping[str, float]]] = deque()
        self._first: Mapping[str, float] | None = None

    def read(self, line: Mapping[str, Any]) -> None:
        """One line of on_node/metrics_reader; what is no such line is left out."""
        if isinstance(line.get("error"), str):
            self.error = line["error"]
            self._looks.clear()
            return
        values, at = line.get("values"), line.get("at")
        if not isinstance(values, Mapping) or not isinstance(at, int | float):
            return
        values = {str(name).removeprefix("vllm:"): value for name, value in values.items()}
        self.error = "" if values else "it answered with nothing that is a metric"
        if self._looks and values.get(_GENERATED, 0.0) < self._looks[-1][1].get(_GENERATED, 0.0):
            self._looks.clear()
            self._first = None
        self._first = self._first or values
        self._looks.append((float(at), values))
        while len(self._looks) > 2 and at - self._looks[1][0] >= SPAN_S:
            self._looks.popleft()

    @property
    def now(self) -> dict[str, float] | None:
        """running, waiting, generated_tok_s, cache_percent as they are; received, success, failed since the first look.

        What the service does not tell is left out. None before the first look, and while it does not answer.
        """
        if not self._looks:
            return None
        (began, old), (at, new) = self._looks[0], self._looks[-1]
        found = {name: new[metric] for name, metric in _NOW.items() if metric in new}
        if (cache := next((name for name in _CACHES if name in new), None)) is not None:
            found["cache_percent"] = round(100 * new[cache], 1)
        if at > began and _GENERATED in new:
            found["generated_tok_s"] = round((new[_GENERATED] - old.get(_GENERATED, 0.0)) / (at - began), 1)
        first = self._first or {}
        found |= {name: new[metric] - first.get(metric, 0.0) for name, metric in _TOTALS.items() if metric in new}
        return found

    @property
    def over_the_load(self) -> dict[str, float]:
        """What the whole load came to, in per cent; of each what the service does not tell is left out.

        prefix_hit_percent: tokens of the prompts that a prefix cache had (MindIE: blocks, since its start).
        acceptance_percent: tokens of speculative decoding that the model accepted; accepted_per_draft: how many of
        one guess.
        """
        first, new = self._first, self._looks[-1][1] if self._looks else None
        if first is None or new is None:
            return {}

        def grown(name: str) -> float:
            return new.get(name, 0.0) - first.get(name, 0.0)

        found: dict[str, float] = {}
        if (queries := grown(_QUERIES)) > 0:
            found["prefix_hit_percent"] = round(100 * grown(_HITS) / queries, 1)
        elif 0 < new.get(_PREFIX_RATE, 0.0) <= 1:
            found["prefix_hit_percent"] = round(100 * new[_PREFIX_RATE], 1)
        if (drafted := grown(_DRAFTED)) > 0:
            found["acceptance_percent"] = round(100 * grown(_ACCEPTED) / drafted, 1)
            if (drafts := grown(_DRAFTS)) > 0:
                found["accepted_per_draft"] = round(grown(_ACCEPTED) / drafts, 2)
        return found


def sentence(point: Mapping[str, Any]) -> Message | None:
    """What the service counted over a point of report.json; None where it reported no caches and drafts."""
    told = point.get("service")
    if not isinstance(told, Mapping):
        return None
    hit, accepted, each = (told.get(f"{name}") for name in ("prefix_hit_percent", "acceptance_percent",
                                                            "accepted_per_draft"))  # fmt: skip
    cache = Message("prefix cache hits {percent} %", percent=f"{hit:.1f}") if _is_number(hit) else ""
    drafts = Message("drafted tokens accepted {percent} %", percent=f"{accepted:.1f}") if _is_number(accepted) else ""
    mean = Message("{count} of each draft", count=f"{each:.2f}") if drafts and _is_number(each) else ""
    said = joined(cache, drafts, mean, between=", ")
    return Message("Service: {said}", said=said) if said else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
