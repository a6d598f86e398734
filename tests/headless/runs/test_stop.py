"""`stop` of a run that started nothing; that a service ends is shown in test_attach."""

from mindie_tui.__main__ import main


def test_last_means_a_run_that_started_a_service(cut_off_run, capsys):
    cut_off_run.close()
    assert main(["stop", "last"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "no run on this machine has started a service" in said.err
