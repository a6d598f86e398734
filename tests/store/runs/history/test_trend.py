"""The newest runs of a profile, oldest first."""

from mindie_tui.store import paths
from mindie_tui.store.runs.history.trend import reports_of
from tests.kit.many_runs import plant_run, planted_report


def test_the_newest_measured_runs_of_a_profile_come_oldest_first():
    root = paths.runs()
    made = [plant_run(root, at, planted_report(at), profile="mine").name for at in range(5)]
    plant_run(root, 5, profile="other")
    plant_run(root, 6, {"format": 1, "points": []}, profile="mine")
    plant_run(root, 7, planted_report(7), profile="mine", simulated=True)
    made.append(plant_run(root, 8, planted_report(8), profile="mine").name)
    (root / made[3] / "report.json").write_text("{")
    assert [run for run, _ in reports_of("mine", 30)] == [*made[:3], *made[4:]]
    assert [run for run, _ in reports_of("mine", 2)] == made[-2:]
    plant_run(root, 9, planted_report(9), profile="mine", simulated=True)
    assert len(reports_of("mine", 30)) == 2 and reports_of("none", 30) == []
