"""The search against curves whose edge is known: a function stands in for the service, and no clock runs."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.bench.search import (
    BUDGET,
    Limit,
    Measured,
    NextLoad,
    Search,
    Verdict,
    limits_of,
    measured,
    unmeasured,
)
from mindie_tui.model.deployment import Objective

LIMITS = (Limit("ttft_p99_ms", "ttft_ms", "p99", 2000.0),)


@dataclass(frozen=True)
class Curve:
    """A service: the worst figure as a part of its limit and the throughput, both of the load."""

    margin: Callable[[float], float | None]
    code: str
    edge: float | None
    """The highest load that truly holds; None where no edge is to be found."""
    throughput: Callable[[float], float] = lambda load: load / (1 + load / 400)
    reached: Callable[[float], float] = lambda load: load
    setup: dict = field(default_factory=dict)


def saturating(at):
    """Throughput that climbs to a load and stays."""
    return lambda load: min(load, at)


def wobble(load):
    """Up and down by 2 % on the way up."""
    return load / 240 * (1 + 0.02 * math.sin(load / 3))


CURVES = {
    "smooth": Curve(lambda c: (c / 137) ** 1.4, "met", 137),
    "cliff": Curve(lambda c: 0.3 if c <= 613 else 9.0, "met", 613),
    "noisy": Curve(lambda c: (c / 90) ** 1.5 * (1 + 0.015 * math.sin(37 * c)), "met", 90),
    "flat": Curve(lambda c: 0.7, "not_saturated", None, lambda load: load),
    "wobble": Curve(wobble, "met", 240),
    "never met": Curve(lambda c: 1.2 + c / 50, "never_met", None),
    "never saturated": Curve(lambda c: 0.2 + c / 4000, "not_saturated", None, lambda load: load**0.9),
    "too many failures": Curve(lambda c: None if c > 50 else 0.4, "too_many_failures", 50),
    "saturates before": Curve(lambda c: min(0.2 + c / 200, 0.6), "not_binding", None, saturating(48)),
    "rate-limited": Curve(
        lambda c: 0.3, "not_saturated", None, saturating(30), lambda load: min(load, 30.0), {"pace": "request_rate 2"}
    ),
}


def searched(curve, noise=lambda: 1.0, **setup):
    """(verdict, the loads that were asked for)"""
    setup = {"low": 1, "high": 1000, "over": "batch_size", **curve.setup, **setup}
    search, asked = Search(LIMITS, **setup), []
    while isinstance(step := search.next(), NextLoad):
        assert search.low <= step.load <= search.high and len(asked) < search.budget
        asked.append(step.load)
        margin = curve.margin(step.load)
        margin = margin * noise() if margin is not None else None
        search = search.after(
            Measured(step.load, margin, curve.throughput(step.load), curve.reached(step.load), "TTFT p99 is high")
        )
    return step, asked


def near(value, edge):
    return value is not None and (abs(value - edge) <= 0.05 * edge or abs(value - edge) < 1)


@pytest.mark.parametrize("name", CURVES)
def test_each_curve_gets_its_verdict_in_at_most_eight_points(name):
    curve = CURVES[name]
    verdict, asked = searched(curve)
    assert verdict.code == curve.code, (verdict.text, asked)
    assert len(asked) <= BUDGET == 8
    assert curve.edge is None or near(verdict.value, curve.edge), (verdict.value, asked)
    assert verdict.text and "{" not in verdict.text and "None" not in verdict.text


@pytest.mark.parametrize(
    "over, low, high", [("batch_size", 1, 1000), ("batch_size", 1, 20), ("request_rate", 0.1, 200)]
)
@given(part=st.floats(0, 1), slope=st.floats(0.3, 8), shape=st.sampled_from(["power", "cliff", "knee", "near cliff"]))
def test_a_curve_that_only_rises_is_always_found(over, low, high, part, slope, shape):
    edge = low * (high / low) ** part
    margins = {
        "power": lambda c: (c / edge) ** slope,
        "cliff": lambda c: 0.3 if c <= edge else 9.0,
        "knee": lambda c: 0.5 + 0.5 * (c / edge) ** (3 * slope),
        "near cliff": lambda c: 0.93 if c <= edge else 1.02,
    }
    verdict, asked = searched(Curve(margins[shape], "met", edge, lambda load: load), over=over, low=low, high=high)
    assert len(asked) <= BUDGET
    if verdict.code == "not_saturated":
        assert verdict.value == high and margins[shape](high) <= 1
    else:
        assert verdict.code == "met" and margins[shape](verdict.value) <= 1, (verdict, asked)
        assert verdict.value >= edge / 1.05 or (over == "batch_size" and edge - verdict.value < 1), (edge, asked)


def test_noise_may_cost_a_little_of_the_edge_and_never_the_verdict():
    close = 0
    for seed in range(200):
        dice = random.Random(seed)
        edge = dice.uniform(5, 700)
        verdict, asked = searched(
            Curve(lambda c, edge=edge: (c / edge) ** 1.5, "met", edge), noise=lambda dice=dice: dice.gauss(1, 0.01)
        )
        assert verdict.code in ("met", "budget_spent") and len(asked) <= BUDGET
        assert abs(verdict.value - edge) <= max(0.15 * edge, 1.5), (edge, verdict.value, asked)
        close += near(verdict.value, edge)
    assert close >= 190


def test_an_edge_that_is_near_the_limit_is_measured_again():
    verdict, asked = searched(CURVES["smooth"])
    assert asked.count(verdict.value) == 2 and "once only" not in verdict.text
    verdict, asked = searched(CURVES["cliff"])
    assert len(set(asked)) == len(asked), "0.3 of the limit is no doubt"


def test_a_second_look_that_misses_moves_the_edge_down():
    search = Search(LIMITS, "batch_size", 1, 100)
    for load, margin in ((64, 0.99), (67, 1.3), (60, 0.9), (64, 1.2)):
        search = search.after(Measured(load, margin, load))
    below, above = search.bracket()
    assert (below.load, above.load) == (60, 64)
    assert 60 < search.next().load < 64


def test_the_profile_s_own_load_is_the_first_that_is_measured():
    assert searched(CURVES["smooth"], start=64)[1][0] == 64
    assert searched(CURVES["smooth"], start=3)[1][0] > 3, "so far at the end the rest would not fit into the budget"


def test_a_budget_that_is_too_small_says_what_is_known():
    verdict, asked = searched(CURVES["cliff"], budget=4)
    assert verdict.code == "budget_spent" and len(asked) == 4
    assert "holds at concurrency" in verdict.text and "4 points were not enough" in verdict.text
    verdict, _ = searched(Curve(lambda c: c / 2, "", 2), budget=1)
    assert verdict.code == "budget_spent" and verdict.value is None


def test_failures_at_every_load_are_no_edge():
    verdict, asked = searched(Curve(lambda c: None, "", None))
    assert verdict.code == "too_many_failures" and verdict.value is None and len(asked) <= 4
    assert "even at concurrency 1" in verdict.text


def test_the_verdicts_are_sentences_of_what_was_measured():
    assert searched(CURVES["smooth"])[0].text.startswith("TTFT p99 <= 2000 ms holds up to concurrency 13")
    assert "even at concurrency 1" in searched(CURVES["never met"])[0].text
    assert "request_rate 2 held the load down, not the service" in searched(CURVES["rate-limited"])[0].text
    assert "more load brings no more throughput" in searched(CURVES["saturates before"])[0].text


def test_a_verdict_follows_from_the_points_alone():
    search, first = Search(LIMITS, "batch_size", 1, 1000), []
    for _ in range(2):
        asked, search = [], Search(LIMITS, "batch_size", 1, 1000)
        while isinstance(step := search.next(), NextLoad):
            asked.append(step.load)
            search = search.after(Measured(step.load, step.load / 200, step.load))
        assert isinstance(step, Verdict)
        first = first or asked
        assert asked == first


def point(load, ttft=None, tpot=None, **more):
    latency = {"ttft_ms": {"p99": ttft}, "tpot_ms": {"p90": tpot}} if tpot is not None else {"ttft_ms": {"p99": ttft}}
    return {
        "point": "performance-01", "key": {"batch_size": load, "request_rate": 0}, "latency": latency,
        "throughput": {"output_tok_s": 1430.0, "request_s": 4.1}, "concurrency": {"asked": load, "reached": 51.2},
    } | more  # fmt: skip


def test_a_point_of_the_report_is_held_against_its_worst_limit():
    limits = limits_of(Objective(ttft_p99_ms=2000, tpot_p90_ms=50))
    assert [limit.name for limit in limits] == ["ttft_p99_ms", "tpot_p90_ms"]
    one = measured(point(64, 1000, 60), limits, "batch_size")
    assert one.margin == pytest.approx(1.2) and one.worst == "TPOT p90 is 60.0 ms"
    assert (one.load, one.reached, one.throughput, one.point) == (64, 51.2, 1430.0, "performance-01")
    assert measured(point(64, 1000, 60), limits, "request_rate").reached == 4.1
    assert measured(point(64), limits, "batch_size", failed=True).margin is None


@pytest.mark.parametrize("most", [0.02, 0.5, 7.3, 10.6, 60.0])
def test_a_rate_that_was_not_reached_does_not_hold(most):
    """batch_size 8 lets 10.6 requests a second through; the service would take 60, and the objective is far."""
    curve = Curve(lambda rate: 0.4, "not_saturated", None, saturating(most), lambda rate: min(rate, most),
                  {"over": "request_rate", "low": 0.1, "high": 200, "pace": "batch_size 8"})  # fmt: skip
    verdict, asked = searched(curve)
    assert verdict.code == "not_saturated" and len(asked) <= 8, (verdict, asked)
    assert "batch_size 8 held the load down" in verdict.text, verdict.text
    if most < 0.1:
        assert verdict.value is None
    else:
        assert most <= verdict.value <= most / 0.8 or verdict.value >= 0.9 * most, (verdict, asked)
        assert verdict.value <= most / 0.8, "no load that was not there"


@pytest.mark.parametrize("limit", [0.5, 3.0])
def test_a_load_that_misses_its_limit_before_it_is_held_down_is_found_as_ever(limit):
    curve = Curve(lambda rate: rate / limit, "met", limit, saturating(10.6), lambda rate: min(rate, 10.6),
                  {"over": "request_rate", "low": 0.1, "high": 200})  # fmt: skip
    verdict, asked = searched(curve)
    assert verdict.code == "met" and near(verdict.value, limit), (verdict, asked)


def rated(rate, sent=None, **more):
    one = point(8, 1000, 20) | {"key": {"batch_size": 8, "request_rate": rate}}
    return one | ({"sent_s": sent} if sent else {}) | more


def test_what_was_sent_of_a_request_rate_is_counted_without_the_wait_for_the_last_answer():
    limits = limits_of(Objective(ttft_p99_ms=2000))
    whole = {"duration_s": 3.0, "requests": {"success": 60}, "latency": {**point(8, 1000, 20)["latency"],
             "e2el_ms": {"avg": 1500.0}}}  # fmt: skip
    assert not measured(rated(40, **whole), limits, "request_rate").short, "60 in 1.5 s and an answer of 1.5 s"
    held = measured(rated(40, 10.3, concurrency={"asked": 8, "reached": 7.9}), limits, "request_rate")
    assert held.short and held.pace == "batch_size 8"
    assert measured(rated(40, 10.3, concurrency={"asked": 64, "reached": 7.9}), limits, "request_rate").pace == ""


@pytest.mark.parametrize("tpot", [None, 0])
def test_a_limit_on_what_was_not_measured_is_no_limit_that_holds(tpot):
    limits = limits_of(Objective(ttft_p99_ms=2000, tpot_p90_ms=50))
    assert "TPOT p90 was not measured" in unmeasured(point(64, 1000, tpot), limits)
    assert unmeasured(point(64, 1000, 12.0), limits) is None
