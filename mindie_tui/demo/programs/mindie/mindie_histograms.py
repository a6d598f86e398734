"""The histograms of the demo's MindIE, in MindIE's order, with its names and buckets."""

from __future__ import annotations

from bisect import bisect_left

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
