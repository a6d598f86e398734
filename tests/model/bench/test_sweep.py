"""Which points a sweep has, where its knee lies, what is left of it; all from values."""

import pytest

from mindie_tui.model.bench import sweep
from mindie_tui.model.bench.search import NextLoad
from mindie_tui.model.bench.sweep import Load
from mindie_tui.model.deployment import Bench, Deployment, Objective, Performance, Sweep


def performance(**changes):
    return Performance(num_prompts=200, settings={"batch_size": 20, "request_rate": 0}).model_copy(update=changes)


def point(size, e2el, *, rate=0, name="", per_token=100, ttft=200.0, reached=None):
    """A closed loop: `size` requests at once, each answered in `e2el` ms with `per_token` tokens."""
    request_s = 1000 * size / e2el
    return {
        "point": name or f"performance-{size:02d}",
        "key": {"datasets": "gsm8k", "num_prompts": 200, "batch_size": size, "request_rate": rate},
        "throughput": {"output_tok_s": per_token * request_s, "request_s": request_s},
        "latency": {"e2el_ms": {"avg": e2el, "p50": e2el}, "ttft_ms": {"p99": ttft}},
        "concurrency": {"asked": size, "reached": size if reached is None else reached},
    }


def test_each_pair_of_the_two_lists_is_one_point():
    both = performance(sweep=Sweep(batch_size=(100, 200), request_rate=(0, 0.96)))
    assert sweep.loads(both) == (Load(100, 0), Load(200, 0), Load(100, 0.96), Load(200, 0.96))
    assert sweep.loads(performance(sweep=Sweep(batch_size=(8, 16, 8)))) == (Load(8), Load(16)), "one twice is one"
    assert sweep.loads(performance(sweep=Sweep(request_rate=(1, 2)))) == (Load(None, 1), Load(None, 2))
    assert sweep.loads(performance()) == (Load(),)
    assert [sweep.kind_of(p) for p in (both, performance(), performance(objective=Objective(ttft_p99_ms=1)), None)] == [
        "sweep", "point", "search", "point"
    ]  # fmt: skip


def test_a_point_of_a_sweep_is_asked_like_any_other():
    deployment = Deployment(bench=Bench(performance=performance(sweep=Sweep(batch_size=(8,)))))
    one = sweep.at(deployment, Load(8)).bench.performance
    assert one.settings == {"batch_size": 8, "request_rate": 0} and one.sweep is None
    assert sweep.key_of(one, one.settings, Load(16, 2.5)) == {
        "datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 200, "batch_size": 16, "request_rate": 2.5
    }  # fmt: skip
    assert sweep.at(Deployment(), Load(8)) == Deployment()


def saturating(rate=0):
    """24 ms a step and 0.9 for each request, 48 at once: the knee of c / E2EL^2 is at c = 24 / 0.9."""
    return [point(c, 100 * (24 + 0.9 * min(c, 48)) * max(c / 48, 1), rate=rate) for c in (4, 8, 16, 28, 40, 64)]


def test_the_knee_is_where_throughput_over_response_time_is_largest():
    (found,) = sweep.knees(saturating())
    assert (found.over, found.value, found.where, found.point) == ("batch_size", 28, "inside", "performance-28")
    assert found.text.startswith("beyond concurrency 28 output grows by +") and "TTFT p99 by +0 %" in found.text


def test_a_curve_that_still_grows_has_no_knee_yet_and_two_points_are_no_curve():
    growing = [point(c, 2000) for c in (1, 2, 4)]
    (found,) = sweep.knees(growing)
    assert found.where == "last" and "lies there or beyond" in found.text
    assert sweep.knees(growing[:2]) == () and sweep.knees([]) == ()
    (found,) = sweep.knees([point(c, 1000 * c * c) for c in (1, 2, 4)])
    assert found.where == "first" and found.value == 1


def test_each_request_rate_has_a_knee_of_its_own():
    found = sweep.knees([*saturating(0), *saturating(5)])
    assert [dict(one.beside) for one in found] == [{"request_rate": 0}, {"request_rate": 5}]
    rates = [point(400, ms, rate=r) for r, ms in ((1, 1000), (2, 1100), (4, 9000))]
    (found,) = sweep.knees(rates)
    assert found.over == "request_rate"


def test_what_was_not_measured_does_not_hide_the_knee():
    broken = {"point": "x", "key": {"batch_size": 32, "request_rate": 0}, "latency": {}}
    assert sweep.knees([*saturating(), broken])[0].value == 28


def test_a_concurrency_that_was_not_reached_is_said():
    assert sweep.short_of(point(64, 1000, reached=50.6)) == "asked 64 at once, reached 50.6"
    assert sweep.short_of(point(64, 1000, reached=60)) is None
    assert sweep.short_of(point(64, 1000, rate=2, reached=5)) is None, "with a rate it is only a limit"
    assert sweep.short_of({"key": {}}) is None
    assert sweep.short_of(point(64, 1000, reached=30) | {"in_flight": 62.0}) is None, "the drain counts for nothing"
    held = point(8, 1000, rate=40, reached=7.9) | {"sent_s": 10.3}
    assert sweep.short_of(held) == "asked 40 requests a second, 10.30 were sent, batch_size 8 held it down"
    assert sweep.short_of(held | {"sent_s": 38.0}) is None


def test_the_rest_of_a_sweep_is_estimated_from_what_is_known():
    def key(size, rate=0):
        return {"num_prompts": 200, "batch_size": size, "request_rate": rate}

    assert sweep.eta_s([key(8)], []) is None, "the first point tells"
    assert sweep.eta_s([key(400, 0.5)], [], around_s=0) == 400, "a rate gives its own time"
    known = [point(20, 2000)]  # 10 requests a second
    assert sweep.eta_s([key(10), key(40)], known, around_s=0) == 200 / 5 + 200 / 10
    assert sweep.eta_s([key(10), key(40)], known, around_s=18) == 200 / 5 + 200 / 10 + 36
    assert sweep.eta_s([key(20, 1)], known, around_s=0) == 200
    assert sweep.eta_s([], []) == 0


def test_a_search_goes_as_far_as_the_service_and_the_prompts_allow():
    one = performance(objective=Objective(ttft_p99_ms=2000))
    search = sweep.search_of(one, {"batch_size": 20, "request_rate": 0}, 1000)
    assert (search.low, search.high, search.bound) == (1, 200, "as many as there are prompts")
    assert search.next() == NextLoad(20)
    many = one.model_copy(update={"num_prompts": 5000})
    assert sweep.search_of(many, {}, 600).bound == "maxLinkNum" and sweep.search_of(many, {}, None).high == 1000
    assert sweep.search_of(many, {"request_rate": 2}, None).pace == "request_rate 2"
    rated = performance(objective=Objective(ttft_p99_ms=2000, over="request_rate"))
    search = sweep.search_of(rated, {"request_rate": 4}, 1000)
    assert (search.over, search.low, search.high, search.start) == ("request_rate", 0.1, 200, 4)
    assert sweep.load_of("request_rate", 4.5) == Load(None, 4.5) and sweep.load_of("batch_size", 8.0) == Load(8)
    with pytest.raises(ValueError, match="sets no limit"):
        sweep.search_of(performance(objective=Objective()), {}, None)


def test_repeats_come_again_behind_the_last_load():
    asked = Performance(repeat=2, sweep=Sweep(batch_size=(8, 16)))
    assert [(load.batch_size, load.turn) for load in sweep.loads(asked)] == [(8, 0), (16, 0), (8, 1), (16, 1)]
    assert sweep.kind_of(Performance(repeat=3)) == "sweep" and len(sweep.loads(Performance(repeat=3))) == 3
    with pytest.raises(ValueError, match="repeat goes with a point or a sweep"):
        Performance(repeat=2, objective=Objective(ttft_p99_ms=2000))
