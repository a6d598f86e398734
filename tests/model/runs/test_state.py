"""RunState is the fold of a run's events: whatever the order, it never raises, and a look back gives the same state."""

import json

from hypothesis import given, settings, strategies as st

from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts, Npu
from mindie_tui.model.runs.state import RunState

FACTS = Facts("a3-01", npus=(Npu(0, hbm_used_mb=3000, hbm_total_mb=65536),), driver="25.2.0", config_text="{}")
EVENTS = (
    ev.AccuracyFinished("accuracy-01-gsm8k", "gsm8k", "accuracy", 71.67, "bench/accuracy-01-gsm8k/result.json"),
    ev.RunStarted("a3-double", "1", ({"name": "a3-01", "ranks": [0, 15], "ip": "10.0.0.1"},)),
    ev.NodeAsked("a3-01"),
    ev.NodeFound("a3-01", FACTS),
    ev.NodeRefused("a3-02", "login", "no key was accepted", "add a key"),
    ev.HostKeyAdded("a3-02", "SHA256:abc", "known_hosts"),
    ev.NodeLost("a3-01", "the line dropped"),
    ev.NodeBack("a3-01", 3.0),
    ev.UploadProgress("a3-01", "gsm8k", "/data/gsm8k", 5, 20, 0, 2, 1.0, 3.0),
    ev.UploadFinished("a3-01", "gsm8k", "/data/gsm8k", 20, 2, 15, 4.0),
    ev.ImageLoading("a3-01", "mindie:2.2", "/data/m.tar", 2000, 500, 1.0),
    ev.ContainerCreated("a3-01", "mindie", "9a" * 32, "mindie:2.2", "sha256:" + "9a" * 32, "2g", 19, "docker create"),
    ev.ContainerRefused("a3-02", "mindie", "there is no docker"),
    ev.LogTurned("a3-01", "logs/a3-01/service.log", "rotated", 812),
    ev.FindingSeen("workers.attention", "workers", "error", ({"file": "config.json", "pointer": "/dp"},), "dp 2"),
    ev.CheckAsked("a3-01", "hbm_free"),
    ev.CheckDone("a3-01", "hbm_free", "fail", "3 GiB"),
    ev.CheckWaived("hbm_free", "shared tonight"),
    ev.CheckRemedied("n1", "config_mode", "chmod 640 -- /m/config.json", 0),
    ev.LockTaken("a3-01"),
    ev.FileWritten("a3-01", "/x/config.json", "c0de"),
    ev.LockRefused("a3-01", "ops@jump", "2026-11-23T02:00:00+08:00", "other"),
    ev.FileKept("a3-01", "/x/config.json", "c0de"),
    ev.FileRestored("a3-01", "/x/config.json", "c0de"),
    ev.ServiceExpected({"weights": 90.0}, 251.0, "3 earlier starts of a3-double"),
    ev.ServiceStarted("a3-01", 4242, 881234),
    ev.ServicePhase("a3-01", "weights", 161.0, 71, "43/61"),
    ev.ServicePhase("a3-01", "weights", 162.0, 72, "44/61"),
    ev.ServiceError("a3-01", "hccl-socket", True, "line"),
    ev.ServiceMemory("a3-01", "NPU_MEMORY_FRACTION", 0.85, 0.86, False, 122, 160, 0.0085),
    ev.ServiceDied("a3-01", 137, "the daemon ended"),
    ev.ServiceFailed("nothing runs"),
    ev.ServiceAnswered("a3-01", "http://10.0.0.1:1025", "deepseek", 251.0, 181.0),
    ev.ServiceReady(("a3-01",), 251.0),
    ev.ServiceStopped("a3-01", "TERM"),
    ev.ServiceAttached(("a3-01",), "other"),
    ev.NpuSample("a3-01", 58.0, 91),
    ev.ServiceTrouble("a3-01", "health", "503"),
    ev.BenchStarted("performance-01", {"batch_size": 20}, "a3-01"),
    ev.BenchPhase("performance-01", "load"),
    ev.BenchProgress("performance-01", 20, 20, 11, 7, 0, 10, {"window": 1.0, "total": 2.0}),
    ev.BenchFinished("performance-01", "bench/performance-01/result.json", {"key": {}}),
    ev.BenchFailed("performance-01", "the server died"),
    ev.BenchStopped("performance-01", "asked"),
    ev.BenchSkipped("performance-02", {"batch_size": 40}, "left out by the operator"),
    ev.SweepStarted("sweep", ({"point": "performance-01", "key": {"batch_size": 20}, "done": False},), most=1),
    ev.SweepProgress(1, 2, 60.0),
    ev.SweepKnee("performance-01", "batch_size", 20, "beyond 20 output grows by 3 %"),
    ev.SearchVerdict("met", 20, "TTFT p99 <= 2000 ms holds up to concurrency 20", "batch_size"),
    ev.SweepEnded("sweep", "all points", 1, 0, 0),
    ev.MetricCompared("performance-01", "ttft_p99_ms", 771.4, 702.9, 9.7, 5, "worse"),
    ev.MetricCompared("performance-02", "ttft_p99_ms", 771.4, None, None, 5, "new"),
    ev.ComparisonGap("performance-03", {"batch_size": 40}, ("ttft_p99_ms",), "run", True),
    ev.SearchVerdict("never_met", None, "TTFT p99 <= 2000 ms is never met", "batch_size"),
    ev.ReportWritten("report.json", "report.md"),
    ev.RunEnded(3, "outside"),
)


def recorded(event, seq=1, step="launch"):
    return ev.Recorded(seq, "2026-11-23T02:11:40.004+08:00", "run", step, event)


def folded(events):
    state = RunState()
    for n, event in enumerate(events, 1):
        state = state.after(recorded(event, n))
    return state


def test_a_second_report_compares_anew():
    once = (
        ev.MetricCompared("performance-01", "ttft_p99_ms", 771.4, 702.9, 9.7, 5, "worse"),
        ev.ComparisonGap("performance-02", {}, ("failed",), "run", True), ev.ReportWritten("report.json", "report.md"),
    )  # fmt: skip
    state = folded((*once, *once))
    assert len(state.comparison) == len(state.gaps) == 1 and state.report == "report.json"
    assert folded((*once, ev.ReportWritten("report.json", "report.md"))).comparison == once[:1]


def test_every_event_has_a_case_here():
    assert {type(event) for event in EVENTS} == set(ev.KINDS.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_no_order_of_events_raises(events):
    state = folded(events)
    assert state.check_counts().keys() >= {"pass", "fail"}
    assert set(state.pids()) <= set(state.nodes)


def test_points_that_begin_in_a_search_are_its_points_and_those_after_it_are_not():
    search = ev.SweepStarted("search", objective={"ttft_p99_ms": 2000, "over": "batch_size"}, most=8)
    first, second = (ev.BenchStarted(f"performance-0{n}", {"batch_size": 8 * n}, "a3-01") for n in (1, 2))
    state = folded([search, first, ev.BenchStopped("performance-01", "asked", {"point": "performance-01"})])
    assert state.sweep.names == ("performance-01",) and state.points["performance-01"].summary
    state = folded([search, first, ev.SweepEnded("search", "stopped", 0, 0, 1, "stopped"), second])
    assert state.sweep is None and list(state.points) == ["performance-01", "performance-02"]


def test_a_line_of_the_record_gives_the_event_back():
    for event in EVENTS:
        line = recorded(event).as_json()
        assert list(line)[:6] == ["v", "seq", "at", "run", "step", "event"]
        again = ev.from_json(json.loads(json.dumps(line)))
        assert again is not None and json.dumps(again.as_json()) == json.dumps(line) or isinstance(event, ev.NodeFound)


def test_a_record_of_a_newer_version_is_read_as_far_as_it_is_known():
    assert ev.from_json({"event": "of.tomorrow"}) is None
    line = {
        "event": "node.lost",
        "node": "a",
        "reason": "r",
        "new_key": 1,
        "seq": 1,
        "at": "",
        "run": "",
        "step": "launch",
    }
    assert ev.from_json(line).event == ev.NodeLost("a", "r")


def test_a_phase_keeps_the_time_at_which_it_was_first_seen():
    state = folded([e for e in EVENTS if isinstance(e, (ev.ServiceStarted, ev.ServicePhase))])
    node = state.nodes["a3-01"]
    assert (node.phase, node.percent, node.count, node.phases) == ("weights", 72, "44/61", {"weights": 161.0})


def test_a_waived_check_does_not_block_and_is_counted_as_waived():
    state = folded([ev.CheckDone("a3-01", "hbm_free", "fail", "3 GiB"), ev.CheckDone("a3-01", "disk", "unknown", "?")])
    assert [c.check for c in state.blocking()] == ["hbm_free", "disk"]
    state = state.after(recorded(ev.CheckWaived("hbm_free", "shared")))
    assert [c.check for c in state.blocking()] == ["disk"]
    assert state.check_counts()["waived"] == 1


def test_a_new_start_forgets_the_errors_of_the_last():
    state = folded([ev.ServiceError("a3-01", "x", True, "line"), ev.ServiceStarted("a3-01", 1, 2)])
    assert state.first_error is None and state.nodes["a3-01"].errors == ()


def test_an_error_that_turns_out_to_be_earlier_takes_the_place_of_the_first():
    later, earlier = ev.ServiceError("a3-01", "b", True, "came first"), ev.ServiceError("a3-02", "a", True, "was first")
    assert folded([later, ev.ServiceError("a3-01", "c", False, "x")]).first_error == later
    assert folded([later, earlier]).first_error == earlier


def test_a_node_that_ends_after_another_one_was_stopped_is_of_the_stop_and_no_failure():
    state = RunState()
    for seq, event in enumerate((
        ev.ServiceReady(("a3-01", "a3-02"), 9.0), ev.ServiceStopped("a3-01", "stopped by li@jump"),
        ev.ServiceDied("a3-02", 134, "the daemon ended"),
    )):  # fmt: skip
        state = state.after(ev.Recorded(seq, "", "r", "launch", event))
    assert state.service == "stopped"
