"""Two operators and one node: one works, the other is told who does, since when, and changes nothing."""

import asyncio
import json
import os

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import LockRefused, LockTaken, ServiceReady, ServiceStarted
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch import launch as service
from mindie_tui.remote.launch.lock import Lock, start_time
from mindie_tui.remote.transport.node_program import program
from tests.kit.demo_site import daemons, demo_site, launched, lock_of
from tests.kit.near import NearLink


def context(site, operator):
    """A launch of one operator, a run of its own."""
    made = site.context()
    return Context(made.deployment, made.artefacts, made.facts, made.fleet, made.run, operator)


@pytest.mark.long
async def test_of_two_who_launch_at_the_same_time_one_does_and_the_other_is_told_who_and_since_when(tmp_path):
    async with demo_site(tmp_path, nodes=2) as site:
        first, second = context(site, "li@jump"), context(site, "wang@jump")
        both = await asyncio.gather(launched(first), launched(second))
        results = [(events, error, ctx) for (events, error), ctx in zip(both, (first, second), strict=True)]
        (done,) = [(events, ctx) for events, error, ctx in results if error is None]
        ((told, error, loser),) = [result for result in results if result[1]]
        assert isinstance(done[0][-1], ServiceReady)
        holder = error.holder
        assert (holder.who, holder.run) == (done[1].operator, done[1].run.id) and holder.since and not holder.stale
        assert [event.who for event in told if isinstance(event, LockRefused)] == [done[1].operator]
        assert not [event for event in told if not isinstance(event, LockRefused | LockTaken)], "it changed nothing"
        assert len([event for event in done[0] if isinstance(event, ServiceStarted)]) == len(daemons(site)) == 2
        for node in site.demo.nodes:
            assert not lock_of(node).exists()
            assert not (node.folder / "root" / ".mindie-tui" / "runs" / loser.run.id / "service.json").exists()


@pytest.mark.long
async def test_who_comes_to_the_lock_after_another_one_has_launched_changes_nothing(tmp_path, monkeypatch):
    async with demo_site(tmp_path, nodes=1) as site:
        first, late = context(site, "li@jump"), context(site, "wang@jump")
        asked, plain = [], service.find_services

        async def looked_too_early(ctx):
            if ctx is late and not asked:
                asked.append(ctx)
                return {"a3-01": ()}  # as it was before the other one began
            return await plain(ctx)

        monkeypatch.setattr(service, "find_services", looked_too_early)
        assert isinstance((await launched(first))[0][-1], ServiceReady)
        with pytest.raises(Refused, match=f"run {first.run.id} was started meanwhile"):
            await launched(late)
        assert len(daemons(site)) == 1 and not lock_of(site.demo.nodes[0]).exists()


async def test_of_many_who_take_the_lock_in_the_same_moment_one_has_it(tmp_path):
    link = NearLink("a3-01", tmp_path)
    holders = [json.dumps({"who": f"op{n}@jump", "pid": 1, "since": "02:11", "run": f"r{n}"}) for n in range(6)]
    answers = await asyncio.gather(*(program("lock", "take", holder, "").one(link) for holder in holders))
    assert sum(answer.get("taken") is True for answer in answers) == 1
    taken = next(json.loads(h) for h, answer in zip(holders, answers, strict=True) if answer.get("taken"))
    assert {a["holder"]["who"] for a in answers if "holder" in a} == {taken["who"]}


async def test_a_lock_of_ours_that_could_not_be_given_back_does_not_shut_us_out(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        ctx, path = context(site, "li@jump"), lock_of(site.demo.nodes[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        me = {"who": "li@jump", "pid": os.getpid(), "start_time": start_time(os.getpid()), "since": "x", "run": "r0"}
        path.write_text(json.dumps(me))  # its container had ended as the launch did
        assert [event async for event in Lock(ctx).take()] == [LockTaken("a3-01")]
