"""GET /metrics of the demo's vLLM: the counters and gauges of one engine, with vLLM's names and labels."""

from __future__ import annotations

from mindie_tui.demo.programs.mindie.mindie_engine import SimulatedEngine


def text(model: str, engine: SimulatedEngine) -> str:
    """The whole answer."""
    label = f'{{engine="0",model_name="{model}"}}'
    stopped = f'{{engine="0",finished_reason="stop",model_name="{model}"}}'
    full = round(len(engine.running) / engine.limit, 4)
    rows = (
        ("gauge", "vllm:num_requests_running", label, len(engine.running)),
        ("gauge", "vllm:num_requests_waiting", label, len(engine.waiting)),
        ("gauge", "vllm:kv_cache_usage_perc", label, full),
        ("counter", "vllm:prompt_tokens_total", label, engine.prompt_tokens),
        ("counter", "vllm:generation_tokens_total", label, engine.generated_tokens),
        ("counter", "vllm:request_success_total", stopped, engine.finished),
        ("counter", "vllm:num_preemptions_total", label, 0),
    )
    lines: list[str] = []
    for kind, name, labels, value in rows:
        lines += [f"# TYPE {name} {kind}", f"{name}{labels} {float(value)}"]
    for histogram in engine.times.all:
        lines += [line.replace("# TYPE ", "# TYPE vllm:").replace("# HELP ", "# HELP vllm:") if line.startswith("#")
                  else f"vllm:{line}" for line in histogram.lines(model)]  # fmt: skip
    return "\n".join(lines) + "\n"
