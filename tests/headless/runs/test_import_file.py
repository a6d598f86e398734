"""`import`: a run that another machine exported."""

from mindie_tui.__main__ import main


def test_a_run_comes_to_another_machine(cut_off_run, tmp_path, monkeypatch, capsys):
    to = str(tmp_path / "x.tar.gz")
    assert main(["export", cut_off_run.id, "--output", to]) == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    assert main(["import", to]) == 0 and f"{cut_off_run.id}: imported" in capsys.readouterr().out
    assert main(["import", to]) == 0 and "here already, and is the same" in capsys.readouterr().out
    assert main(["show", "last"]) == 0
    assert main(["import", str(tmp_path / "gone")]) == 1
    (tmp_path / "odd").write_text("#!/bin/bash")
    assert main(["import", str(tmp_path / "odd")]) == 1
    assert "no archive of a run, or cut off" in capsys.readouterr().err
