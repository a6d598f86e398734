"""A report of several points: one table, the knee or the verdict, what was not measured, and each against its own."""

from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import report as reports, sweep as report_sweep
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState


def key(size):
    return {"datasets": "gsm8k", "num_prompts": 200, "batch_size": size, "request_rate": 0}


def point(name, size, output, ttft):
    return {
        "point": name, "key": key(size), "duration_s": 50.0,
        "requests": {"asked": 200, "total": 200, "success": 200, "failed": 0},
        "concurrency": {"asked": size, "reached": size * 0.9},
        "throughput": {"output_tok_s": output, "request_s": output / 80},
        "latency": {"ttft_ms": {"p50": ttft / 2, "p99": ttft}, "tpot_ms": {"p50": 30.0}, "e2el_ms": {"p50": 900.0}},
    }  # fmt: skip


A, B = point("performance-01", 8, 320.0, 300.0), point("performance-02", 24, 800.0, 420.0)
PLAN = ev.SweepStarted(
    "sweep", tuple({"point": f"performance-0{n}", "key": key(s), "done": False} for n, s in ((1, 8), (2, 24), (3, 64))),
    notes=("a note",), most=3,
)  # fmt: skip
KNEE = ev.SweepKnee("performance-02", "batch_size", 24, "beyond concurrency 24 output grows by +8 %", "inside")


def state(*events):
    found = RunState()
    for event in events:
        found = after(found, ev.Recorded(0, "2026-11-24T12:00:00+08:00", "run", "bench", event))
    return found


def finished(summary):
    name = summary["point"]
    return [ev.BenchStarted(name, summary["key"], "a3-01"), ev.BenchFinished(name, "r", summary)]


def report(found, stopped=None, baseline=None):
    points = [p.summary for p in found.points.values() if p.state == "finished"]
    compared = reports.compare(points, baseline, Baseline()) if baseline else ()
    data = reports.report_json("run", Deployment(name="a3-double"), points, {}, compared, [])
    return data | report_sweep.parts(found, stopped)


def test_points_stand_in_one_table_with_their_knee_and_each_against_its_own_baseline():
    done = state(PLAN, *finished(A), *finished(B), KNEE, ev.SweepEnded("sweep", "all points", 2, 0, 1))
    old = {"points": [point("performance-07", 24, 900.0, 420.0)]}
    text = reports.markdown(report(done, baseline=old))
    assert "Knee: beyond concurrency 24 output grows by +8 %." in text and "- a note" in text
    first, second = (next(line for line in text.split("\n") if line.startswith(f"| {n} ")) for n in
                     ("performance-01", "performance-02"))  # fmt: skip
    assert first.endswith("| 0 | new |") and "| 8 | 0 | 7.2 | 320.0 |" in first
    assert second.endswith("| 0 | knee, **2 worse** |"), "output and requests fell by 11 %"
    verdicts = {c["point"]: c["verdict"] for c in report(done, baseline=old)["comparison"]}
    assert verdicts["performance-01"] == "new"


def test_what_was_not_measured_is_listed_with_its_reason_and_what_is_known():
    done = state(
        PLAN, *finished(A), ev.BenchStarted("performance-02", key(24), "a3-01"),
        ev.BenchStopped("performance-02", "ended at 9 of 200 requests", B),
        ev.SweepEnded("sweep", "stopped", 1, 0, 2, "stopped"),
    )  # fmt: skip
    data = report(done)
    assert data["stopped"] == "stopped" and data["unmeasured"][0]["partial"] == B
    assert [(p["point"], p["state"]) for p in data["unmeasured"]] == [
        ("performance-02", "stopped"), ("performance-03", "not begun"),
    ]  # fmt: skip
    text = reports.markdown(data)
    assert text.startswith("# a3-double: stopped, 1 of 3 points measured; no baseline")
    assert "| performance-02 | 24 | 0 | stopped | ended at 9 of 200 requests |" in text


def test_a_point_that_was_measured_later_is_no_longer_missing():
    again = point("performance-03", 24, 800.0, 420.0)
    done = state(PLAN, *finished(A), ev.BenchStarted("performance-02", key(24), "a3-01"),
                 ev.BenchFailed("performance-02", "the server died"), *finished(again))  # fmt: skip
    assert "unmeasured" not in report_sweep.parts(done)


def test_a_stopped_sweep_does_not_colour_the_next_point():
    own = point("performance-03", 20, 700.0, 400.0)  # the number that the sweep had for its third point
    stopped = (PLAN, *finished(A), ev.BenchStarted("performance-02", key(24), "a3-01"),
               ev.BenchStopped("performance-02", "ended at 9 of 200 requests", B),
               ev.SweepEnded("sweep", "stopped", 1, 0, 2, "stopped"))  # fmt: skip
    running = state(*stopped, ev.BenchStarted("performance-03", key(20), "a3-01"))
    assert running.sweep is None and running.measurement == {"performance-03"}
    done = state(*stopped, *finished(own))
    assert report_sweep.parts(done) == {} and reports.headline(report(done)) == "measured; no baseline"
    broken = state(*stopped, ev.BenchStarted("performance-03", key(20), "a3-01"),
                   ev.BenchFailed("performance-03", "no tokenizer"))  # fmt: skip
    assert [p["point"] for p in report_sweep.parts(broken)["unmeasured"]] == ["performance-03"]
    stopped_again = state(*stopped, ev.BenchStarted("performance-03", key(20), "a3-01"),
                          ev.BenchStopped("performance-03", "ended at 1 of 200 requests"))  # fmt: skip
    assert report_sweep.parts(stopped_again)["stopped"] == "stopped"


def test_a_point_after_a_sweep_that_was_through_leaves_its_knee_in_the_report():
    ended = ev.SweepEnded("sweep", "all points", 1, 0, 0)
    knee = ev.SweepKnee("performance-01", "batch_size", 20, "beyond 20 output grows by 3 %")
    plan = ev.SweepStarted("sweep", ({"point": "performance-01", "key": A["key"]},), most=1)
    own = point("performance-02", 50, 700.0, 400.0)
    done = state(plan, *finished(A), knee, ended, *finished(own))
    assert done.sweep is None and report_sweep.parts(done)["sweep"]["knees"][0]["point"] == "performance-01"


def test_the_verdict_of_a_search_is_the_first_thing_said():
    asked = {"ttft_p99_ms": 2000, "over": "batch_size"}
    verdict = ev.SearchVerdict("met", 24, "TTFT p99 <= 2000 ms holds up to concurrency 24", "batch_size",
                               "performance-02")  # fmt: skip
    done = state(ev.SweepStarted("search", (), asked, most=8), *finished(A), *finished(B), verdict,
                 ev.SweepEnded("search", "a verdict", 2, 0, 0))  # fmt: skip
    data = report(done)
    assert data["search"]["code"] == "met" and data["search"]["value"] == 24 and data["search"]["objective"] == asked
    assert "**met**: TTFT p99 <= 2000 ms holds up to concurrency 24." in reports.markdown(data)
    assert "edge" in next(line for line in reports.markdown(data).split("\n") if line.startswith("| performance-02"))


def test_a_single_point_is_reported_as_ever():
    assert report_sweep.parts(state(*finished(A))) == {}
    assert "| point |" not in reports.markdown(report(state(*finished(A))))
    assert report_sweep.parts(state(*finished(A)), "stopped")["stopped"] == "stopped"


def test_points_of_made_up_requests_show_their_lengths():
    points = [
        {"point": f"p{n}", "key": {"batch_size": 8, "request_rate": 0, "input_len": n, "output_len": 9}}
        for n in (64, 256)
    ]
    text = "\n".join(report_sweep.lines({"points": points}))
    assert "| request rate | input | output | reached |" in text and "| p256 | 8 | 0 | 256 | 9 | - |" in text
    plain = "\n".join(report_sweep.lines({"points": [{"point": "a", "key": {}}, {"point": "b", "key": {}}]}))
    assert "input" not in plain
