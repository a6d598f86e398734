"""`rollback` of a run that wrote nothing; that a file is put back byte for byte is shown where it is written."""

from mindie_tui.__main__ import main


def test_last_means_a_run_that_wrote_a_config(cut_off_run, capsys):
    cut_off_run.close()
    assert main(["rollback", "last"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "no run on this machine has written a config.json" in said.err
