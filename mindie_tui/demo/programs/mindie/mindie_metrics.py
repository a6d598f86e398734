"""GET /metrics of the demo's MindIE: its counters, gauges and histograms, in MindIE's order, names and buckets."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mindie_tui.demo.programs.mindie.mindie_engine import Engine

_TTFT = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_TPOT = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5)
_E2E = (1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60)
_TOKENS = (10, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 16000, 20000, 32000, 50000, 64000, 128000)


class Histogram:
    """Cumulative buckets, as Prometheus counts."""

    def __init__(self, name: str, text: str, bounds: tuple[float, ...]) -> None:
        self.name, self.text, self.bounds = name, text, bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def lines(self, model: str) -> list[str]:
        """The metric as text; a bucket holds all that are not above its bound."""
        label = f'model_name="{model}"'
        found = [f"# HELP {self.name} {self.text}", f"# TYPE {self.name} histogram"]
        found.append(f"{self.name}_count{{{label}}} {sum(self.counts)}")
        found.append(f"{self.name}_sum{{{label}}} {self.sum:g}")
        below = 0
        for bound, count in zip((*self.bounds, None), self.counts, strict=True):
            below += count
            found.append(f'{self.name}_bucket{{{label},le="{"+Inf" if bound is None else f"{bound:g}"}"}} {below}')
        return found


class Times:
    """The histograms of one engine; times are seconds of the wall, as its clients measure them."""

    def __init__(self) -> None:
        self.ttft = Histogram("time_to_first_token_seconds", "Histogram of time to first token in seconds.", _TTFT)
        self.tpot = Histogram("time_per_output_token_seconds", "Histogram of time per output token in seconds.", _TPOT)
        self.e2e = Histogram("e2e_request_latency_seconds", "Histogram of end to end request latency in seconds.", _E2E)
        self.prompt = Histogram("request_prompt_tokens", "Number of prefill tokens processed.", _TOKENS)
        self.generated = Histogram("request_generation_tokens", "Number of generation tokens processed.", _TOKENS)

    @property
    def all(self) -> tuple[Histogram, ...]:
        return self.ttft, self.tpot, self.e2e, self.prompt, self.generated


def text(model: str, engine: Engine, failed: int, seconds: float) -> str:
    """The whole answer; `seconds` since the engine began, for its two averages."""
    received = max(engine.received, 1)
    counters = (
        ("request_received_total", engine.received, "Number of requests received so far."),
        ("request_success_total", engine.finished, "Count of successfully processed requests."),
        ("request_failed_total", failed, "Number of responses failed so far"),
        ("prompt_tokens_total", engine.prompt_tokens, "Number of prefill tokens processed."),
        ("generation_tokens_total", engine.generated_tokens, "Number of generation tokens processed."),
        ("num_preemptions_total", 0, "Cumulative number of preemption from the engine."),
    )
    full = round(len(engine.running) / engine.limit, 3)
    per_second = "tokens/s."
    gauges = (
        ("num_requests_running", len(engine.running), "Number of requests currently running on GPU."),
        ("num_requests_waiting", len(engine.waiting), "Number of requests waiting to be processed."),
        ("num_requests_swapped", 0, "Number of requests swapped to CPU."),
        (
            "avg_prompt_throughput_toks_per_s",
            round(engine.prompt_tokens / max(seconds, 1e-3), 3),
            f"Average prefill throughput in {per_second}",
        ),
        (
            "avg_generation_throughput_toks_per_s",
            round(engine.generated_tokens / max(seconds, 1e-3), 3),
            f"Average generation throughput in {per_second}",
        ),
        ("failed_request_perc", round(failed / received, 3), "Requests failure rate. 1 means 100 percent usage."),
        ("npu_cache_usage_perc", full, "NPU KV-cache usage. 1 means 100 percent usage."),
        ("cpu_cache_usage_perc", 0, "CPU KV-cache usage. 1 means 100 percent usage."),
        ("npu_prefix_cache_hit_rate", 0, "NPU prefix cache block hit rate.."),
    )
    lines: list[str] = []
    for kind, table in (("counter", counters), ("gauge", gauges)):
        for name, value, what in table:
            lines += [f"# HELP {name} {what}", f"# TYPE {name} {kind}", f'{name}{{model_name="{model}"}} {value}']
    for histogram in engine.times.all:
        lines += histogram.lines(model)
    return "\n".join(lines) + "\n"
