"""Many nodes at once: a dead one delays none, every refusal is told as its own, and what was sent is known."""

import asyncio
import os
import signal

import asyncssh
import pytest

from mindie_tui.model.errors import CommandFailed, Lost, Refused, Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.model.shell import sh
from mindie_tui.remote.timings import Timings
from tests.kit.near_logs import children
from tests.kit.servers import Site, asyncssh_server, fleet_of, free_port, sshd


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_a_dead_node_does_not_delay_the_others(site):
    async with sshd(site) as dead, sshd(site) as one, asyncssh_server(site) as two:
        site.host("dead", dead.port)
        site.host("one", one.port)
        site.host("two", two.port)
        os.kill(dead.process.pid, signal.SIGSTOP)
        fleet = fleet_of(site, "dead", "one", "two", login_timeout=1.0)
        told = []

        async def work(name):
            async for event in fleet.connect_one(name):
                yield event
            done = await fleet.host(name).run(sh("echo {}", name))
            yield ev.ServiceStopped(name, done.text)

        async for event in fleet.each(fleet.nodes, work):
            told.append((event.name, event.node))
        assert told[-1] == ("node.refused", "dead"), "the others were told before the dead one was given up"
        assert {("service.stopped", "one"), ("service.stopped", "two")} <= set(told[:-1])
        assert fleet.connected == ("one", "two")
        with pytest.raises(Unreachable, match="it is not connected: ") as why:
            fleet.host("dead")
        assert "probe" not in str(why.value), "there is no such command"
        await fleet.close()


async def test_a_node_that_dies_after_the_login_is_noticed_and_the_others_go_on(site):
    async with sshd(site) as dying, sshd(site) as well:
        site.host("dying", dying.port)
        site.host("well", well.port)
        fleet = fleet_of(site, "dying", "well", timings=Timings(keepalive_s=0.2))
        async for event in fleet.connect():
            assert event.name == "node.asked"
        me = os.getpid()
        for pid in children(dying.process.pid):
            os.kill(pid, signal.SIGSTOP)
        told = []

        async def work(name):
            done = await fleet.host(name).run(sh("echo {}", me), timeout=None)
            yield ev.ServiceStopped(name, done.text)

        async for event in fleet.each(fleet.nodes, work):
            told.append(event)
        assert [(e.name, e.node) for e in told] == [("service.stopped", "well"), ("node.lost", "dying")]
        assert "the line dropped" in told[1].reason and fleet.connected == ("well",)
        await fleet.close()


async def test_every_refusal_has_its_own_kind_and_the_others_are_connected(site):
    async with (
        asyncssh_server(site, accept=False) as refusing,
        asyncssh_server(site, known=False) as unknown,
        asyncssh_server(site, known=False) as changed,
        asyncssh_server(site) as well,
    ):
        site.knows(changed.port, asyncssh.generate_private_key("ssh-ed25519"))
        for name, port in (
            ("refusing", refusing.port),
            ("unknown", unknown.port),
            ("changed", changed.port),
            ("closed", free_port()),
            ("well", well.port),
        ):
            site.host(name, port)
        fleet = fleet_of(site, "refusing", "unknown", "changed", "closed", "well", local=("here",))
        refused = {e.node: e async for e in fleet.connect() if isinstance(e, ev.NodeRefused)}
        assert {name: event.kind for name, event in refused.items()} == {
            "refusing": "login",
            "unknown": "host_key_unknown",
            "changed": "host_key_changed",
            "closed": "unreachable",
        }
        assert refused["unknown"].fingerprint == unknown.host_key.get_fingerprint()
        assert all(event.reason and event.do for event in refused.values())
        assert fleet.connected == ("well", "here")
        assert (await fleet.host("here").run(sh("echo hi"))).text == "hi\n"
        await fleet.close()


async def test_an_accepted_key_is_told(site):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        print_ = server.host_key.get_fingerprint()
        fleet = fleet_of(site, "a3-01", accept_host_keys=frozenset({print_}))
        told = [event async for event in fleet.connect()]
        assert told == [ev.NodeAsked("a3-01"), ev.HostKeyAdded("a3-01", print_, str(site.known_hosts))]
        assert [event async for event in fleet.connect()] == [], "it is connected"
        await fleet.close()


async def test_a_lost_node_is_connected_again(site):
    async with sshd(site) as server:
        site.host("a3-01", server.port)
        fleet = fleet_of(site, "a3-01")
        assert [e.name async for e in fleet.connect()] == ["node.asked"]
        for pid in children(server.process.pid):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Lost):
            await fleet.host("a3-01").run(sh("true"))
        assert fleet.connected == ()
        assert [e.name async for e in fleet.connect(["a3-01"])] == ["node.asked"]
        assert (await fleet.host("a3-01").run(sh("echo back"))).text == "back\n"
        await fleet.close()


async def test_what_was_sent_is_known_with_its_status(site):
    fleet = fleet_of(site, local=("here",))
    async for _ in fleet.connect():
        pass
    await fleet.host("here").run(sh("exit 3"))
    await fleet.inside("here").run(sh("echo {}", "a b"))
    assert [(r.node, r.text, r.status) for r in fleet.commands] == [("here", "exit 3", 3), ("here", "echo 'a b'", 0)]
    assert all(r.at and r.ms is not None for r in fleet.commands)
    await fleet.close()


async def test_a_failed_command_of_one_node_is_told_and_stops_no_other(site):
    fleet = fleet_of(site, local=("one", "two"))

    async def work(name):
        yield ev.NodeAsked(name)
        if name == "one":
            raise CommandFailed("it did not work", node=name, status=1)
        yield ev.ServiceStopped(name, "done")

    told = [event async for event in fleet.each(["one", "two"], work)]
    assert ev.NodeRefused("one", "answer", "it did not work") in told and ev.ServiceStopped("two", "done") in told


async def test_what_is_nobodys_fault_but_ours_is_raised_and_ends_the_others(site):
    fleet, ended = fleet_of(site, local=("one", "two")), []

    async def work(name):
        try:
            yield ev.NodeAsked(name)
            if name == "one":
                raise ZeroDivisionError
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    with pytest.raises(ZeroDivisionError):
        async for _ in fleet.each(["one", "two"], work):
            pass
    assert sorted(ended) == ["one", "two"]


async def test_who_stops_listening_stops_the_work(site):
    fleet, ended = fleet_of(site, local=("one", "two")), []

    async def work(name):
        try:
            for _ in range(1000):
                yield ev.NodeAsked(name)
        finally:
            ended.append(name)

    events = fleet.each(["one", "two"], work)
    await anext(events)
    await events.aclose()
    assert sorted(ended) == ["one", "two"]


async def test_a_broken_ssh_config_refuses_the_run_and_is_read_again_when_mended(site):
    site.config.write_text("Host 'open\n")
    fleet = fleet_of(site, "a3-01")
    with pytest.raises(Refused, match="invalid quotes|not well formed"):
        async for _ in fleet.connect():
            pass
    site.config.write_text("")
    site.host("a3-01", free_port())
    assert [e.name async for e in fleet.connect()] == ["node.asked", "node.refused"]
    await fleet.close()


@pytest.mark.long
async def test_sixty_addresses_of_one_sshd_with_its_default_limits_are_all_connected_and_nobody_sees_a_refusal(site):
    names = [f"a3-{n:02d}" for n in range(1, 61)]
    async with sshd(site, address="0.0.0.0", known=False) as server:
        for n, name in enumerate(names, 1):
            site.knows(server.port, server.host_key, f"127.0.1.{n}")
            site.host(name, server.port, address=f"127.0.1.{n}")
        fleet = fleet_of(site, *names, login_timeout=30.0)
        told = [event async for event in fleet.connect()]
        assert [event for event in told if not isinstance(event, ev.NodeAsked)] == []
        assert fleet.connected == tuple(names)
        assert len({(await fleet.host(name).run(sh("echo $SSH_CONNECTION"))).text.split()[2] for name in names}) == 60
        await fleet.close()
