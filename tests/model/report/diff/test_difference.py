"""What differs between runs, and nothing else."""

import copy

from hypothesis import given, settings, strategies as st

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.diff.difference import difference
from tests.kit.many_runs import planted_report

TEXT = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIGURE = st.floats(allow_nan=False) | st.none() | st.integers(0, 9)
POINT = st.builds(
    lambda key, rows, out: {"key": key, "latency": {"ttft_ms": rows}, "throughput": {"output_tok_s": out}},
    st.dictionaries(st.sampled_from(["batch_size", "request_rate"]), JSON, max_size=2),
    st.dictionaries(st.sampled_from(["p50", "p90", "p99"]), FIGURE), FIGURE,
)  # fmt: skip
SCORE = st.builds(lambda name, score: {"dataset": name, "score": score}, TEXT, FIGURE)
RUNS = st.builds(
    ComparedRun, TEXT, TEXT, st.none() | st.fixed_dictionaries({"nodes": FIGURE, "config": JSON, "environment": JSON}),
    st.dictionaries(TEXT, TEXT, max_size=3), st.dictionaries(TEXT, st.floats(allow_nan=False), max_size=3),
    st.fixed_dictionaries({"points": st.lists(POINT, max_size=4), "accuracy": st.lists(SCORE, max_size=3)}),
)  # fmt: skip


@settings(deadline=None)  # the first one loads the catalogue of parameters
@given(RUNS)
def test_a_run_does_not_differ_from_itself(run):
    assert difference([run, copy.deepcopy(run)]) == () == difference([run, run, run]) == difference([run])


def test_a_figure_that_no_float_squares_differs_from_nothing():
    point = {"key": {}, "throughput": {"output_tok_s": 1.7e308}, "latency": {"ttft_ms": {"p50": 5e-324}}}
    run = ComparedRun("a", "p", {"nodes": float("nan"), "config": {"x": float("nan")}}, report={"points": [point] * 3})
    assert difference([run, copy.deepcopy(run)]) == ()


def made(report=None, **config):
    configuration = {"nodes": 1, "config": {"ServerConfig": {"port": 1025, **config}}, "environment": {}}
    return ComparedRun("r", "p", configuration, {"driver": "24.1"}, {"weights": 60.0}, report or planted_report(0))


def test_a_setting_is_shown_with_the_reason_why_it_matters():
    rows = difference([made(), made(port=1040), made()])
    assert [(row.section, row.name, row.values, row.where) for row in rows] == [
        ("configuration", "port", (1025, 1040, 1025), "config.json")
    ]
    assert rows[0].reason and difference([made(), made(port=1)], "zh")[0].reason != rows[0].reason


def test_facts_phases_figures_and_scores_are_compared():
    slow = planted_report(0)
    slow["points"][0]["throughput"]["output_tok_s"] = 970.0
    slow["accuracy"] = [{"dataset": "gsm8k", "score": 93.0}]
    fast = planted_report(0) | {"accuracy": [{"dataset": "gsm8k", "score": 94.5}]}
    other = ComparedRun("s", "p", made().configuration, {"driver": "25.0"}, {"weights": 75.0}, slow)
    rows = {(row.section, row.name): row for row in difference([made(fast), other])}
    assert rows["environment", "driver"].values == ("24.1", "25.0")
    assert rows["start", "weights"].changes == ("+15 s",)
    assert rows["metrics", "output"].changes == ("3.0 % less, noise unknown: measured once",)
    assert rows["accuracy", "gsm8k"].changes == ("-1.50 points",) and len(rows) == 4


def test_the_noise_of_repeats_says_what_is_proven():
    def repeated(*outputs):
        report = planted_report(0)
        points = [copy.deepcopy(report["points"][0]) for _ in outputs]
        for point, output in zip(points, outputs, strict=True):
            point["throughput"]["output_tok_s"], point["repeat"] = output, 3
        return made(report | {"points": points})

    (row,) = difference([repeated(1000.0, 1024.0, 976.0), repeated(970.0, 993.0, 947.0)])
    assert row.changes == ("3.0 % less, noise 2.4 %: not proven",)
    (row,) = difference([repeated(1000.0, 1003.0, 997.0), repeated(900.0, 903.0, 897.0)])
    assert row.changes == ("10.0 % less, noise 1.0 %: proven",)


def test_a_run_of_which_nothing_is_known_is_said_so():
    unknown = ComparedRun("s", "p", None)
    assert difference([made(), unknown])[0].values == ("known", None)
