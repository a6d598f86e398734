"""A report in a line of the list of runs."""

from mindie_tui.model.report.listing import Listing, listing_of


def point(size, output, ttft):
    return {
        "key": {"batch_size": size},
        "throughput": {"output_tok_s": output},
        "latency": {"ttft_ms": {"p99": ttft}, "tpot_ms": {"p99": 40.0}},
    }


def test_the_figures_are_those_of_the_point_with_the_highest_throughput():
    model = {"ModelConfig": [{"tp": 8, "dp": 4, "sp": -1, "modelName": "x"}]}
    config = {"BackendConfig": {"ModelDeployConfig": model}}
    report = {
        "points": [point(8, 100.0, 50.0), point(16, 180.0, 90.0), point(32, 170.0, 300.0)],
        "accuracy": [{"dataset": "gsm8k", "score": 94.5}, {"dataset": "mmlu", "score": None}],
        "configuration": {"config": config},
    }
    assert listing_of(report) == Listing(3, "batch_size 8", 180.0, 90.0, 40.0, (("gsm8k", 94.5),), "dp=4 tp=8")


def test_a_report_that_says_nothing_lists_nothing():
    assert listing_of({}) == Listing() == listing_of({"configuration": {"config": None}, "points": [{}]})
