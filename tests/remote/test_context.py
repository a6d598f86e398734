"""The value that every step is handed: who serves, and how long is waited where nobody says otherwise."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.remote.context import Context
from mindie_tui.remote.timings import Timings


def context():
    nodes = ({"name": "a3-01"}, {"name": "bench", "serves": False}, {"name": "a3-02"})
    return Context(Deployment.model_validate({"nodes": nodes}), Artefacts(""), {}, None, None, "li@jump")


def test_the_master_is_the_first_node_that_serves():
    assert context().serving == ("a3-01", "a3-02") and context().master == "a3-01"


def test_each_context_has_a_board_of_waits_of_its_own_and_the_usual_timings():
    assert context().waits is not context().waits
    assert context().timings == Timings()
