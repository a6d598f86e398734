"""Hosts of the SSH configuration become candidates."""

from types import SimpleNamespace

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.nodes.import_hosts import ImportHosts, node_of
from tests.kit.logins import AskingPlay
from tests.kit.plays import facts, row_of, shown, until
from tests.kit.sizes import SIZES


def host(name, via=""):
    return SimpleNamespace(name=name, hostname=f"{name}.example", user="root", port="22", via=via)


@pytest.mark.parametrize("size", SIZES)
async def test_hosts_are_picked_from_the_configuration_and_come_as_candidates(size):
    app = MindieApp(AskingPlay(facts("a3-01"), hosts=(host("a3-01"), host("n-2", "gate"), host("n-3"), host("n-4"))))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-01 ") and not app.screen.busy)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ImportHosts))
        assert "gate" in row_of(app, "n-2") and "root@n-2.example" in row_of(app, "n-2")
        await pilot.press("space", "j", "space", "j", "j", "space", "enter")
        await until(pilot, lambda: ("probe", ("n-2", "n-4")) in app.session.asked)
        assert [n.name for n in app.session.candidates] == ["n-2", "n-4"], "the first one is a node already"
        assert [n.name for n in app.deployment.nodes] == ["a3-01"]


async def test_enter_alone_imports_the_row_and_all_is_one_key():
    app = MindieApp(AskingPlay(facts("a3-01"), hosts=tuple(host(f"n-{n}") for n in range(60))))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-01 ") and not app.screen.busy)
        await pilot.press("i", "enter")
        await until(pilot, lambda: [n.name for n in app.session.candidates] == ["n-0"] and not app.screen.busy)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ImportHosts))
        await pilot.press("a", "enter")
        await until(pilot, lambda: len(app.session.candidates) == 60)


async def test_a_configuration_that_cannot_be_read_is_said():
    wrong = Refused("the SSH configuration cannot be read: no", where="~/.ssh/config")
    app = MindieApp(AskingPlay(facts("a3-01"), hosts=wrong))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await until(pilot, lambda: "cannot be read" in shown(app))


def test_a_host_whose_name_no_node_may_have_becomes_one_that_reaches_it():
    assert (node_of("a3-01").name, node_of("a3-01").host) == ("a3-01", "")
    assert (node_of("root@a b").name, node_of("root@a b").target) == ("root-a-b", "root@a b")
    assert node_of("a3-01", {"a3-01"}).name == "a3-01-2"
