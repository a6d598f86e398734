"""`prune`: what is removed, and who is asked."""

import io
import json
import os
import sys

import pytest

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from tests.kit.many_runs import plant_run, planted_report


def plant(count):
    return [plant_run(paths.runs(), at, planted_report(at), profile="mine", exit=0).name for at in range(count)]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_dry_run_says_what_would_be_freed_and_removes_nothing(capsys):
    names = plant(3)
    assert main(["prune", "--keep", "1", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert names[0] in out and names[2] not in out and "2 runs, " in out
    assert main(["prune", "--keep", "1", "--dry-run", "--json"]) == 0
    assert {json.loads(line)["run"] for line in capsys.readouterr().out.splitlines()} == set(names[:2])
    assert sorted(os.listdir(paths.runs())) == names


def test_nothing_is_removed_without_a_yes(capsys, monkeypatch):
    names = plant(3)
    assert main(["prune"]) == 64 and "without a rule for old runs" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["prune", "--older-than", "1d"]) == 64 and "no terminal to confirm" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert main(["prune", "--older-than", "1d"]) == 1 and "nothing was removed" in capsys.readouterr().out
    assert sorted(os.listdir(paths.runs())) == names
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert main(["prune", "--keep", "2"]) == 0 and "1 runs were removed" in capsys.readouterr().out
    assert main(["prune", "--older-than", "1d", "--yes"]) == 0 and os.listdir(paths.runs()) == []
    assert main(["prune", "--older-than", "1d"]) == 0 and "no run is old enough" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["prune", "--older-than", "soon"])
    assert "write 30d, 12h or 90m" in capsys.readouterr().err
