"""What repeated points prove."""

import random

import pytest

from mindie_tui.model.bench.comparison import change_text
from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.bench.figures.repeats import Figure, figure_of, groups, is_proven
from mindie_tui.model.deployment import Baseline


def test_points_with_one_key_are_repeats_of_one_point():
    points = [{"key": {"batch_size": size}, "repeat": 3 if size == 8 else 1, "throughput": {"output_tok_s": out}}
              for size, out in ((8, 100.0), (16, 7.0), (8, 104.0), (8, 96.0))]  # fmt: skip
    first, second = groups(points)
    figure = first.figure(BY_NAME["output_tok_s"])
    assert (figure.mean, figure.n, round(figure.deviation, 6)) == (100.0, 3, 4.0)
    assert second.figure(BY_NAME["output_tok_s"]) == Figure(7.0, 1) and first.figure(BY_NAME["ttft_p99_ms"]) is None
    assert figure.noise_percent == pytest.approx(4.0) and Figure(7.0, 1).noise_percent is None


def test_what_was_measured_once_proves_nothing_and_says_so():
    metric = BY_NAME["ttft_p99_ms"]
    assert is_proven(Figure(110.0, 1), Figure(100.0, 1)) is None
    assert (
        change_text(metric, Figure(110.0, 1), Figure(100.0, 1), Baseline())
        == "10.0 % slower, noise unknown: measured once"
    )
    assert change_text(BY_NAME["failed"], Figure(2, 1), Figure(0, 1), Baseline()) == "+2"


@pytest.mark.parametrize(("change", "least"), [(0.0, 0), (0.12, 19)])
def test_equal_runs_are_not_told_apart_and_a_large_change_is(change, least):
    proven = 0
    for seed in range(20):
        draw = random.Random(seed)
        a, b = ([draw.gauss(mean, 0.015 * mean) for _ in range(3)] for mean in (100.0 * (1 - change), 100.0))
        proven += bool(is_proven(figure_of(a), figure_of(b)))
    assert proven >= least and (change or proven == 0)
