"""The front of throughput against latency, and the spread of repeats."""

from hypothesis import given, strategies as st

from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.report.tables import lines, pareto, repeated

TTFT = BY_NAME["ttft_p99_ms"]


def point(size, output, ttft, repeat=1):
    latency = {"ttft_ms": {"p99": ttft}, "e2el_ms": {"p99": ttft * 9}}
    found = {"key": {"batch_size": size}, "throughput": {"output_tok_s": output}, "latency": latency}
    return found | ({"repeat": repeat} if repeat > 1 else {})


def test_a_load_that_another_one_beats_in_both_is_not_on_the_front():
    points = [point(8, 100.0, 50.0), point(16, 180.0, 70.0), point(32, 170.0, 90.0), point(64, 200.0, 300.0)]
    assert [row.key["batch_size"] for row in pareto(points, TTFT)] == [8, 16, 64]
    text = "\n".join(lines(points))
    assert (
        "Pareto front" in text and "| batch_size 16 | 180.0 tok/s | 70.0 ms |" in text and "batch_size 32" not in text
    )
    assert pareto(points[:1], TTFT) == () and lines(points[:1]) == [] and pareto(points, BY_NAME["tpot_p99_ms"]) == ()


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=12))
def test_each_load_is_on_the_front_or_beaten_by_one_that_is(pairs):
    points = [point(n, float(output), float(ttft)) for n, (output, ttft) in enumerate(pairs)]
    front = {row.key["batch_size"]: row for row in pareto(points, TTFT)}
    assert front
    for n, (output, ttft) in enumerate(pairs):
        better = [r for r in front.values() if r.output_tok_s >= output and r.latency <= ttft]
        assert n in front or better


def test_repeats_are_shown_with_their_spread():
    points = [point(8, out, 50.0, 3) for out in (100.0, 104.0, 96.0)] + [point(16, 150.0, 60.0)]
    assert [len(one.points) for one in repeated(points)] == [3]
    text = "\n".join(lines(points))
    assert "## Repeats of batch_size 8" in text
    assert (
        "| output | 100.0 tok/s | 4.0 % | 96.00 tok/s | 104.0 tok/s | 3 |" in text and "| batch_size 8 | 100.0" in text
    )
