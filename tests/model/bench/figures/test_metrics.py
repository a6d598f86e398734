"""The figures of a point."""

from mindie_tui.model.bench.figures.metrics import BY_NAME, METRICS, count_text, least_count, value_of


def test_each_metric_has_one_name_and_reads_its_place():
    assert len(BY_NAME) == len(METRICS)
    point = {"latency": {"ttft_ms": {"p99": 5}}, "throughput": {"output_tok_s": float("inf")}, "requests": 3}
    assert [value_of(point, BY_NAME[name]) for name in ("ttft_p99_ms", "output_tok_s", "failed")] == [5, None, None]


def test_a_percentile_is_shown_with_the_requests_that_it_rests_on():
    p99, p90, p50 = BY_NAME["ttft_p99_ms"], BY_NAME["ttft_p90_ms"], BY_NAME["ttft_p50_ms"]
    assert (least_count(p99), least_count(p90), least_count(p50)) == (100, 10, 2)
    point = {"latency": {"ttft_ms": {"p99": 1.0, "n": 20}}}
    assert count_text(point, p99) == "20, too few" and count_text(point, p90) == "20"
    assert count_text({}, p99) == "" and count_text(point, BY_NAME["output_tok_s"]) == ""
