"""What a demo node writes beside MindIE's log is read as the real thing."""

from mindie_tui.demo.programs.machine import plog
from mindie_tui.model.faults.matching import find


def test_the_plog_shows_no_fault_and_the_journal_only_the_planted_one(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MINDIE_DEMO_NODE", str(tmp_path))
    monkeypatch.setenv("MINDIE_DEMO_NAME", "a3-01")
    (tmp_path / "state").mkdir()
    plog.begin()
    (written,) = (tmp_path / "ascend" / "log" / "debug" / "plog").iterdir()
    assert [find(line) for line in written.read_text().splitlines()] == [None, None]
    plog.killed(42, {})
    assert not (tmp_path / "state" / "kernel.log").exists()
    plog.killed(42, {"oom": True})
    assert find((tmp_path / "state" / "kernel.log").read_text()).code == "kernel-oom"
