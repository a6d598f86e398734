"""Passwords and passphrases: asked for once, used for all, kept nowhere."""

import asyncio
import gc
import logging

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import LoginRefused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.fleet import Fleet
from tests.kit.servers import Site, Typed, asyncssh_server
from tests.kit.waiting import until

SECRET = "pass word $(touch x) 权重"


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


class Operator:
    """Answers in turn; the last answer stays."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def secret(self, kind, node, prompt):
        self.asked.append((kind, node, prompt))
        await asyncio.sleep(0)  # a person takes a while: whoever else wants to ask has the chance
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def fleet_of(site, names, operator, **more):
    nodes = [Node(name=name) for name in names]
    return Fleet(nodes, Container(engine="none"), Access(site.config, asker=operator, **more))


async def refused(fleet, names=None):
    return {e.node: e async for e in fleet.connect(names) if isinstance(e, ev.NodeRefused)}


async def test_one_password_for_many_nodes_is_asked_once(site):
    typed, names = Typed(password=SECRET), [f"a3-{n:02d}" for n in range(12)]
    async with asyncssh_server(site, accept=False, typed=typed) as server:
        for name in names:
            site.host(name, server.port)
        fleet = fleet_of(site, names, operator := Operator(SECRET))
        assert await refused(fleet) == {} and fleet.connected == tuple(names)
        assert [(kind, "the password of" in prompt) for kind, _, prompt in operator.asked] == [("password", True)]
        assert (await fleet.host("a3-03").run(sh("echo in"))).text == "in\n"
        await fleet.close()


async def test_a_slip_of_the_finger_costs_one_login_and_is_asked_again(site):
    typed, names = Typed(password=SECRET), [f"a3-{n:02d}" for n in range(6)]
    async with asyncssh_server(site, accept=False, typed=typed) as server:
        for name in names:
            site.host(name, server.port)
        fleet = fleet_of(site, names, operator := Operator("slip", SECRET))
        assert await refused(fleet) == {}
        assert typed.given.count("slip") == 1 and len(operator.asked) == 2
        assert "not accepted" in operator.asked[1][2] and operator.asked[0][1] == operator.asked[1][1]
        await fleet.close()


async def test_a_node_with_a_password_of_its_own_is_asked_for_it(site):
    one, other = Typed(password=SECRET), Typed(password="other")
    async with (
        asyncssh_server(site, accept=False, typed=one) as first,
        asyncssh_server(site, accept=False, typed=other) as second,
    ):
        site.host("a3-01", first.port)
        site.host("a3-02", second.port)
        fleet = fleet_of(site, ["a3-01", "a3-02"], operator := Operator(SECRET, "other"))
        assert await refused(fleet, ["a3-01"]) == {} and await refused(fleet, ["a3-02"]) == {}
        assert "does not take the others'" in operator.asked[1][2]
        assert other.given == [SECRET, "other"], "what most nodes take was tried first"
        await fleet.close()


async def test_who_will_not_say_is_asked_once_and_again_at_the_next_probe(site):
    names = [f"a3-{n:02d}" for n in range(5)]
    async with asyncssh_server(site, accept=False, typed=Typed(password=SECRET)) as server:
        for name in names:
            site.host(name, server.port)
        fleet = fleet_of(site, names, operator := Operator(None, SECRET))
        told = await refused(fleet)
        assert set(told) == set(names) and len(operator.asked) == 1
        assert {e.kind for e in told.values()} == {"login"} and "no password was given" in told["a3-00"].reason
        assert await refused(fleet) == {} and len(operator.asked) == 2
        await fleet.close()


async def test_without_a_terminal_the_refusal_says_that_a_password_would_do(site):
    async with asyncssh_server(site, accept=False, typed=Typed(password=SECRET)) as server:
        site.host("a3-01", server.port)
        told = await refused(fleet_of(site, ["a3-01"], None))
        assert "takes a password, but there is no terminal" in told["a3-01"].reason


async def test_three_wrong_passwords_are_enough(site):
    typed = Typed(password=SECRET)
    async with asyncssh_server(site, accept=False, typed=typed) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], operator := Operator("1", "2", "3", SECRET))
        assert "not the password" in (await refused(fleet))["a3-01"].reason
        assert typed.given == ["1", "2", "3"] and len(operator.asked) == 3


async def test_a_keyboard_interactive_login_takes_the_password_and_asks_for_the_code(site):
    typed = Typed(keyboard=(("Password: ", SECRET), ("Verification code: ", "123456")))
    async with asyncssh_server(site, accept=False, typed=typed) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], operator := Operator(SECRET, "123456"))
        assert await refused(fleet) == {}
        assert [(kind, prompt) for kind, _, prompt in operator.asked][1] == ("keyboard", "Verification code:")
        assert typed.given == [SECRET, "123456"]
        await fleet.close()


async def test_the_time_that_a_person_needs_for_a_code_is_not_the_nodes(site):
    class Slow(Operator):
        async def secret(self, kind, node, prompt):
            if kind == "keyboard":
                loop = asyncio.get_running_loop()
                late = loop.time() + 0.5
                await until(lambda: loop.time() > late, "longer than the login may take")
            return await super().secret(kind, node, prompt)

    async with asyncssh_server(site, accept=False, typed=Typed(keyboard=(("Code: ", "1"),))) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], Slow("1"), login_timeout=0.5)
        assert await refused(fleet) == {}
        await fleet.close()


@pytest.mark.long
async def test_a_passphrase_is_asked_once_for_all_nodes_and_again_when_it_is_wrong(site):
    names = [f"a3-{n:02d}" for n in range(4)]
    async with asyncssh_server(site) as server:
        site.key.write_private_key(site.key_file, passphrase=SECRET)
        for name in names:
            site.host(name, server.port)
        fleet = fleet_of(site, names, operator := Operator("slip", SECRET))
        assert await refused(fleet) == {} and fleet.connected == tuple(names)
        assert [kind for kind, _, _ in operator.asked] == ["passphrase", "passphrase"]
        assert str(site.key_file) in operator.asked[0][2] and "does not open it" in operator.asked[1][2]
        await fleet.close()


async def test_without_its_passphrase_the_password_is_asked_for(site):
    async with asyncssh_server(site, typed=Typed(password=SECRET)) as server:
        site.key.write_private_key(site.key_file, passphrase="never told")
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], operator := Operator(None, SECRET))
        assert await refused(fleet) == {}
        assert [kind for kind, _, _ in operator.asked] == ["passphrase", "password"]
        await fleet.close()


async def test_what_was_typed_stands_in_no_repr_log_event_or_command(site, caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    async with asyncssh_server(site, accept=False, typed=Typed(password=SECRET)) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], Operator("slip" + SECRET, SECRET))
        async for event in fleet.connect():
            told.append(event)
        await fleet.host("a3-01").run(sh("true"))
        shown = [repr(told), repr(fleet.commands), caplog.text]
        ours = [o for o in gc.get_objects() if str(type(o).__module__).startswith("mindie_tui.remote.")]
        shown += [repr(o) for o in ours if not isinstance(o, type)]
        assert len(ours) > 5 and not any(SECRET in text for text in shown)
        await fleet.close()


async def test_a_refusal_after_a_wrong_password_does_not_say_it(site):
    async with asyncssh_server(site, accept=False, typed=Typed(password=SECRET)) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, ["a3-01"], Operator("guess-me"))
        with pytest.raises(LoginRefused) as error:
            async for _ in fleet.connect_one("a3-01"):
                pass
        assert "guess-me" not in str(error.value) + repr(error.value)
