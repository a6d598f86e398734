"""`runs`: what this machine has run, without a network."""

import json

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from tests.kit.many_runs import plant_run


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


def test_the_list_is_filtered_sorted_and_printed_as_json(capsys):
    root = paths.runs()
    for at in range(15):
        plant_run(root, at)
    assert main(["runs", "--profile", "a2", "--outcome", "done", "--sort", "throughput", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["output_tok_s"] for line in lines] == [1011.0, 1005.0][: len(lines)] and lines
    assert {line["profile"] for line in lines} == {"a2-double"} and {line["outcome"] for line in lines} == {"done"}
    assert main(["runs", "--node", "b9"]) == 0
    assert "none of the 15 runs matches" in capsys.readouterr().out
    assert main(["runs", "--sort", "size"]) == 64
    assert "'size'" in capsys.readouterr().err
