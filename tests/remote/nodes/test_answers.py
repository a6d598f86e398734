"""Facts that follow from what a node said, and from what it did not say."""

from mindie_tui.model.deployment import Container
from mindie_tui.model.node import Facts, Node
from mindie_tui.remote.nodes.answers import Answers, facts_from

NODE = Node(name="a3-01")


def test_a_node_that_said_nothing_has_no_facts_but_its_name():
    facts = facts_from(NODE, Container(engine="none"), Answers())
    assert facts == Facts(node="a3-01", engine="none", container_state="running", npus_why=facts.npus_why)


def test_what_the_machine_leaves_open_its_container_says():
    inside = {
        "versions": {"driver": "Version=25.0.rc1", "mindie": "Version=2.2.RC1"},
        "shm": {"total": 64},
        "home_disk": {"free": 7},
        "config_uid": 0,
        "layout": "classic",
    }
    answers = Answers(machine={"ssh": "10.0.0.9 1 10.0.0.1 22", "hostname": "a3\n"}, inside={"facts": inside})
    facts = facts_from(NODE, Container(name="mindie"), answers)
    assert (facts.ip, facts.hostname, facts.driver, facts.mindie) == ("10.0.0.1", "a3", "25.0.rc1", "2.2.RC1")
    assert (facts.shm_bytes, facts.disk_free_bytes, facts.config_owner, facts.layout) == (64, 7, "0", "classic")


def test_a_probe_that_failed_inside_leaves_the_machine_s_own():
    answers = Answers(machine={"uptime": "12.5 3"}, inside={"facts": {"error": "no such folder"}})
    facts = facts_from(NODE, Container(name="mindie"), answers)
    assert facts.uptime_s == 12.5 and facts.layout is None


def test_an_engine_that_does_not_answer_says_why():
    machine = {"container": "Cannot connect to the Docker daemon\n", "container_status": "1"}
    facts = facts_from(NODE, Container(name="mindie"), Answers(machine=machine))
    assert facts.container_state is None and facts.container_why and facts.container_do
