"""`report RUN` writes the page of a run, in the language of the command, and replaces no file of the operator."""

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from tests.kit.pages import run_with_points


def test_the_page_is_written_beside_the_report_or_where_it_is_wanted(tmp_path, capsys):
    run = run_with_points(paths.runs())
    assert main(["report", run.id]) == 0
    assert "Points" not in capsys.readouterr().err
    assert '<html lang="en">' in (run.folder / "report.html").read_text()
    wanted = tmp_path / "show.html"
    assert main(["--lang", "zh", "report", run.id, "--output", str(wanted)]) == 0
    assert '<html lang="zh-CN">' in wanted.read_text()


def test_a_file_that_is_there_is_kept(tmp_path, capsys):
    run = run_with_points(paths.runs())
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    assert main(["report", run.id, "--output", str(mine)]) != 0
    assert mine.read_text() == "mine" and "is there already" in capsys.readouterr().err
