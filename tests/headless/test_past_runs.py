"""Looking back without a network: runs, show, profiles."""

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.events import codec as ev
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A machine on which nothing was run."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def run():
    made = Run.create(profiles.load("a3-double").deployment, ["mindie-tui", "replay", "a3-double"], simulated=True)
    made.record("nodes", ev.RunStarted("a3-double", "0.1", ({"name": "a3-01"}, {"name": "a3-02"})))
    made.record("launch", ev.ServicePhase("a3-02", "weights", 161.0, percent=71))
    made.record("launch", ev.ServiceError("a3-02", "hccl", True, "boom \x1b[31mred\nnext", cause="no NIC"))
    made.record("bench", ev.BenchProgress("performance-01", 20, 1, 1, 1, 0, 10.0))
    return made


def test_a_machine_without_runs_says_how_to_get_one(capsys):
    assert main(["runs"]) == 0
    assert "no run on this machine yet; `mindie-tui demo --headless`" in capsys.readouterr().out


def test_a_run_that_was_cut_off_is_listed_as_not_ended(run, capsys):
    assert main(["runs"]) == 0
    assert "not ended (bench)" in capsys.readouterr().out


def test_runs_names_what_was_measured_and_how_it_ended(run, capsys):
    point = {"key": {"num_prompts": 20, "batch_size": 400, "request_rate": 0.96}}
    run.write_report({"format": 1, "run": run.id, "profile": "a3-double", "points": [point]}, "")
    run.end(3)
    assert main(["runs"]) == 0
    line = capsys.readouterr().out
    assert line.startswith(run.id) and "outside the baseline (3)" in line
    assert line.endswith("batch_size 400, request_rate 0.96, 20 prompts\n")


def test_show_tells_the_run_line_by_line(run, capsys):
    assert main(["show", "last"]) == 0
    out = capsys.readouterr().out
    assert "command  mindie-tui replay a3-double" in out and "SIM" in out
    assert "launch a3-02 weights 71 %" in out
    assert "FIRST ERROR boom red next; cause: no NIC" in out, "foreign text is one line without escape sequences"
    assert "performance-01" not in out, "what comes every second is left out"
    assert "it has no report: it was cut off, or still runs" in out


def test_show_of_a_run_that_is_not_there_is_a_sentence(run, capsys):
    assert main(["show", "nope"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "no run has 'nope' in its id; `mindie-tui runs` lists them" in captured.err


def test_profiles_lists_the_shipped_ones_and_ones_own(tmp_path, capsys):
    own = tmp_path / "config" / "mindie-tui" / "profiles"
    own.mkdir(parents=True)
    (own / "lab.yaml").write_text("notes: 实验室\n")
    (own / "broken.yaml").write_text("nodez: []\n")
    assert main(["profiles"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["a3-double", "shipped"], ["a3-single", "shipped"], ["broken", "yours"], ["lab", "yours"],
    ]  # fmt: skip
    assert lines[3].endswith("实验室") and "did you mean `nodes`?" in lines[2]
