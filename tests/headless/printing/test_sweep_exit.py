"""The exit status that the end of a bench, a sweep or a search is worth."""

import pytest

from mindie_tui.headless.printing.sweep_exit import why_never_met, why_unmeasured
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState

KEYS = [{"batch_size": 8, "request_rate": 0}, {"batch_size": 16, "request_rate": 0.96}]
POINTS = tuple({"point": f"performance-0{n}", "key": key, "done": n == 1} for n, key in enumerate(KEYS, 1))


def state(*events):
    found = RunState()
    for event in events:
        found = after(found, ev.Recorded(0, "2026-11-24T12:00:00+08:00", "run", "bench", event))
    return found


SEARCH = ev.SweepStarted("search", (), {"ttft_p99_ms": 2000.0, "over": "batch_size"}, most=8)
THROUGH = ev.SweepEnded("search", "a verdict", 3, 0, 0)


@pytest.mark.parametrize(
    ("code", "value", "status"),
    [("met", 64, 0), ("not_saturated", 200, 0), ("not_binding", 200, 0), ("too_many_failures", 64, 0),
     ("never_met", None, 3), ("too_many_failures", None, 4), ("not_saturated", None, 4), ("budget_spent", 64, 4)],
)  # fmt: skip
def test_a_verdict_is_worth_its_status(code, value, status):
    done = state(SEARCH, ev.SearchVerdict(code, value, "so it is", "batch_size"), THROUGH)
    assert (why_unmeasured(done) == "so it is") == (status == 4) and (why_never_met(done) == "so it is") == (
        status == 3
    )


def test_a_sweep_with_a_failed_point_was_not_measured_as_it_was_asked_for():
    ended = ev.SweepEnded("sweep", "all points", 1, 1, 0)
    plan = ev.SweepStarted("sweep", POINTS, most=2)
    good = [ev.BenchStarted("performance-01", KEYS[0], "n"), ev.BenchFinished("performance-01", "r", {"key": KEYS[0]})]
    bad = [ev.BenchStarted("performance-02", KEYS[1], "n"), ev.BenchFailed("performance-02", "no tokenizer")]
    assert why_unmeasured(state(plan, *good, *bad, ended)) == "performance-02 could not be measured: no tokenizer"
    assert why_unmeasured(state(plan, *good, ended)) is None and why_unmeasured(state(*good)) is None
    assert why_unmeasured(state(*bad)) == "performance-02 could not be measured: no tokenizer"
    killed = [ev.BenchStarted("performance-01", KEYS[0], "n"), ev.BenchStopped("performance-01", "ended with TERM")]
    anew = [ev.BenchStarted("performance-02", KEYS[0], "n"), ev.BenchFinished("performance-02", "r", {"key": KEYS[0]})]
    assert why_unmeasured(state(*killed, *anew)) is None and "ended with TERM" in why_unmeasured(state(*killed))
    broken = ev.SweepEnded("sweep", "a3-01 is out of reach", 1, 0, 1, "broken")
    assert why_unmeasured(state(plan, *good, broken)) == "the sweep ended early: a3-01 is out of reach"
    assert why_unmeasured(state(SEARCH, THROUGH)) == "the search ended without a verdict"
