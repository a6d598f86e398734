"""The histograms of the demo's MindIE count as Prometheus does."""

from mindie_tui.demo.programs.mindie.mindie_histograms import Histogram, Times


def test_a_bucket_holds_all_that_are_not_above_its_bound():
    one = Histogram("h", "What it counts.", (1, 10))
    for value in (0.5, 1, 3, 99):
        one.observe(value)
    assert one.lines("m") == [
        "# HELP h What it counts.", "# TYPE h histogram", 'h_count{model_name="m"} 4', 'h_sum{model_name="m"} 103.5',
        'h_bucket{model_name="m",le="1"} 2', 'h_bucket{model_name="m",le="10"} 3',
        'h_bucket{model_name="m",le="+Inf"} 4',
    ]  # fmt: skip


def test_an_engine_has_the_five_of_mindie_in_its_order():
    assert [one.name for one in Times().all] == [
        "time_to_first_token_seconds", "time_per_output_token_seconds", "e2e_request_latency_seconds",
        "request_prompt_tokens", "request_generation_tokens",
    ]  # fmt: skip
