"""What MindIE's own /metrics says under a load: requests that run and wait, tokens a second, the KV cache.

Names of the counters and gauges: MindIE's monitoring documentation, and a recorded answer of it. The counters grow
from the start of the service on, so a rate is the difference of two looks; a counter that fell belongs to a service
that began anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

SPAN_S = 10.0
"""Seconds that the rate looks back, as the window of the requests does."""
_TOTALS = {
    "received": "request_received_total",
    "success": "request_success_total",
    "failed": "request_failed_total",
}
_NOW = {"running": "num_requests_running", "waiting": "num_requests_waiting"}
_CACHE = "npu_cache_usage_perc"
"""1 means 100 percent."""
_GENERATED = "generation_tokens_total"


class Serving:
    """The looks of one load. Fed with what the node tells, in any order of kinds."""

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
        if _CACHE in new:
            found["cache_percent"] = round(100 * new[_CACHE], 1)
        if at > began and _GENERATED in new:
            found["generated_tok_s"] = round((new[_GENERATED] - old.get(_GENERATED, 0.0)) / (at - began), 1)
        first = self._first or {}
        found |= {name: new[metric] - first.get(metric, 0.0) for name, metric in _TOTALS.items() if metric in new}
        return found
