"""A sweep and a search as lines, and the exit status that their end is worth."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.headless.printing.sweep_lines import never_met, unmeasured
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState

KEYS = [{"batch_size": 8, "request_rate": 0}, {"batch_size": 16, "request_rate": 0.96}]
POINTS = tuple({"point": f"performance-0{n}", "key": key, "done": n == 1} for n, key in enumerate(KEYS, 1))


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.SweepStarted("sweep", POINTS, notes=("a note",), most=2), "sweep of 2 points, 1 of them measured before: "
         "batch_size 8 request_rate 0; batch_size 16 request_rate 0.96; a note"),
        (ev.SweepStarted("search", (), {"ttft_p99_ms": 2000.0, "over": "batch_size"}, most=8),
         "search over batch_size for ttft_p99_ms 2000, 8 points at most"),
        (ev.SweepProgress(1, 6, 754.0), "point 2 of 6, about 12 m left at most"),
        (ev.SweepProgress(1, 6, 90.0), "point 2 of 6, about 90 s left at most"),
        (ev.SweepProgress(1, 6, 7500.0), "point 2 of 6, about 2 h 05 m left at most"),
        (ev.SweepProgress(0, 6), "point 1 of 6"),
        (ev.BenchSkipped("performance-02", KEYS[1], "so"), "performance-02 left out  batch_size 16 request_rate 0.96"),
        (ev.SearchVerdict("met", 64, "it holds", "batch_size"), "verdict met  it holds"),
        (ev.SweepEnded("sweep", "stopped", 2, 1, 3, "stopped"), "sweep ended  stopped: 2 measured, 1 failed, 3 left"),
    ],
)  # fmt: skip
def test_each_is_one_line_for_a_person(event, words):
    assert sentence(event) == words


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
    assert (unmeasured(done) == "so it is") == (status == 4) and (never_met(done) == "so it is") == (status == 3)


def test_a_sweep_with_a_failed_point_was_not_measured_as_it_was_asked_for():
    ended = ev.SweepEnded("sweep", "all points", 1, 1, 0)
    plan = ev.SweepStarted("sweep", POINTS, most=2)
    good = [ev.BenchStarted("performance-01", KEYS[0], "n"), ev.BenchFinished("performance-01", "r", {"key": KEYS[0]})]
    bad = [ev.BenchStarted("performance-02", KEYS[1], "n"), ev.BenchFailed("performance-02", "no tokenizer")]
    assert unmeasured(state(plan, *good, *bad, ended)) == "performance-02 could not be measured: no tokenizer"
    assert unmeasured(state(plan, *good, ended)) is None and unmeasured(state(*good)) is None
    assert unmeasured(state(*bad)) == "performance-02 could not be measured: no tokenizer"
    killed = [ev.BenchStarted("performance-01", KEYS[0], "n"), ev.BenchStopped("performance-01", "ended with TERM")]
    anew = [ev.BenchStarted("performance-02", KEYS[0], "n"), ev.BenchFinished("performance-02", "r", {"key": KEYS[0]})]
    assert unmeasured(state(*killed, *anew)) is None and "ended with TERM" in unmeasured(state(*killed))
    broken = ev.SweepEnded("sweep", "a3-01 is out of reach", 1, 0, 1, "broken")
    assert unmeasured(state(plan, *good, broken)) == "the sweep ended early: a3-01 is out of reach"
    assert unmeasured(state(SEARCH, THROUGH)) == "the search ended without a verdict"


def test_a_load_in_which_nothing_comes_says_for_how_long_instead_of_how_long_it_still_takes():
    rate = {"window": 0.0, "total": 50.0}
    progress = ev.BenchProgress("performance-01", 60, 40, 20, 20, 0, 10.0, rate, age_s=20.4, stalls=True)
    assert sentence(progress).endswith("0.0 token/s (all: 50.0); no request has finished for 20 s")
