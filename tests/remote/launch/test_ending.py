"""A stop ends what the run started, and whoever follows it is told by whom."""

import asyncio

import pytest

from mindie_tui.model.events.codec import (
    ServicePhase,
    ServiceStopped,
)
from mindie_tui.remote.launch import launch as service


@pytest.mark.long
async def test_a_stop_from_elsewhere_is_no_death(single):
    await single.launch()
    other = single.site.context(new_run=False)
    events = [event async for event in service.stop(other)]
    assert [event.how for event in events] == ["stopService"]
    assert (await single.next(ServiceStopped)).how == "stopped by li@jump"


@pytest.mark.long
async def test_a_stop_while_it_starts_ends_the_launch_as_stopped(single):
    single.site.demo.nodes[0].fault(stuck="weights")
    stopping = []

    def stop_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not stopping:
            other = single.site.context(new_run=False)
            stopping.append(asyncio.create_task(first_of(service.stop(other))))

    single.ctx = single.site.context()
    single.logs = service.Logs(single.ctx)
    await single.take(service.launch(single.ctx, single.logs), last=stop_once)
    assert "stopped by li@jump before it was ready" in str(single.error)
    assert (await stopping[0]).how == "TERM"


async def first_of(events):
    return [event async for event in events][0]
