"""MindIE as an engine."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.engine import MINDIE


def test_its_documents_are_judged():
    made = MINDIE.documents(Deployment(parameters={"ModelConfig": {"dp": 3}}))
    assert MINDIE.origin(made) == "base: MindIE's default config.json"
    assert [f for f in MINDIE.judge(MINDIE.with_devices(made, 8)) if f.severity == "error"]
