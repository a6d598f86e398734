"""A sweep or a search that would measure nothing is refused before anything starts."""

import pytest

from mindie_tui.model.deployment import Bench, Objective, Performance, Sweep
from tests.kit.judged import found


def asked(sweep=None, objective=None):
    performance = Performance(num_prompts=400).model_copy(update={"sweep": sweep, "objective": objective})
    return found("a3-single", bench=Bench(performance=performance))


@pytest.mark.parametrize(
    ("sweep", "objective", "words"),
    [
        (Sweep(), None, "lists no batch_size and no request_rate"),
        (None, Objective(), "sets no limit"),
        (None, Objective.model_construct(ttft_ms=2000), "attainment goes with ttft_ms"),
        (Sweep(batch_size=(8,)), Objective(ttft_p99_ms=2000), "not both"),
    ],
)
def test_it_is_named_with_a_way_out(sweep, objective, words):
    finding = asked(sweep, objective)["site.bench_sweep"]
    assert finding.severity == "error" and words in finding.text and finding.fixes
    assert finding.places[0].file == "profile"


@pytest.mark.parametrize(
    ("sweep", "objective"),
    [
        (Sweep(batch_size=(8, 16)), None),
        (None, Objective(tpot_p90_ms=50)),
        (None, Objective(attainment=95, ttft_ms=2000)),
    ],
)
def test_what_can_be_measured_is_not_spoken_of(sweep, objective):
    assert "site.bench_sweep" not in asked(sweep, objective)


def test_lengths_that_the_service_does_not_take_are_told_with_what_lets_it():
    assert "advice.bench_pairs" not in asked(Sweep(lengths=((256, 64), (512, 64))))
    finding = asked(Sweep(lengths=((256, 64), (10**6, 64))))["advice.bench_pairs"]
    assert "1000000" in finding.text and finding.places[0].pointer.endswith("/sweep/lengths")
    both = asked(Sweep(lengths=((100, 10**6),)))["advice.bench_pairs"]
    assert "100 tokens of input and 1000000 of output are more than maxSeqLen" in both.text and both.fixes
