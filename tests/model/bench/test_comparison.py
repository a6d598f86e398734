"""A figure against the baseline's."""

import pytest

from mindie_tui.model.bench.comparison import BY_NAME, compare, gaps, judge_figure, value_of, verdict_of
from mindie_tui.model.deployment import Baseline

LIMITS = Baseline(throughput_pct=5, latency_pct=10, failed=1)


def point(output, **more):
    return {"key": {"batch_size": 8}, "throughput": {"output_tok_s": output}, **more}


@pytest.mark.parametrize(
    ("gain", "tolerance", "noise", "verdict"),
    [(-5.1, 5, 0, "worse"), (-5, 5, 0, "within"), (0, 5, 0, "same"), (1, 5, 2, "same"), (6, 5, 2, "better")],
)
def test_a_change_has_one_verdict(gain, tolerance, noise, verdict):
    assert verdict_of(gain, tolerance, noise) == verdict


def test_more_throughput_and_less_latency_are_better_and_a_count_has_no_per_cent():
    assert judge_figure(BY_NAME["output_tok_s"], 110, 100, LIMITS) == ("better", 10.0)
    assert judge_figure(BY_NAME["ttft_p99_ms"], 120, 100, LIMITS) == ("worse", 20.0)
    assert judge_figure(BY_NAME["failed"], 2, 0, LIMITS) == ("worse", None)


def test_what_is_no_figure_is_none():
    metric = BY_NAME["output_tok_s"]
    assert value_of(point(float("nan")), metric) is None and value_of({"throughput": 3}, metric) is None
    assert value_of(point(7), metric) == 7


def test_a_point_is_compared_with_the_newest_of_the_same_settings():
    (one,) = compare([point(90)], {"points": [point(50), point(100)]}, LIMITS)
    assert (one.baseline, one.verdict, one.point) == (100, "worse", "performance-01")
    (new,) = compare([point(90)], {"points": []}, LIMITS)
    assert new.verdict == "new"


def test_a_point_that_was_not_measured_again_is_a_gap():
    (gap,) = gaps([], {"points": [point(100)]})
    assert gap.whole and gap.key == {"batch_size": 8}
    assert gaps([point(1)], {"points": [point(100)]}) == ()
