"""`runs`: what this machine has run, without a network."""

from mindie_tui.__main__ import main


def test_a_machine_without_runs_says_how_to_get_one(capsys):
    assert main(["runs"]) == 0
    assert "no run on this machine yet; `mindie-tui demo --headless`" in capsys.readouterr().out


def test_a_run_that_was_cut_off_is_listed_as_not_ended(cut_off_run, capsys):
    assert main(["runs"]) == 0
    assert "not ended (bench)" in capsys.readouterr().out


def test_runs_names_what_was_measured_and_how_it_ended(cut_off_run, capsys):
    point = {"key": {"num_prompts": 20, "batch_size": 400, "request_rate": 0.96}}
    cut_off_run.write_report({"format": 1, "run": cut_off_run.id, "profile": "a3-double", "points": [point]}, "")
    cut_off_run.end(3)
    assert main(["runs"]) == 0
    line = capsys.readouterr().out
    assert line.startswith(cut_off_run.id) and "outside the baseline (3)" in line
    assert line.endswith("batch_size 400, request_rate 0.96, 20 prompts\n")
