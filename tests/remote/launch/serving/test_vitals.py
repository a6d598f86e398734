"""What is seen of a service that serves: its health, completions, the engine, the NPUs, the disk, a silent log."""

import asyncio
import json
import os
import shutil
import signal
from contextlib import aclosing

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.vitals import Pace
from mindie_tui.model.shell import Command
from mindie_tui.remote.launch import launch as service
from mindie_tui.remote.launch.lock import start_time
from mindie_tui.remote.launch.serving.vitals import VitalSigns
from mindie_tui.remote.launch.status import status
from mindie_tui.remote.transport.node_program import program
from tests.kit.demo_site import demo_site

QUICK = Pace(health=0.1, completion=0.2, engine=0.1, again=0.05, silent=1.0)


class Watched:
    """A service of one demo node that is ready and looked at."""

    def __init__(self, site, ctx, logs):
        self.site, self.ctx, self.logs, self.node = site, ctx, logs, site.demo.nodes[0]
        self.measuring, self.told = False, []

    async def next(self, what, over=None):
        """The next change of one vital sign; all that is told on the way is kept."""
        async with asyncio.timeout(30):
            while True:
                event = await self.logs.next(30)
                if isinstance(event, ev.ServiceTrouble):
                    self.told.append(event)
                    if (event.what, event.over) == (what, over):
                        return event


@pytest.fixture
async def watched(tmp_path):
    async with demo_site(tmp_path, nodes=1, speed=40) as site:
        ctx = site.context()
        logs = service.Logs(ctx)
        try:
            async with aclosing(service.launch(ctx, logs)) as events:
                async for event in events:
                    ctx.run.record("launch", event)
            assert isinstance(event, ev.ServiceReady)
            made = Watched(site, ctx, logs)
            signs = VitalSigns(logs, lambda: made.measuring, lambda: False, QUICK)
            async with signs.looked_at():
                yield made
        finally:
            await logs.close()


@pytest.mark.long
async def test_each_trouble_is_told_once_and_so_is_its_end(watched):
    node = watched.node
    node.fault(never_healthy=True)
    assert "503" in (await watched.next("health")).said
    node.fault(never_healthy=None)
    assert (await watched.next("health", over=True)).lasted_s > 0

    node.fault(http_status=500)
    assert "answered 500" in (await watched.next("completion")).said
    stands = [one async for one in status(watched.ctx)]
    assert (stands[0].said, stands[0].well) == ("healthy", False) and "answered 500" in stands[0].completion
    node.fault(http_status=None)
    await watched.next("completion", over=True)

    node.fault(npu_health={3: "Alarm"})
    assert (await watched.next("npu")).said == "NPU 3 Alarm"
    node.fault(npu_health=None)
    await watched.next("npu", over=True)

    node.fault(docker_down=True)
    told = await watched.next("engine")
    assert (told.said, told.remedy) == ("docker's daemon does not answer", "start it there: systemctl start docker")
    node.fault(docker_down=None)
    await watched.next("engine", over=True)

    said = [(one.what, one.over) for one in watched.told if one.what != "log"]
    assert said == [(what, over) for what in ("health", "completion", "npu", "engine") for over in (None, True)]
    (stands,) = [one async for one in status(watched.ctx)]
    assert stands.well and stands.completion.startswith("a completion came, first token after")


@pytest.mark.long
async def test_a_log_that_stands_still_beside_a_healthy_service_is_named_and_not_waited_for(tmp_path):
    async with demo_site(tmp_path, nodes=2, speed=40) as site:
        site.demo["a3-02"].fault(log_full=True)
        ctx = site.context()
        logs = service.Logs(ctx)
        try:
            async with asyncio.timeout(90), aclosing(service.launch(ctx, logs)) as steps:
                events = [event async for event in steps]
        finally:
            await logs.close()
    stuck = [event for event in events if isinstance(event, ev.ServiceError)]
    assert [(event.node, event.code) for event in stuck] == [("a3-02", "log-stuck")]
    assert "yet the service is healthy" in stuck[0].line and isinstance(events[-1], ev.ServiceReady)


async def test_the_watch_of_a_daemon_says_how_much_room_its_log_has(tmp_path):
    async with demo_site(tmp_path, nodes=1, speed=40) as site:
        link = site.fleet.inside("a3-01")
        pid = int((await link.run(Command("setsid sleep 60 >/dev/null 2>&1 & echo $!"))).text)
        given = {"folder": "/tmp", "pid": pid, "start_time": start_time(pid)}
        async with aclosing(program("processes", "watch", json.dumps(given)).stream(link)) as answers:
            first = await anext(answers)
        os.kill(pid, signal.SIGKILL)
    assert first["alive"] and first["free"] == pytest.approx(shutil.disk_usage("/tmp").free, rel=0.2)
