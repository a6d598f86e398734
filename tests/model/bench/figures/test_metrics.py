"""The figures of a point."""

from mindie_tui.model.bench.figures.metrics import BY_NAME, METRICS, value_of


def test_each_metric_has_one_name_and_reads_its_place():
    assert len(BY_NAME) == len(METRICS)
    point = {"latency": {"ttft_ms": {"p99": 5}}, "throughput": {"output_tok_s": float("inf")}, "requests": 3}
    assert [value_of(point, BY_NAME[name]) for name in ("ttft_p99_ms", "output_tok_s", "failed")] == [5, None, None]
