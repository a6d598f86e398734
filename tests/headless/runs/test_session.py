"""A run without nodes: each command that looks at its nodes says so in one sentence."""

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.deployment import Deployment
from mindie_tui.store.runs.run import Run


@pytest.mark.parametrize("command", ["attach", "resume", "status", "stop", "rollback"])
def test_a_run_without_nodes_is_one_sentence(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    run = Run.create(Deployment(name="empty"), [])
    run.close()
    for name, words in ((run.id, "no node that serves"), ("last", "no run on this machine has")):
        more = ["--json"] if command != "resume" else []
        status = main([command, name, *more])
        said = capsys.readouterr()
        assert status == 1 and len(said.err.strip().splitlines()) == 1, said.err
        assert words in said.err and "mindie-tui runs" in said.err and "fault" not in said.err
