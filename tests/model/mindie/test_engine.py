"""MindIE as an engine."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.mindie.startup_log import PHASES


def test_its_documents_are_judged():
    made = MINDIE.documents(Deployment(parameters={"ModelConfig": {"dp": 3}}))
    assert MINDIE.origin(made) == "base: MindIE's default config.json"
    assert [f for f in MINDIE.judge(MINDIE.with_devices(made, 8)) if f.severity == "error"]


def test_each_of_its_phases_has_a_usual_time():
    assert set(MINDIE.start.usual().phases) == set(PHASES)
