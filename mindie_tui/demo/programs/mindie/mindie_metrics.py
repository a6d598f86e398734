"""GET /metrics of the demo's MindIE: its counters, gauges and histograms, in MindIE's order."""

from __future__ import annotations

from mindie_tui.demo.programs.mindie.mindie_engine import SimulatedEngine


def text(model: str, engine: SimulatedEngine, failed: int, seconds: float) -> str:
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
