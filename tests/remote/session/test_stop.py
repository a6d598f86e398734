"""The Session's stop, and what is said where the container has ended: each thing once, and by its name."""

import asyncio
import os
from pathlib import Path

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import ServiceDied, ServiceReady, ServiceStopped
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles


@pytest.fixture
async def place(tmp_path):
    """A fleet of one node, and a way to open sessions on it."""
    async with DemoFleet(nodes=1, speed=30) as fleet:
        opened = []

        async def session(run=None):
            options = Options(fleet.ssh_config, runs=tmp_path)
            fresh = profiles.load(str(fleet.profile)).deployment
            made = Session.of_run(run, options) if run else Session(fresh, options)
            opened.append(made)
            await through(made.probe())
            return made

        yield fleet, session
        for one in opened:
            await one.close()


async def through(steps):
    return [recorded.event async for recorded, _ in steps]


async def ready(session):
    await through(session.preflight())
    assert isinstance((await through(session.launch()))[-1], ServiceReady)


@pytest.mark.long
async def test_our_own_stop_stands_once_in_the_record_though_the_log_is_watched(place):
    _, session = place
    ours = await session()
    await ready(ours)
    watching = ours.watch()
    first = await anext(watching)  # somebody follows
    assert first is not None
    stopped = await through(ours.stop())
    assert [event.how for event in stopped] == ["stopService"]
    await watching.aclose()
    assert [line["event"] for line in ours.run.events()].count("service.stopped") == 1


@pytest.mark.long
async def test_where_the_container_has_ended_it_is_named_by_attach_status_and_stop(place):
    fleet, session = place
    ours = await session()
    await ready(ours)
    name = ours.run.id
    await ours.close()
    fleet.nodes[0].stop_container()
    again = await session(name)
    why = "the container mindie-a3 is not running (exited, status 137)"
    with pytest.raises(Refused, match="no service of run") as refused:
        await through(again.attach())
    assert why in str(refused.value)
    assert [(one.state, one.said) async for one in again.status()] == [("gone", why)]
    assert [event.how for event in await through(again.stop()) if isinstance(event, ServiceStopped)] == [
        f"was not running: {why}"
    ]


@pytest.mark.long
async def test_a_daemon_whose_starter_died_before_its_record_is_found_and_stopped_by_its_run(place):
    fleet, session = place
    ours = await session()
    await ready(ours)
    run = fleet.folder / "a3-01" / "root" / ".mindie-tui" / "runs" / ours.run.id
    (run / "service.json").unlink()
    pid = int((run / "daemon.pid").read_text())
    assert await waiting(session, "is being started there"), "it may still be written"
    os.utime(run / "daemon.pid", (1, 1))
    assert await waiting(session, f"our run {ours.run.id} is there with other files")
    stopped = await through((await session(ours.run.id)).stop())
    assert [event.how for event in stopped if isinstance(event, ServiceStopped)] == ["stopService"]
    assert not Path(f"/proc/{pid}").exists()


async def waiting(session, words):
    """Whether the preflight of another walk says so of an earlier service."""
    other = await session()
    await through(other.preflight(only=["earlier_service"]))
    return words in next(check.found for check in other.state.checks.values() if check.check == "earlier_service")


@pytest.mark.long
async def test_a_second_start_knows_what_the_first_one_took(place):
    _, session = place
    ours = await session()
    await ready(ours)
    assert ours.state.expected.source == "default"
    assert ours.state.answered.first_token_s <= ours.state.answered.elapsed_s <= ours.state.ready.elapsed_s
    took = ours.state.ready.elapsed_s
    await through(ours.stop())
    again = await session()
    await ready(again)
    assert again.state.expected.source == "1 earlier start of profile"
    assert again.state.expected.ready_s == took
    assert again.state.expected.phases["weights"] > 0


@pytest.mark.long
async def test_a_traceback_that_a_service_has_survived_does_not_keep_anyone_from_attaching(place):
    fleet, session = place
    ours = await session()
    await ready(ours)
    log = fleet.nodes[0].folder / "root" / ".mindie-tui" / "runs" / ours.run.id / "service.log"
    with log.open("a") as file:
        file.write('Traceback (most recent call last):\n  File "x.py"\nValueError: a request that was no good\n')
    await ours.close()
    other = await session()  # it reads the whole log anew
    await ready(other)
    assert other.state.attached is not None
    await through(other.stop())


@pytest.mark.long
async def test_a_stop_beside_a_follower_is_the_stop_of_every_node_and_nobodys_death(tmp_path):
    async with DemoFleet(nodes=2, speed=30) as fleet:
        options = Options(fleet.ssh_config, runs=tmp_path)
        ours = Session(profiles.load(str(fleet.profile)).deployment, options)
        await through(ours.probe())
        await ready(ours)
        other = Session.of_run(ours.run.id, options)
        await through(other.probe())
        seen, watching = [], ours.watch()
        assert await anext(watching)
        stopping = asyncio.create_task(through(other.stop()))
        async for recorded, _ in watching:
            if isinstance(recorded.event, ServiceStopped | ServiceDied):
                seen.append(recorded.event)
                if len(seen) == 2:
                    break
        await watching.aclose()
        await stopping
        assert sorted((type(one).__name__, one.node) for one in seen) == [
            ("ServiceStopped", "a3-01"),
            ("ServiceStopped", "a3-02"),
        ]
        assert ours.state.service == "stopped"
        lines = list(ours.run.events())
        assert [line["event"] for line in lines].count("service.stopped") == 2
        assert "service.died" not in [line["event"] for line in lines]
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        await other.close()
        await ours.close()
