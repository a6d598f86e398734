"""The figures of a run as lines, with their change."""

from mindie_tui.tui.runs.run_figures import of_run
from tests.kit.many_runs import planted_report


def test_the_figures_of_each_point_stand_with_what_the_baseline_says():
    report = planted_report(0)
    report["comparison"] = [
        {"point": "performance-01", "metric": "ttft_p99_ms", "change_percent": 8.25, "verdict": "worse"}
    ]
    report["accuracy"] = [{"name": "gsm8k", "score": 93.2}]
    lines = [line.plain for line in of_run(report, 60)]
    assert lines[0].split() == ["gsm8k", "93.20", "%"] and "batch_size 100" in lines[2]
    assert next(line for line in lines if "TTFT p99" in line).split() == [
        "TTFT",
        "p99",
        "40.0",
        "ms",
        "+8.2",
        "%",
        "worse",
    ]
    assert of_run({}, 60) == []
