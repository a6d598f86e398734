"""One event of each type and more, and a run's state after some of them."""

from collections.abc import Iterable

from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts, Npu
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState

FACTS = Facts("a3-01", npus=(Npu(0, hbm_used_mb=3000, hbm_total_mb=65536),), driver="25.2.0", config_text="{}")
EVENTS: tuple[ev.Event, ...] = (
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
    ev.LogsCollecting(("a3-01", "a3-02")),
    ev.LogsCollected("a3-01", ("logs/a3-01/plog-1.log",), 812),
    ev.LogsCollected("a3-02", said="it did not answer within 20 s"),
    ev.ServiceCulprit(
        "a3-01",
        "kernel-oom",
        "kernel: Out of memory",
        ("before", "kernel: Out of memory"),
        "out of memory",
        "used up",
        "free -g",
        "a3-01",
        {"file": "logs/a3-01/kernel.log", "offset": 0},
        None,
        ({"rank": 3},),
        ({"node": "a"},),
        3,
    ),
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


def recorded(event: ev.Event, seq: int = 1, step: ev.Step = "launch") -> ev.Recorded:
    """The event in the envelope of one run."""
    return ev.Recorded(seq, "2026-11-23T02:11:40.004+08:00", "run", step, event)


def folded(events: Iterable[ev.Event]) -> RunState:
    """The state after these events, from the start of a run."""
    state = RunState()
    for n, event in enumerate(events, 1):
        state = after(state, recorded(event, n))
    return state
