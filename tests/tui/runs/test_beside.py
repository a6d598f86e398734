"""What stands beside a list is read once, and a file that is broken gives nothing."""

from mindie_tui.tui.runs.beside import Shelf
from tests.kit.many_runs import plant_run


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
