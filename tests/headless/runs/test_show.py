"""`show RUN`: what one run did, line by line."""

from mindie_tui.__main__ import main


def test_show_tells_the_run_line_by_line(cut_off_run, capsys):
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    assert "command  mindie-tui replay a3-double" in out and "SIM" in out
    assert "launch a3-02 weights 71 %" in out
    assert "FIRST ERROR boom red next; cause: no NIC" in out, "foreign text is one line without escape sequences"
    assert "performance-01" not in out, "what comes every second is left out"
    assert "it has no report: it was cut off, or still runs" in out


def test_show_of_a_run_that_is_not_there_is_a_sentence(cut_off_run, capsys):
    assert main(["show", "nope"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "no run has 'nope' in its id; `mindie-tui runs` lists them" in captured.err
