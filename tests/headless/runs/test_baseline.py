"""`baseline`: reports that later runs are compared with."""

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from mindie_tui.store.runs import baselines
from tests.kit.many_runs import plant_run


def test_a_baseline_is_kept_by_name_with_its_reason_until_it_is_removed(capsys):
    plant_run(paths.runs(), 0)
    assert main(["baseline", "list"]) == 0 and "no baseline yet" in capsys.readouterr().out
    assert main(["baseline", "set", "release", "last", "--reason", "driver 25.0"]) == 0
    assert baselines.find("release")[1] == "release"
    assert main(["baseline", "list"]) == 0
    out = capsys.readouterr().out
    assert "release" in out and "driver 25.0" in out
    assert main(["baseline", "show", "release"]) == 0 and "performance-01" in capsys.readouterr().out
    assert main(["baseline", "rm", "release"]) == 0 and main(["baseline", "rm", "release"]) == 1
    assert "there is no baseline 'release'" in capsys.readouterr().err
    assert main(["baseline", "set", "x"]) == 64 and main(["baseline", "show", "../x"]) == 1
