"""What is said of SSH: names and counts, each with what to do."""

from dataclasses import replace

import pytest

from mindie_tui.model.doctor.ssh import SeenSsh, ssh_items

SEEN = SeenSsh(
    program="/usr/bin/ssh", config="~/.ssh/config", hosts=3, refusal="", keys=(("~/.ssh/id_ed25519", "open"),),
    agent=2, has_agent=True, known_hosts="~/.ssh/known_hosts", known=5,
)  # fmt: skip


def item(name, **changes):
    return next(one for one in ssh_items(replace(SEEN, **changes)) if one.name == name)


def test_a_machine_with_everything_has_nothing_to_do():
    assert [(one.state, one.do) for one in ssh_items(SEEN)] == [("ok", "")] * 5


@pytest.mark.parametrize(
    ("name", "changes", "state"),
    [
        ("ssh", {"program": ""}, "note"),
        ("ssh_config", {"config": ""}, "note"),
        ("ssh_config", {"refusal": "~/.ssh/config:3: not well formed"}, "problem"),
        ("ssh_keys", {"keys": (("a", "not used"), ("b", "open"))}, "problem"),
        ("ssh_keys", {"keys": (("a", "unreadable"), ("b", "open"))}, "note"),
        ("ssh_keys", {"keys": (("a", "locked"),), "agent": 0}, "note"),
        ("ssh_keys", {"keys": (), "agent": None}, "note"),
        ("ssh_agent", {"has_agent": False, "agent": None}, "note"),
        ("ssh_agent", {"agent": None}, "problem"),
        ("ssh_agent", {"agent": 0}, "note"),
        ("known_hosts", {"known": None}, "problem"),
        ("known_hosts", {"known": 0}, "note"),
    ],
)
def test_what_is_missing_has_something_to_do(name, changes, state):
    found = item(name, **changes)
    assert found.state == state and found.means and found.do


def test_the_agent_makes_up_for_missing_and_locked_key_files():
    assert item("ssh_keys", keys=()).state == item("ssh_keys", keys=(("a", "locked"),)).state == "ok"
