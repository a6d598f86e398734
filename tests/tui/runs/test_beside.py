"""What stands beside a list: the figures of a run with their change, the text of a profile."""

from mindie_tui.tui.runs.beside import Shelf, of_run
from tests.kit.many_runs import plant_run, planted_report


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


def test_files_are_read_once_and_a_broken_one_gives_nothing(tmp_path):
    shelf, run = Shelf(), plant_run(tmp_path, 0)
    assert len(shelf.run(run, 3, 60)) == 3
    (run / "report.json").write_text("{")
    assert shelf.run(run, 3, 60), "what was read is kept"
    shelf.clear()
    assert shelf.run(run, 3, 60) == [] and shelf.profile(tmp_path / "none.yaml", 3, 60) == []
    profile = tmp_path / "mine.yaml"
    profile.write_text("# mine\nmindie-tui: 1\nnodes:\n  - a\x1b[2J\n")
    said = [line.plain for line in shelf.profile(profile, 9, 14)]
    assert said[:3] == ["# mine", "mindie-tui: 1", "nodes:"] and "\x1b" not in said[3] and len(said[3]) <= 14
    assert said[3].startswith("  - a")
