"""How many requests meet limits that each of them must meet."""

import random

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.bench.figures.attainment import attainment, limits_text, of_point, request_limits, sentence
from mindie_tui.model.bench.figures.share import wilson
from mindie_tui.model.bench.requests import Request
from mindie_tui.model.bench.search_point import limits_of, measured, unmeasured
from mindie_tui.model.deployment import Objective, Performance

LIMITS = {"ttft_ms": 2000.0, "tpot_ms": 50.0}


def request(ttft_s, tpot_s, tokens=11):
    first = 5.0 + ttft_s
    return Request(str(random.random()), True, 5.0, first, first + tpot_s * (tokens - 1), output_tokens=tokens)


def test_a_request_meets_all_limits_or_none_and_one_that_failed_meets_none():
    requests = [request(1.0, 0.04)] * 195 + [request(3.0, 0.04)] * 2 + [request(1.0, 0.06)] * 2
    found = attainment(requests, 1, LIMITS, 95)
    assert (found["met"], found["of"], found["percent"]) == (195, 200, 97.5)
    assert found["interval"] == list(wilson(195, 200)) and 94 < found["interval"][0] < 95 < found["interval"][1] < 99
    assert sentence({"attainment": found}) == (
        "97.5 % of 200 requests meet TTFT <= 2000 ms and TPOT <= 50 ms, 95 % interval 94.3 to 98.9"
    )
    assert sentence({"attainment": found | {"interval": "x"}}) is None and sentence({"attainment": 3}) is None
    assert attainment([], 0, LIMITS) is None and attainment(requests, 0, {}) is None and sentence({}) is None


@given(st.lists(st.floats(0.1, 4), min_size=1, max_size=60), st.integers(0, 5), st.floats(1, 100))
def test_the_margin_is_within_1_where_and_only_where_the_share_is_reached(ttfts, failed, asked):
    found = attainment([request(ttft, 0.01) for ttft in ttfts], failed, LIMITS, asked)
    reached = 100 * found["met"] >= asked * found["of"] - 1e-6
    assert (found["margin"] <= 1) is reached


def test_the_limits_come_from_the_objective_then_from_slo_then_from_the_percentiles():
    slo = {"ttft_ms": 1000}
    both = Performance(slo=slo, objective={"attainment": 95, "ttft_ms": 2000})
    assert request_limits(both) == {"ttft_ms": 2000.0}
    assert request_limits(Performance(slo=slo, objective={"tpot_p99_ms": 50})) == {"ttft_ms": 1000.0}
    percentiles = Performance(objective={"tpot_p99_ms": 50, "ttft_p50_ms": 300, "ttft_p99_ms": 900})
    assert request_limits(percentiles) == {"ttft_ms": 900.0, "tpot_ms": 50.0}
    assert request_limits(Performance()) == {} and limits_text({}) == ""


def test_what_was_not_measured_was_not_met():
    asked = Performance(slo={"ttft_ms": 2000, "tpot_ms": 50}, objective={"attainment": 95, "e2el_ms": 9000})
    requests = [request(1.0, 0.04)]
    assert of_point(asked, requests, 0, streams=False, tokens_known=False)["attainment"]["asked"] == 95
    plain = asked.model_copy(update={"objective": None})
    assert "asked" not in of_point(plain, requests, 0, streams=True, tokens_known=True)["attainment"]
    for known in ({"streams": False, "tokens_known": True}, {"streams": True, "tokens_known": False}):
        assert of_point(plain, requests, 0, **known) == {}
    assert of_point(None, requests, 0, streams=True, tokens_known=True) == {}


@pytest.mark.parametrize("half", [{"attainment": 95}, {"ttft_ms": 2000}, {"attainment": 95, "ttft_p99_ms": 1}])
def test_a_share_needs_limits_and_limits_need_a_share(half):
    with pytest.raises(ValueError, match="attainment goes with"):
        Objective(**half)


def test_a_search_judges_an_attainment_as_any_limit():
    limits = limits_of(Objective(attainment=95, ttft_ms=2000, tpot_ms=50))
    assert [str(limit) for limit in limits] == ["95 % of requests meet TTFT <= 2000 ms and TPOT <= 50 ms"]
    requests = [request(1.0, 0.04)] * 90 + [request(3.0, 0.04)] * 10
    point = {"key": {"batch_size": 8}, "attainment": attainment(requests, 0, LIMITS, 95)}
    judged = measured(point, limits, "batch_size")
    assert judged.margin == pytest.approx(1.5)
    assert judged.worst == "90.0 % meet TTFT <= 2000 ms and TPOT <= 50 ms"
    assert unmeasured({"key": {"batch_size": 8}}, limits).startswith("attainment was not measured")
