"""A point's files in the run folder."""

from pathlib import Path

from mindie_tui.model.bench.aisbench.config import Installed, Plan
from mindie_tui.model.shell import Command
from mindie_tui.remote.bench.ais_bench_start import Started
from mindie_tui.remote.bench.point_files import PointFiles


def test_a_second_part_adds_to_what_the_first_wrote(tmp_path: Path) -> None:
    plan = Plan({}, {}, "config.py", "a = 1\n", Command("ais_bench"), 1)
    files = PointFiles(tmp_path)
    assert not files.started
    for part in (b"one\n", b"two\n"):
        files.begin(Started(plan, Installed(), "~/x", "", 0, None), "output.log")
        files.append("output.log", part)
    files.keep_result({"point": "性能"})
    files.close()
    assert files.started and (tmp_path / "output.log").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "command.sh").read_text() == "ais_bench" and "性能" in (tmp_path / "result.json").read_text()
    assert not (tmp_path / "dataset.py").exists()
