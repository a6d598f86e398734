"""`trend PROFILE`: the run at which a figure became worse is named."""

import json

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from tests.kit.many_runs import plant_run, planted_report


def plant(count, worse_from):
    names = []
    for at in range(count):
        report = planted_report(0)
        report["points"][0]["latency"]["ttft_ms"]["p99"] = (50.0 + 0.1 * (at % 3)) * (1.2 if at >= worse_from else 1)
        names.append(plant_run(paths.runs(), at, report, profile="mine").name)
    return names


def test_the_run_at_which_a_regression_began_is_named(capsys):
    names = plant(12, 7)
    assert main(["trend", "mine", "--metric", "ttft_p99_ms"]) == 0
    out = capsys.readouterr().out
    assert f"Worse since run {names[7]}: 50.1 ms before, 60.1 ms since (+20.1 %)" in out
    assert [line.split()[0] for line in out.splitlines()[1:-1]] == names and out.count("worse from here") == 1
    assert main(["trend", "mine", "--metric", "ttft_p99_ms", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["began"] == names[7] and [run["run"] for run in line["runs"]] == names
    assert main(["trend", "mine", "--metric", "ttft_p99_ms", "--tolerance", "30"]) == 0
    assert "No regression in 12 runs" in capsys.readouterr().out


def test_few_runs_no_runs_and_an_unknown_metric(capsys):
    plant(2, 9)
    assert main(["trend", "mine"]) == 0 and "too few to tell a trend" in capsys.readouterr().out
    assert main(["trend", "none"]) == 0 and "no run of none" in capsys.readouterr().out
    assert main(["trend", "mine", "--metric", "speed"]) == 64
    assert "'speed' is not a metric of a run" in capsys.readouterr().err
