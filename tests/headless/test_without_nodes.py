"""A run without nodes, and what `--stop` says: one sentence each, and none that is not true."""

import argparse

import pytest

from mindie_tui.__main__ import main
from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.replay import Replay
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


class Stopping:
    """A session of which only stop() is asked."""

    def __init__(self):
        self.stops = 0

    async def stop(self):
        self.stops += 1
        for never in ():
            yield never


async def test_a_walk_that_stops_its_service_does_not_end_with_its_being_ready():
    session = Stopping()
    walk = Replay(session, argparse.Namespace(stop=True, simulated=False), Printer(as_json=True))
    assert await walk._leave(0, "the service is ready") == (0, "the service was ready; then it was stopped")
    assert session.stops == 1
