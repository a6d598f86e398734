"""A run of the demo's two nodes that was cut off while it measured."""

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run


@pytest.fixture
def cut_off_run():
    made = Run.create(profiles.load("a3-double").deployment, ["mindie-tui", "replay", "a3-double"], simulated=True)
    made.record("nodes", ev.RunStarted("a3-double", "0.1", ({"name": "a3-01"}, {"name": "a3-02"})))
    made.record("launch", ev.ServicePhase("a3-02", "weights", 161.0, percent=71))
    made.record("launch", ev.ServiceError("a3-02", "hccl", True, "boom \x1b[31mred\nnext", cause="no NIC"))
    made.record("bench", ev.BenchProgress("performance-01", 20, 1, 1, 1, 0, 10.0))
    return made
