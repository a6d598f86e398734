"""`diff`: what differs between runs, as text and as JSON."""

import json

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from tests.kit.many_runs import plant_run, planted_report


def test_two_runs_are_compared_by_any_part_of_their_ids(capsys):
    slow = planted_report(0)
    slow["points"][0]["throughput"]["output_tok_s"] = 900.0
    first = plant_run(paths.runs(), 0, planted_report(0), exit=0)
    plant_run(paths.runs(), 1, slow, exit=0)
    assert main(["diff", first.name[:15], "last"]) == 0
    out = capsys.readouterr().out
    assert "10.0 % less, noise unknown: measured once" in out and "A  " in out and "Figures" in out
    assert main(["diff", first.name, "last", "--json"]) == 0
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["section"], line["name"], line["values"][1]["value"]) == ("metrics", "output", 900.0)


def test_a_run_does_not_differ_from_itself(cut_off_run, capsys):
    assert main(["diff", "last", cut_off_run.id]) == 0
    assert capsys.readouterr().out.endswith("No difference.\n")
    assert main(["diff", "last", "last", "--json"]) == 0 and capsys.readouterr().out == ""
    assert main(["diff", "last", "nope"]) == 1 and "no run has 'nope'" in capsys.readouterr().err
