"""Why a launch is refused: the cause comes first, on its node, and what only hangs on it is not counted."""

import pytest

from mindie_tui.model.events.codec import CheckDone
from mindie_tui.model.preflight import check as checks
from mindie_tui.model.preflight.blocking import ROOTS, causes, hangs_on, ordered

INSIDE = [c.name for c in checks.CHECKS if c.needs & {"inside", "weights", "reach"} and c.on != "bench"]


def done(check, node="a3-01", verdict="unknown", found="?", remedy="", because=None):
    return CheckDone(node, check, verdict, found, remedy, because=because)


def unseen(node="a3-01", why="could not be asked inside the container: permission denied"):
    return [done(name, node, found=why, remedy="see that the container runs") for name in INSIDE]


def test_a_user_who_may_not_speak_to_docker_reads_what_helps():
    denied = "this user may not speak to docker"
    up = done("container_up", found=denied, remedy="set container.sudo: true, or log in as root")
    assert causes([*unseen(), up, done("container_rights"), done("image_equal")]) == (
        f"container_up on a3-01: {denied}; set container.sudo: true, or log in as root",
    )


def test_a_login_that_is_refused_is_the_one_cause():
    of = [c.name for c in checks.CHECKS if c.name != "ssh_login"]
    login = done("ssh_login", "a3-02", "fail", "its host key is unknown", "mindie-tui --accept-host-key X")
    across = [c.name for c in checks.CHECKS if c.across]
    other = [done(name, "a3-01", found="25.0; not known on a3-02", because="a3-02") for name in across]
    said = causes([*other, *(done(name, "a3-02", found="the node cannot be asked") for name in of), login])
    assert said == ("ssh_login on a3-02: its host key is unknown; mindie-tui --accept-host-key X",)


def test_what_fails_stands_before_what_is_unknown():
    bad = [done("hccn_tls", found="switch 0; not known on a3-02", because="a3-02"), done("disk"),
           done("hccn_tls", "a3-02", "fail", "on for NPU 4 alone")]  # fmt: skip
    assert [(one.check, one.node) for one in ordered(bad)] == [
        ("hccn_tls", "a3-02"), ("disk", "a3-01"), ("hccn_tls", "a3-01")]  # fmt: skip
    assert causes(bad) == ("hccn_tls on a3-02: on for NPU 4 alone", "disk on a3-01: ?")


def test_both_of_two_that_are_unknown_name_the_one_that_said_nothing():
    bad = [done("hccn_tls", found="switch 0; not known on a3-02", because="a3-02"),
           done("hccn_tls", "a3-02", found="hccn_tool showed no TLS switch")]  # fmt: skip
    assert causes(bad) == ("hccn_tls on a3-02: hccn_tool showed no TLS switch",)


def test_the_same_of_sixty_nodes_is_one_sentence():
    bad = [done("disk", f"a3-{n:02}", "fail", "0.1 GiB free for logs", "make room") for n in range(60)]
    (said,) = causes(bad)
    assert said == "disk on a3-00, a3-01, a3-02, a3-03 and 56 more: 0.1 GiB free for logs; make room"


def test_no_python_inside_is_told_once():
    assert [one.partition(" on ")[0] for one in causes(unseen(why="no Python 3.8 or newer is there"))] == ["tools"]


@pytest.mark.parametrize("verdict", ["fail", "unknown"])
def test_weights_that_are_not_there_are_told_once(verdict):
    bad = [done("weights_complete", verdict=verdict, found="/w does not exist"), done("weights_mode"),
           done("host_memory"), done("weights_present", verdict="fail", found="/w does not exist")]  # fmt: skip
    assert causes(bad) == ("weights_present on a3-01: /w does not exist",)


def test_two_faults_that_have_nothing_to_do_with_each_other_are_two():
    bad = [done("npus_healthy", verdict="fail", found="NPU 3 Alarm"), done("hccn_link", found="no link"),
           done("weights_complete", verdict="fail", found="cut short"), done("weights_present")]  # fmt: skip
    assert len(causes(bad)) == 4


def test_every_check_hangs_only_on_checks_that_there_are():
    for check in checks.CHECKS:
        assert set(hangs_on(check.name)) <= set(ROOTS) - {check.name}
    assert set(ROOTS) <= checks.BY_NAME.keys()


def test_a_mindie_that_runs_there_stands_before_the_ports_that_it_holds():
    ports = CheckDone("a3-01", "ports_free", "fail", "port 1120 is taken by mindieservice_d, pid 7", "end that program")
    there = CheckDone("a3-01", "earlier_service", "fail", "a MindIE that is not ours runs there, pid 7", "stop it")
    assert causes([ports, there])[0].startswith("earlier_service on a3-01")
