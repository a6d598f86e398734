"""`export` and `import`: a run goes to another machine."""

from mindie_tui.__main__ import main


def test_a_run_is_written_once_and_never_over_another_file(cut_off_run, tmp_path, capsys):
    to = str(tmp_path / "x.tar.gz")
    assert main(["export", "last", "--output", to]) == 0
    assert "files," in capsys.readouterr().out
    assert main(["export", "last", "--output", to, "--redact"]) == 1
    assert "a file of this name is there already" in capsys.readouterr().err
