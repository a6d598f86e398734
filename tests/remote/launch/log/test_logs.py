"""The logs of a whole start on the demo fleet: what the service prints, and the files that the profile names."""

import asyncio
import json
import os
import signal
from contextlib import aclosing

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.codec import (
    NpuSample,
    ServiceDied,
    ServicePhase,
    ServiceReady,
    ServiceStarted,
)
from mindie_tui.remote.launch import launch as service
from tests.kit.demo_site import demo_site


@pytest.mark.long
async def test_the_files_that_the_profile_names_are_followed_beside_what_the_service_prints(tmp_path):
    async with demo_site(tmp_path, nodes=2, speed=20) as site:
        launch = site.deployment.launch.model_copy(update={"follow": ("~/mindie/log/debug/*",)})
        site.deployment = site.deployment.model_copy(update={"launch": launch})
        folders = [node.folder / "root" / "mindie" / "log" / "debug" for node in site.demo.nodes]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "mindie-llm_1_20250101000000.log").write_text("of an earlier start\n")
        ctx = site.context()
        logs, events = service.Logs(ctx), []
        try:
            async with asyncio.timeout(60):
                async with aclosing(service.launch(ctx, logs)) as steps:
                    async for event in steps:
                        events.append(event)
                for node, folder in zip(site.demo.nodes, folders, strict=True):
                    there = {path.stem: path for path in folder.iterdir() if "_1_" not in path.name}
                    assert there
                    for name, path in there.items():
                        kept = ctx.run.spool(node.name, name)
                        while kept.size < path.stat().st_size:
                            await logs.next(0.05)
                        assert kept.path.read_bytes() == path.read_bytes()
        finally:
            await logs.close()
        assert isinstance(events[-1], ev.ServiceReady)
        assert not any("_1_" in name for _, name in ctx.run.logs())
        for node, name in ctx.run.logs():
            place = json.loads((ctx.run.folder / "logs" / node / f"{name}.json").read_text())
            assert place["offset"] == ctx.run.spool(node, name).size and place["inode"], (node, name)
        sent = [ran.text for ran in site.fleet.commands if ran.status is None]
        assert len([text for text in sent if "follow" in text]) == 2, "one follower a node, whatever it follows"


@pytest.mark.long
async def test_a_line_that_drops_while_the_weights_load_costs_no_byte_and_doubles_none(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)

    def cut_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not cut:
            cut.append(event.node)
            walk.site.demo[event.node].cut()

    cut = []
    await walk.take(service.launch(ctx, walk.logs), last=cut_once)
    assert walk.error is None and isinstance(walk.events[-1], ServiceReady)
    assert await walk.came_back() == cut
    for kept, there in await walk.caught_up():
        assert kept == there


@pytest.mark.long
async def test_a_daemon_that_dies_after_ready_is_told_by_the_logs_that_are_kept(single):
    await single.launch()
    os.kill(single.of(ServiceStarted)[0].pid, signal.SIGKILL)
    died = await single.next(ServiceDied)
    assert (died.node, died.status) == ("a3-01", 137)


@pytest.mark.long
async def test_the_memory_of_the_npus_is_told_while_the_service_is_followed(single):
    await single.launch()
    sample = await single.next(NpuSample)
    while sample.hbm_used_gib < 40:
        sample = await single.next(NpuSample)
    assert sample.node == "a3-01" and 0 <= sample.aicore_percent <= 100
