"""A figure against the baseline's."""

import random

import pytest

from mindie_tui.model.bench.comparison import BY_NAME, FigureVerdict, compare, gaps, judge_figure, value_of, verdict_of
from mindie_tui.model.bench.figures.repeats import Figure
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
    assert judge_figure(BY_NAME["output_tok_s"], Figure(110, 1), Figure(100, 1), LIMITS) == FigureVerdict(
        "better", 10.0
    )
    assert judge_figure(BY_NAME["ttft_p99_ms"], Figure(120, 1), Figure(100, 1), LIMITS) == FigureVerdict("worse", 20.0)
    assert judge_figure(BY_NAME["failed"], Figure(2, 1), Figure(0, 1), LIMITS) == FigureVerdict("worse")


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


def repeated(seed, factor):
    """Three repeats of a point as a bench measures it: throughput varies by 1.2 %, a median by 1.5 %, a tail by 3 %."""
    draw, found = random.Random(seed), []
    for _ in range(3):
        rows = {
            name: {
                q: draw.gauss(base, spread * base) * factor
                for q, spread in (("p50", 0.015), ("p90", 0.02), ("p99", 0.03))
            }
            for name, base in (("ttft_ms", 300.0), ("tpot_ms", 40.0), ("e2el_ms", 9000.0))
        }
        throughput = {
            name: draw.gauss(base, 0.012 * base) / factor
            for name, base in (("output_tok_s", 1500.0), ("request_s", 4.0))
        }
        found.append({"key": {"batch_size": 8}, "repeat": 3, "latency": rows, "throughput": throughput})
    return found


@pytest.mark.parametrize(("factor", "worse"), [(1.10, True), (1.01, False), (1.0, False)])
@pytest.mark.parametrize("seeds", [20, pytest.param(400, marks=pytest.mark.long)])
def test_a_regression_of_10_percent_is_found_and_one_of_1_percent_is_not_proven(factor, worse, seeds):
    wrong = []
    for seed in range(seeds):
        found = compare(repeated(2 * seed, factor), {"points": repeated(2 * seed + 1, 1.0)}, Baseline())
        if any(one.verdict == "worse" for one in found) is not worse:
            wrong.append(seed)
        assert len(found) == 11 and {one.point for one in found} == {"performance-01"}
    assert wrong == []


def test_a_change_that_the_noise_does_not_prove_is_the_same():
    def thrice(*outputs):
        return [point(output, repeat=3) for output in outputs]

    (one,) = compare(thrice(900, 960, 960), {"points": thrice(1000, 1060, 940)}, LIMITS)
    assert (one.verdict, one.proven, one.change_percent) == ("same", False, -6.0) and one.noise_percent > 4
    (one,) = compare(thrice(900, 905, 895), {"points": [point(1), *thrice(1000, 1005, 995)]}, LIMITS)
    assert (one.verdict, one.proven, one.value, one.baseline) == ("worse", True, 900.0, 1000.0)
    (one,) = compare([point(900)], {"points": [point(1000)]}, LIMITS)
    assert (one.verdict, one.proven, one.noise_percent) == ("worse", None, None), "measured once: as ever"
