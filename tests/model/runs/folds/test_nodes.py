"""What events of nodes make of the state of a run."""

from mindie_tui.model.events import codec as ev
from tests.kit.events import FACTS, folded


def test_a_refused_node_that_is_found_later_forgets_why_it_was_refused():
    refused = ev.NodeRefused("a3-01", "host_key_unknown", "its key is unknown", "add it", "SHA256:abc")
    node = folded([refused]).nodes["a3-01"]
    assert (node.state, node.refusal, node.do, node.fingerprint) == (
        "refused", "host_key_unknown", "add it", "SHA256:abc")  # fmt: skip
    node = folded([refused, ev.NodeFound("a3-01", FACTS)]).nodes["a3-01"]
    assert (node.state, node.refusal, node.reason, node.do, node.fingerprint) == ("found", "", "", "", None)
    assert node.facts is FACTS


def test_a_node_that_was_lost_keeps_its_facts_until_it_is_back():
    events = [ev.NodeFound("a3-01", FACTS), ev.NodeLost("a3-01", "gone")]
    node = folded(events).nodes["a3-01"]
    assert (node.state, node.reason, node.facts) == ("lost", "gone", FACTS)
    node = folded([*events, ev.NodeBack("a3-01", 3.0)]).nodes["a3-01"]
    assert (node.state, node.reason) == ("found", "")


def test_a_run_that_starts_names_its_nodes_and_keeps_those_it_knows():
    started = ev.RunStarted("a3-double", "1", ({"name": "a3-01"}, {"name": "a3-02"}), simulated=True)
    state = folded([ev.NodeFound("a3-01", FACTS), started])
    assert [(name, node.state) for name, node in state.nodes.items()] == [("a3-01", "found"), ("a3-02", "new")]
    assert (state.profile, state.simulated) == ("a3-double", True)


def test_of_what_is_sent_the_latest_is_kept():
    sent = ev.UploadFinished("a3-01", "gsm8k", "/data/gsm8k", 20, 2, 15, 4.0)
    state = folded([ev.UploadProgress("a3-01", "gsm8k", "/data/gsm8k", 5, 20, 0, 2), sent])
    assert state.uploads == {("a3-01", "gsm8k"): sent}
