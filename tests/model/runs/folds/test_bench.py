"""What events of a bench and of its report make of the state of a run."""

from mindie_tui.model.events import codec as ev
from tests.kit.events import folded


def test_a_second_report_compares_anew():
    once = (
        ev.MetricCompared("performance-01", "ttft_p99_ms", 771.4, 702.9, 9.7, 5, "worse"),
        ev.ComparisonGap("performance-02", {}, ("failed",), "run", True), ev.ReportWritten("report.json", "report.md"),
    )  # fmt: skip
    state = folded((*once, *once))
    assert len(state.comparison) == len(state.gaps) == 1 and state.report == "report.json"
    assert folded((*once, ev.ReportWritten("report.json", "report.md"))).comparison == once[:1]


def test_points_that_begin_in_a_search_are_its_points_and_those_after_it_are_not():
    search = ev.SweepStarted("search", objective={"ttft_p99_ms": 2000, "over": "batch_size"}, most=8)
    first, second = (ev.BenchStarted(f"performance-0{n}", {"batch_size": 8 * n}, "a3-01") for n in (1, 2))
    state = folded([search, first, ev.BenchStopped("performance-01", "asked", {"point": "performance-01"})])
    assert state.sweep.names == ("performance-01",) and state.points["performance-01"].summary
    state = folded([search, first, ev.SweepEnded("search", "stopped", 0, 0, 1, "stopped"), second])
    assert state.sweep is None and list(state.points) == ["performance-01", "performance-02"]


def test_a_point_that_begins_again_forgets_what_it_was():
    started = ev.BenchStarted("performance-01", {"batch_size": 20}, "a3-01")
    failed = ev.BenchFailed("performance-01", "the server died", "look at its log", {"n": 1})
    point = folded([started, failed]).points["performance-01"]
    assert (point.state, point.reason, point.remedy, point.summary) == (
        "failed", "the server died", "look at its log", {"n": 1})  # fmt: skip
    point = folded([started, failed, started]).points["performance-01"]
    assert (point.state, point.phase, point.reason, point.summary) == ("running", "start", "", {})


def test_a_sweep_that_is_through_is_kept_beside_the_point_after_it():
    sweep = ev.SweepStarted("sweep", ({"point": "performance-01", "key": {"batch_size": 20}},), most=1)
    point = ev.BenchStarted("performance-02", {"batch_size": 8}, "a3-01")
    state = folded([sweep, ev.SweepEnded("sweep", "all points", 1, 0, 0), point])
    assert state.sweep is None and state.through.names == ("performance-01",)
