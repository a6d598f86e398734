"""What a trend says in a sentence, of a figure and of a count."""

from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.runs.trend import series_of
from mindie_tui.model.runs.trend_verdict import verdict
from tests.kit.many_runs import planted_report


def said(name, values):
    reports = []
    for at, value in enumerate(values):
        report = planted_report(0)
        report["points"][0]["requests"]["failed"] = value
        report["points"][0]["throughput"]["output_tok_s"] = 1000.0 + 100 * value
        reports.append((f"run-{at}", report))
    (series,) = series_of(reports, BY_NAME[name])
    return verdict(series, BY_NAME[name])


def test_the_run_is_named_and_few_runs_say_nothing():
    assert said("output_tok_s", [1, 1]).startswith("2 runs are too few")
    assert said("output_tok_s", [1] * 8).startswith("No regression in 8 runs")
    worse = said("output_tok_s", [5, 5, 5, 5, 1, 1, 1, 1])
    assert worse.startswith("Worse since run run-4: 1 500.0 tok/s before, 1 100.0 tok/s since (-26.7 %)")
    assert "run-4: 0 before, 9 since (+9)" in said("failed", [0, 0, 0, 0, 9, 9, 9, 9])
