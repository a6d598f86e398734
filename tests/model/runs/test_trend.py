"""A figure over many runs: planted regressions are named by the run with which they began."""

import random

from hypothesis import given, settings, strategies as st

from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.runs.trend import LEAST_RUNS, series_of, trend_of

LATENCY, OUTPUT = BY_NAME["ttft_p99_ms"], BY_NAME["output_tok_s"]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32), metric=st.sampled_from([LATENCY, OUTPUT]), count=st.integers(10, 40), data=st.data(),
    noise=st.floats(0.002, 0.012), worse=st.floats(1.15, 1.6), base=st.floats(0.5, 1e6),
)  # fmt: skip
def test_the_trend_of_a_planted_regression_names_its_run(seed, metric, count, data, noise, worse, base):
    at = data.draw(st.integers(4, count - 1), label="the run with which it became worse")
    draw = random.Random(seed)
    factor = worse if metric is LATENCY else 1 / worse
    values = [base * draw.gauss(1, noise) * (factor if n >= at else 1) for n in range(count)]
    regression = trend_of(values, metric).regression
    assert regression is not None and regression.at == at
    assert regression.worse and (regression.after > regression.before) is (metric is LATENCY)


def test_the_same_service_run_after_run_has_no_regression():
    found = []
    for seed in range(500):
        draw = random.Random(seed)
        noise, count = draw.uniform(0.005, 0.015), draw.randint(4, 40)
        if trend_of([1000 * draw.gauss(1, noise) for _ in range(count)], LATENCY).shifts:
            found.append(seed)
    assert found == []


def test_a_regression_that_was_made_good_is_a_shift_and_no_regression():
    trend = trend_of([100.0, 101, 100, 99, 100, 120, 121, 119, 120, 100, 101, 99], LATENCY)
    assert [(shift.at, shift.worse) for shift in trend.shifts] == [(5, True), (9, False)]
    assert trend.regression is None
    half = trend_of([100.0, 101, 100, 99, 100, 120, 121, 119, 120, 113, 114, 113], LATENCY)
    assert half.regression is not None and half.regression.at == 5


def test_too_few_runs_and_failed_requests():
    assert trend_of([1.0] * (LEAST_RUNS - 1), LATENCY).noise is None
    failed = trend_of([0.0, 0, 0, 0, 0, 0, 9, 9, 9], BY_NAME["failed"])
    assert failed.regression is not None and (failed.regression.at, failed.regression.percent) == (6, 9.0)


def report(*outputs, key=None):
    return {"points": [{"key": key or {"batch_size": 8}, "repeat": len(outputs), "throughput": {"output_tok_s": out}}
                       for out in outputs]}  # fmt: skip


def test_a_series_holds_the_points_with_the_settings_of_the_newest_run_and_the_mean_of_repeats():
    reports = [(f"run-{n}", report(100.0, 102.0)) for n in range(6)]
    reports.insert(2, ("other", report(5.0, key={"batch_size": 1})))
    reports += [("slow", report(80.0, 81.0)), ("empty", {"points": []})]
    (series,) = series_of(reports, OUTPUT)
    assert series.key == {"batch_size": 8} and len(series.runs) == 7 and series.began == "slow"
    assert (series.runs[0].figure.mean, series.runs[0].figure.n) == (101.0, 2)
    assert series_of(reports, LATENCY) == () and series_of([], OUTPUT) == ()
