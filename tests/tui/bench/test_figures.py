"""The figures of a point, live or at its end, beside a baseline."""

from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import PointState
from mindie_tui.tui.bench import figures
from mindie_tui.tui.common.chart import sampled
from tests.kit import bench_plays


def stalled(*, live):
    """A point in which requests of 300 token/s came for 5 s, and none for the next 20."""
    windows = [{"at_s": at, "requests": 3, "output_tok_s": 300.0, "ttft_ms": {"p99": 900.0}} for at in range(1, 6)]
    windows += [{"at_s": at, "requests": 0, "output_tok_s": 0.0} for at in range(6, 26)]
    last = ev.BenchProgress("performance-01", 60, 40, 20, 20, 0, 10.0, {"window": 0.0, "total": 60.0}, elapsed_s=25.4,
                            age_s=20.4, stalls=True)  # fmt: skip
    return PointState("performance-01", history=(last,), windows=tuple(windows), state="running" if live else "failed")


def test_an_outage_is_drawn_as_an_outage():
    output = figures.series(stalled(live=True), "output_tok_s")
    assert [value for _, value in output[5:]] == [0.0] * 21 and output[-1] == (25.4, 0.0), "now is now"
    tail = figures.series(stalled(live=False), "ttft_ms", "p99")
    drawn = sampled(tail, 25.0, 26)
    assert drawn[1:6] == [900.0] * 5 and drawn[6:] == [None] * 20
    assert figures.series(PointState("performance-01"), "output_tok_s") == []


def test_what_is_better_for_a_rate_is_worse_for_a_latency():
    base = bench_plays.BASE["points"][0]
    assert figures.against("output_tok_s", 1600, base, Baseline()).verdict == "better"
    assert figures.against("ttft_p50_ms", 400, base, Baseline()).verdict == "worse"
    assert figures.against("ttft_p50_ms", 305, base, Baseline()).verdict == "within"
    assert figures.against("ttft_p50_ms", 305, None, Baseline()).verdict == "new"
    assert figures.against("ttft_p50_ms", None, base, Baseline()).change is None


def test_a_point_of_other_settings_is_not_compared():
    assert figures.matching(bench_plays.BASE, bench_plays.KEY) is not None
    assert figures.matching(bench_plays.BASE, {**bench_plays.KEY, "batch_size": 40}) is None
    assert (
        figures.matching({"points": "x"}, bench_plays.KEY) is None and figures.matching(None, bench_plays.KEY) is None
    )


def test_aisbench_writes_a_tenth_of_the_batch_at_a_time():
    assert [figures.batch_of(PointState("p", {"batch_size": n})) for n in (1, 19, 20, 400, None, True)] == [
        1,
        1,
        2,
        40,
        1,
        1,
    ]


def test_a_tile_says_three_or_four_digits():
    assert [figures.figure_text(value, "ms") for value in (None, 12.34, 302.1)] == ["-", "12.3", "302"]
    assert [figures.figure_text(value, "s") for value in (9.876, 12.34, 1500.0)] == ["9.88", "12.3", "1500"]


def test_what_was_asked_is_named_and_a_rate_of_nothing_is_no_limit():
    key = {"batch_size": 80, "request_rate": 0, "num_prompts": 1000, "datasets": "gsm8k_gen_0_shot"}
    assert figures.key_words(key, wide=True) == [("concurrency", "80"), ("", "no rate limit"), ("prompts", "1000")]
    assert figures.key_words({"request_rate": 2.5}, wide=False) == [("rate", "2.5")]
    assert figures.dataset_of(key) == "gsm8k" and figures.dataset_of({}) == "bench"
