"""What the Nodes step asks the operator before a node can be used: a password, a host key, which hosts to import."""

import asyncio
from types import SimpleNamespace

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.password import Password, Unseen
from mindie_tui.tui.nodes.host_key import HostKey
from mindie_tui.tui.nodes.import_hosts import ImportHosts, node_of
from tests.kit.plays import Play, answers, deployment, facts, row_of, shown, until

SIZES = [(80, 24), (120, 36)]
PRINT = "SHA256:7pVQk3cJ0ZrYx3m6oTg1uWb2nD4sHf8LqR5vE9aXykM"


def unknown(node, fingerprint=PRINT):
    said = f"its host key {fingerprint} is in no known_hosts (~/.ssh/known_hosts)"
    return ev.NodeRefused(node, "host_key_unknown", said, f"give --accept-host-key {fingerprint}", fingerprint)


CHANGED = ev.NodeRefused(
    "a3-02",
    "host_key_changed",
    f"/root/.ssh/known_hosts, line 12: its host key {PRINT} is not the one that is known: someone may be in between",
    "ssh-keygen -R a3-02 -f /root/.ssh/known_hosts",
)


class Asks(Play):
    """A play that notes what was accepted, and has hosts to import."""

    def __init__(self, *rows, hosts=()):
        super().__init__(deployment(len(rows)), {"probe": answers(*rows)})
        self.accepted, self.hosts = [], hosts

    def accept_host_key(self, fingerprint):
        self.accepted.append(fingerprint)

    def importable(self):
        if isinstance(self.hosts, Exception):
            raise self.hosts
        return self.hosts


def host(name, via=""):
    return SimpleNamespace(name=name, hostname=f"{name}.example", user="root", port="22", via=via)


# -- passwords


@pytest.mark.parametrize("size", SIZES)
async def test_a_password_is_typed_unseen_and_given_to_who_asked(size):
    app = MindieApp(Asks(facts("a3-01")))
    async with app.run_test(size=size) as pilot:
        asked = asyncio.ensure_future(app.session.asker.secret("password", "a3-01", "the password of root@10.0.0.1:22"))
        await until(pilot, lambda: isinstance(app.screen, Password))
        assert "root@10.0.0.1:22" in shown(app) and "memory only" in shown(app)
        await pilot.press(*"s3cret")
        await until(pilot, lambda: "••••••" in shown(app))
        await pilot.press("ctrl+a", "ctrl+c")
        assert "s3cret" not in shown(app) and app.clipboard == ""
        assert "s3cret" not in repr(app.screen.query_one(Unseen))
        await pilot.press("enter")
        assert await asked == "s3cret"


async def test_esc_and_an_empty_field_give_no_password():
    app = MindieApp(Asks(facts("a3-01")))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("escape", "enter"):
            asked = asyncio.ensure_future(app.secret("passphrase", "a3-01", "the passphrase of ~/.ssh/id"))
            await until(pilot, lambda: isinstance(app.screen, Password))
            await pilot.press(key)
            assert await asked is None


async def test_a_question_that_is_given_up_takes_its_dialog_away():
    app = MindieApp(Asks(facts("a3-01")))
    async with app.run_test(size=(80, 24)) as pilot:
        asked = asyncio.ensure_future(app.secret("keyboard", "a3-01", "Code[red]\x1b[2J: "))
        await until(pilot, lambda: isinstance(app.screen, Password))
        assert "Code[red]" in shown(app), "what a node asks is never markup"
        asked.cancel()
        await until(pilot, lambda: not app.screen.is_modal)


# -- host keys


@pytest.mark.parametrize("size", SIZES)
async def test_an_unknown_key_is_shown_whole_and_added_only_on_a_yes(size):
    app = MindieApp(Asks(unknown("a3-01"), facts("a3-02")))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 ") and not app.screen.busy)
        assert "enter accept key" in shown(app).split("\n")[-1]
        for key in ("enter", "escape", "n"):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, HostKey))
            assert PRINT in shown(app) and "ssh-keygen -lf" in shown(app)
            await pilot.press(key)
            await until(pilot, lambda: not app.screen.is_modal)
        assert app.session.accepted == [] and len(app.session.asked) == 1
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HostKey))
        await pilot.press("y")
        await until(pilot, lambda: len(app.session.asked) == 2)
        assert app.session.accepted == [PRINT] and app.session.asked[-1] == ("probe", ("a3-01",))


async def test_one_key_of_several_nodes_is_accepted_once_and_all_of_them_are_asked_again():
    app = MindieApp(Asks(unknown("a3-01"), unknown("a3-02"), unknown("a3-03", "SHA256:other")))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "unknown" in row_of(app, "a3-03") and not app.screen.busy)
        await pilot.press("enter")
        await until(pilot, lambda: "1 more nodes show this very key" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: ("probe", ("a3-01", "a3-02")) in app.session.asked)
        assert app.session.accepted == [PRINT]


@pytest.mark.parametrize("size", SIZES)
async def test_a_changed_key_is_never_offered_and_its_line_is_named(size):
    app = MindieApp(Asks(facts("a3-01"), CHANGED))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "changed" in row_of(app, "a3-02") and not app.screen.busy)
        app.screen.query_one(Matrix).go_to("a3-02")
        await until(pilot, lambda: "known_hosts, line 12" in shown(app) and "ssh-keygen -R" in shown(app))
        assert "accept key" not in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, HostKey) and app.session.accepted == []


# -- import


@pytest.mark.parametrize("size", SIZES)
async def test_hosts_are_picked_from_the_configuration_and_come_as_candidates(size):
    app = MindieApp(Asks(facts("a3-01"), hosts=(host("a3-01"), host("n-2", "gate"), host("n-3"), host("n-4"))))
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
    app = MindieApp(Asks(facts("a3-01"), hosts=tuple(host(f"n-{n}") for n in range(60))))
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
    app = MindieApp(Asks(facts("a3-01"), hosts=wrong))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        await until(pilot, lambda: "cannot be read" in shown(app))


def test_a_host_whose_name_no_node_may_have_becomes_one_that_reaches_it():
    assert (node_of("a3-01").name, node_of("a3-01").host) == ("a3-01", "")
    assert (node_of("root@a b").name, node_of("root@a b").target) == ("root-a-b", "root@a b")
    assert node_of("a3-01", {"a3-01"}).name == "a3-01-2"
